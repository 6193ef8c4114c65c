//! Flame graphs drawn by the `inferno` crate, as a document and as an element of a page.

use inferno::flamegraph::color::MultiPalette;
use inferno::flamegraph::{self, Options, Palette};
use maud::{PreEscaped, html};

use crate::profile::Measure;
use crate::report::plain::{plain, printable};

/// The size of the text in pixels. `inferno` leaves room above the frames for its title and below
/// them for its details; [`ABOVE`] and [`BELOW`] are that room in pixels, as its source computes
/// it.
const FONT_SIZE: usize = 12;
const ABOVE: usize = 3 * FONT_SIZE;
const BELOW: usize = 2 * FONT_SIZE + 10;

/// Frames narrower than this many percent are left out of a graph inside a page.
const NARROWEST_PERCENT: f64 = 0.1;

/// Renders a stack and its figures as a line that `inferno` reads. The spaces in the stack become
/// no-break spaces if `inferno` would otherwise read the stack as a comment, or its last word as a
/// figure.
pub(super) fn stack_line(stack: &str, figures: &[u64]) -> String {
    let mut line = if stack.is_empty() {
        String::from("[root]")
    } else {
        printable(stack)
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

/// Draws the graph as an SVG; `None` if no stack has a figure.
fn draw(lines: Vec<String>, options: &mut Options<'_>) -> Option<String> {
    let mut svg = Vec::new();
    let lines = lines.iter().map(String::as_str);
    flamegraph::from_lines(options, lines, &mut svg).ok()?;
    String::from_utf8(svg).ok()
}

/// A whole document, with the script of `inferno`.
pub(super) fn render_document(
    lines: Vec<String>,
    mut options: Options<'_>,
    measure: Measure,
) -> String {
    draw(lines, &mut options).unwrap_or_else(|| {
        let svg = html! {
            svg xmlns="http://www.w3.org/2000/svg" width="1200" height="60" {
                text x="600" y="24" text-anchor="middle" font-family="monospace" { (empty_note(measure)) }
            }
        };
        svg.into_string()
    })
}

/// An element of a page, without a script, styles or ids of its own.
pub(super) fn render_element(
    lines: Vec<String>,
    mut options: Options<'_>,
    measure: Measure,
) -> String {
    options.min_width = NARROWEST_PERCENT;
    options.no_javascript = true;
    let svg = draw(lines, &mut options);
    let element = match svg.as_deref().and_then(FlameSvg::parse) {
        None => html! { p.flame { (empty_note(measure)) } },
        Some(svg) => html! {
            svg.flame role="img" aria-label=(options.title) width="100%"
                height=(svg.height.saturating_sub(ABOVE + BELOW))
                font-family="monospace" font-size=(FONT_SIZE) {
                svg y=(format!("-{ABOVE}")) overflow="visible" data-total=(svg.total) {
                    (PreEscaped(svg.frames))
                }
            }
        },
    };
    element.into_string()
}

/// The parts of an SVG by `inferno` that a page needs. Text in it has `<` and `"` escaped, so it
/// cannot contain the markup that is searched for.
struct FlameSvg<'a> {
    height: usize,
    total: &'a str,
    frames: &'a str,
}

impl<'a> FlameSvg<'a> {
    fn parse(svg: &'a str) -> Option<Self> {
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

/// The text between the first `before` and the next `after`.
pub(super) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

fn empty_note(measure: Measure) -> String {
    format!("Nothing to draw: no {}.", measure.about())
}
