//! What the `inferno` crate draws of lines of stacks, as a document and as an element of a page.

use inferno::flamegraph::color::MultiPalette;
use inferno::flamegraph::{self, Options, Palette};
use maud::{PreEscaped, html};

use crate::profile::Measure;
use crate::report::plain::plain;

/// Above and below the frames `inferno` leaves room for its title and its details, so many times
/// the height of the text and, below, a few more.
const FONT_SIZE: usize = 12;
const ABOVE: usize = 3 * FONT_SIZE;
const BELOW: usize = 2 * FONT_SIZE + 10;

/// Frames narrower than this many percent are left out of a graph inside a page.
const NARROWEST_PERCENT: f64 = 0.1;

/// One stack as `inferno` reads it. Of a stack that it would take for a comment, or of whose name
/// it would take the end for a figure, the spaces become ones that do not break.
pub(super) fn line(stack: &str, figures: &[u64]) -> String {
    let mut line = match stack.is_empty() {
        true => String::from("[root]"),
        false => plain(stack),
    };
    let last = line.rsplit(' ').next().unwrap_or_default();
    let ends_as_figure = last.chars().all(|c| c.is_ascii_digit() || c == '.');
    if ends_as_figure || line.starts_with("# ") {
        line = line.replace(' ', "\u{a0}");
    }
    for figure in figures {
        line.push_str(&format!(" {figure}"));
    }
    line
}

pub(super) fn options(title: &str, measure: Measure) -> Options<'static> {
    let mut options = Options::default();
    options.title = plain(title);
    options.count_name = measure.unit().to_string();
    options.colors = Palette::Multi(MultiPalette::Rust);
    options.deterministic = true;
    options.font_size = FONT_SIZE;
    options
}

/// The SVG; none where no stack has a figure.
fn drawn(lines: Vec<String>, options: &mut Options<'_>) -> Option<String> {
    let mut svg = Vec::new();
    let lines = lines.iter().map(String::as_str);
    flamegraph::from_lines(options, lines, &mut svg).ok()?;
    String::from_utf8(svg).ok()
}

/// A document by itself, with the script of `inferno`.
pub(super) fn alone(lines: Vec<String>, mut options: Options<'_>, measure: Measure) -> String {
    drawn(lines, &mut options).unwrap_or_else(|| {
        let nothing = nothing(measure);
        let svg = html! {
            svg xmlns="http://www.w3.org/2000/svg" width="1200" height="60" {
                text x="600" y="24" text-anchor="middle" font-family="monospace" { (nothing) }
            }
        };
        svg.into_string()
    })
}

/// An element of a page, without a script, styles or ids of its own.
pub(super) fn in_page(lines: Vec<String>, mut options: Options<'_>, measure: Measure) -> String {
    options.min_width = NARROWEST_PERCENT;
    options.no_javascript = true;
    let drawn = drawn(lines, &mut options);
    let page = match drawn.as_deref().and_then(Drawn::find) {
        None => html! { p.flame { (nothing(measure)) } },
        Some(drawn) => html! {
            svg.flame role="img" aria-label=(options.title) width="100%"
                height=(drawn.height.saturating_sub(ABOVE + BELOW))
                font-family="monospace" font-size=(FONT_SIZE) {
                svg y=(format!("-{ABOVE}")) overflow="visible" data-total=(drawn.total) {
                    (PreEscaped(drawn.frames))
                }
            }
        },
    };
    page.into_string()
}

/// What of an SVG by `inferno` goes into a page. In its text `<` and `"` are escaped, so the marks
/// looked for are its own.
struct Drawn<'a> {
    height: usize,
    total: &'a str,
    frames: &'a str,
}

impl<'a> Drawn<'a> {
    fn find(svg: &'a str) -> Option<Self> {
        let height = between(svg, " height=\"", "\"")?.parse().ok()?;
        let (_, frames) = svg.split_once("<svg id=\"frames\"")?;
        let total = between(frames, "total_samples=\"", "\"")?;
        let (_, frames) = frames.split_once('>')?;
        let frames = frames.strip_suffix("</svg></svg>")?;
        Some(Self {
            height,
            total,
            frames,
        })
    }
}

pub(super) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

fn nothing(measure: Measure) -> String {
    format!("Nothing to draw: no {}.", measure.about())
}
