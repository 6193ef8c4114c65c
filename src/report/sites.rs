//! The call sites that allocate the most of a profile.

use std::cmp::Reverse;

use hashbrown::HashSet;

use crate::compare::BrokenLimit;
use crate::profile::{CallSite, Callee, MissingNames, Profile, SiteFigures};
use crate::record::Figure;
use crate::units;

use super::abbreviate::abbreviate;
use super::plain::plain;
use super::styled::{StyledText, Tone, style_prefix};
use super::terminal::TextLayout;
use super::text_table::{TableColumn, TextTable};

/// How much of the call sites of a profile is shown as text.
#[derive(Debug, Clone, Copy)]
pub struct ShownSites {
    /// The number of call sites: those with the most bytes at the peak.
    pub most: usize,
    /// How many levels of the functions that a call site called are shown below it.
    pub depth: usize,
    /// The layout of the text.
    pub layout: TextLayout,
}

/// The call sites of a profile as a table below a line with the totals of the profile.
pub fn render_top_call_sites(profile: &Profile, shown: ShownSites) -> String {
    let layout = shown.layout;
    let whole = WholeProfile::new(profile);
    let sites = profile.call_sites();
    let mut text = layout.wrap_text(&render_totals(profile)) + "\n";
    if sites.is_empty() {
        text.push_str("nothing was allocated\n");
        return text;
    }
    let missing = profile.missing_names();
    if let Some(warning) = render_missing_names(profile) {
        text.insert_str(0, &(layout.wrap_text(&warning) + "\n"));
    }
    if missing == Some(MissingNames::Symbols) {
        return text;
    }
    let places = Places::new(&sites);
    let rows = sites.iter().take(shown.most).flat_map(|site| {
        let mut rows = vec![site_cells(site, &places, &whole)];
        add_callee_rows(&site.callees, 1, shown.depth, &whole, &mut rows);
        rows
    });
    text.push_str(&TextTable::new(SITE_COLUMNS, SITE_HEADINGS, rows).render(layout));
    let remaining = render_remaining(&sites, shown.most).into_iter();
    let lines = remaining.chain(render_incomplete(profile));
    text.extend(lines.map(|line| layout.wrap_text(&line)));
    text
}

/// The call sites of a variant in its profile and in that of C code's blocks, below its name.
pub fn render_variant_sites(
    name: &str,
    profile: Option<&Profile>,
    outside: Option<&Profile>,
    shown: ShownSites,
) -> String {
    let sites = match (profile, outside) {
        (Some(profile), _) => render_top_call_sites(profile, shown),
        (None, Some(_)) => String::from("nothing was allocated\n"),
        (None, None) => String::from("no profile\n"),
    };
    let name = shown.layout.wrap_text(&plain(name));
    let outside = outside.map(|outside| render_outside_call_sites(outside, shown));
    format!("{name}{sites}{}\n", outside.unwrap_or_default())
}

/// The heading above the call sites of a profile of C code's blocks.
const OUTSIDE_HEADING: &str = "what C code allocated";

/// [`render_top_call_sites`] of a profile of C code's blocks, below a heading.
pub fn render_outside_call_sites(profile: &Profile, shown: ShownSites) -> String {
    let sites = render_top_call_sites(profile, shown);
    format!("\n{OUTSIDE_HEADING}: {sites}")
}

/// The sums over a profile; the peak and the end only if the profile has them.
fn render_totals(profile: &Profile) -> String {
    let totals = profile.totals();
    let total = format!(
        "{} {}",
        Figure::TOTAL_BYTES.heading(),
        bytes_in_blocks(totals.total_bytes, totals.total_blocks)
    );
    match profile.counted() {
        Some(counted) if !profile.counts_bytes() => {
            let (units, blocks) = (units::count(totals.total_bytes), totals.total_blocks);
            let events = profile.block_units.as_deref().unwrap_or("blocks");
            plain(&format!(
                "{counted}; total {units} in {} {events}",
                units::count(blocks)
            ))
        }
        Some(counted) => format!("{}; {total}", plain(&counted)),
        None if profile.has_lifetimes => format!(
            "{} {}; {total}; at the end {}",
            Figure::PEAK_BYTES.heading(),
            bytes_in_blocks(totals.peak_bytes, totals.peak_blocks),
            bytes_in_blocks(totals.end_bytes, totals.end_blocks),
        ),
        None => total,
    }
}

/// Adds a row for each callee down to `depth`, indented by its `level`.
fn add_callee_rows(
    callees: &[Callee],
    level: usize,
    depth: usize,
    whole: &WholeProfile,
    rows: &mut Vec<[String; 7]>,
) {
    if level > depth {
        return;
    }
    let row = |figures: &SiteFigures, name: &str| {
        let name = format!("{}{name}", "  ".repeat(level));
        figure_cells(figures, whole, [name, String::new(), String::new()])
    };
    let (large, small) = split_small(callees, whole);
    for callee in large {
        rows.push(row(&callee.figures, &plain(&callee.function)));
        add_callee_rows(&callee.callees, level + 1, depth, whole, rows);
    }
    if let Some((count, figures)) = small {
        rows.push(row(&figures, &render_small(count)));
    }
}

/// Splits callees into those with at least 0.5 % of the whole profile, and the number and the figures
/// of the others, if any.
pub(super) fn split_small<'a>(
    callees: &'a [Callee],
    whole: &WholeProfile,
) -> (Vec<&'a Callee>, Option<(usize, SiteFigures)>) {
    let is_large = |callee: &&Callee| whole.part(&callee.figures) >= whole.all / 200;
    let (large, small): (Vec<&Callee>, Vec<&Callee>) = callees.iter().partition(is_large);
    let mut figures = SiteFigures::default();
    small.iter().for_each(|callee| figures.add(&callee.figures));
    let small = (!small.is_empty()).then_some((small.len(), figures));
    (large, small)
}

/// What the figures of a profile are shown as parts of: its peak, or its total if it has no peak.
pub(super) struct WholeProfile {
    all: u64,
    has_peaks: bool,
    counts_bytes: bool,
}

impl WholeProfile {
    pub(super) fn new(profile: &Profile) -> Self {
        let totals = profile.totals();
        let has_peaks = profile.has_lifetimes;
        Self {
            all: if has_peaks {
                totals.peak_bytes
            } else {
                totals.total_bytes
            },
            has_peaks,
            counts_bytes: profile.counts_bytes(),
        }
    }

    fn part(&self, figures: &SiteFigures) -> u64 {
        if self.has_peaks {
            figures.peak_bytes
        } else {
            figures.total_bytes
        }
    }

    fn render_amount(&self, amount: u64) -> String {
        if self.counts_bytes {
            units::bytes(amount)
        } else {
            units::count(amount)
        }
    }

    /// A part with its share of the whole: `4.03 kB · 44.7 %`.
    #[cfg(feature = "page")]
    pub(super) fn render_part(&self, figures: &SiteFigures) -> String {
        format!(
            "{} · {}",
            self.render_amount(self.part(figures)),
            self.render_share(figures)
        )
    }

    fn render_share(&self, figures: &SiteFigures) -> String {
        match self.all {
            0 => String::from("–"),
            all => format!("{:.1} %", self.part(figures) as f64 / all as f64 * 100.0),
        }
    }
}

/// Stands for this number of callees that are too small to be shown.
pub(super) fn render_small(count: usize) -> String {
    format!("({count} more, each below 0.5 %)")
}

/// The warning on a program without symbols or line tables: the setting to change, if any.
pub(super) fn render_missing_names(profile: &Profile) -> Option<String> {
    let (what, settings) = match profile.missing_names()? {
        MissingNames::Symbols => (
            "no symbols, so call sites have no names",
            "strip = false\ndebug = \"limited\"\n",
        ),
        MissingNames::Lines => (
            "no line tables, so call sites have no lines",
            "debug = \"limited\"\n",
        ),
    };
    let remedy = if profile.extension.is_some() {
        format!("add to Cargo.toml (`cargo bench` uses it too):\n\n[profile.release]\n{settings}")
    } else {
        String::from("compile it with debug information (`-g`), and do not strip it\n")
    };
    Some(format!("warning: the program has {what}; {remedy}"))
}

/// What a profile lacks: one sentence for stacks that were cut off, and one for stacks beyond the
/// recorder's limit.
pub(super) fn render_incomplete(profile: &Profile) -> Vec<String> {
    let Some(extension) = &profile.extension else {
        return Vec::new();
    };
    let cut_off = format!(
        "{}: the outer part of the call stack is unknown",
        bytes_in_blocks(extension.truncated_bytes, extension.truncated_blocks)
    );
    let beyond = format!(
        "{}: counted for an outer call, because there are too many call stacks; raise the limit \
         with `--stacks`, or fold recursion",
        bytes_in_blocks(extension.beyond_limit_bytes, extension.beyond_limit_blocks)
    );
    let lines = [
        (extension.truncated_blocks, cut_off),
        (extension.beyond_limit_blocks, beyond),
    ];
    let lines = lines.into_iter().filter(|(blocks, _)| *blocks > 0);
    lines.map(|(_, line)| line).collect()
}

/// The headings of a table of call sites; the first four are of numbers. Bytes and blocks at the
/// peak come first, then the bytes in total.
pub(super) const SITE_HEADINGS: [&str; 7] = [
    "at peak",
    "share",
    "blocks",
    Figure::TOTAL_BYTES.name,
    "call site",
    "allocated by",
    "function",
];

/// The columns under [`SITE_HEADINGS`] in a text.
const SITE_COLUMNS: [TableColumn; 7] = [
    TableColumn::number(0),
    TableColumn::number(1),
    TableColumn::number(5),
    TableColumn::number(4),
    TableColumn::name(0),
    TableColumn::name(3),
    TableColumn::name(2),
];

/// How the places of call sites are shown: with the column if another call site is on the line.
pub(super) struct Places<'a>(HashSet<(&'a str, u64)>);

impl<'a> Places<'a> {
    pub(super) fn new(sites: &'a [CallSite]) -> Self {
        let mut seen = HashSet::new();
        let lines = sites.iter().map(|site| (site.file.as_str(), site.line));
        Self(lines.filter(|line| !seen.insert(*line)).collect())
    }

    pub(super) fn render(&self, site: &CallSite) -> String {
        if !site.is_own {
            return String::from(NO_OWN_FRAME);
        }
        let line = file_and_line(site);
        if site.column > 0 && self.0.contains(&(site.file.as_str(), site.line)) {
            format!("{line}:{}", site.column)
        } else {
            line
        }
    }
}

/// The place of call sites whose stacks have no frame of the user's own code.
const NO_OWN_FRAME: &str = "(no frame of yours)";

/// The row of a call site under [`SITE_HEADINGS`].
pub(super) fn site_cells(
    site: &CallSite,
    places: &Places<'_>,
    whole: &WholeProfile,
) -> [String; 7] {
    let allocated_by = site.allocated_by().unwrap_or_default();
    let names = [
        places.render(site),
        plain(&allocated_by),
        plain(&site.function),
    ];
    figure_cells(&site.figures, whole, names)
}

fn figure_cells(figures: &SiteFigures, whole: &WholeProfile, names: [String; 3]) -> [String; 7] {
    let [place, allocated_by, function] = names;
    let at_peak = |text: String| {
        if whole.has_peaks {
            text
        } else {
            String::from("–")
        }
    };
    [
        at_peak(whole.render_amount(figures.peak_bytes)),
        whole.render_share(figures),
        at_peak(units::count(figures.peak_blocks)),
        whole.render_amount(figures.total_bytes),
        place,
        allocated_by,
        function,
    ]
}

/// How many call sites a table of the first `most` leaves out; `None` if it has all.
pub(super) fn render_remaining(sites: &[CallSite], most: usize) -> Option<String> {
    let more = sites.len().saturating_sub(most) as u64;
    (more > 0).then(|| format!("and {} more {}", more, units::plural(more, "call site")))
}

fn file_and_line(site: &CallSite) -> String {
    match site.line {
        0 => plain(&site.file),
        line => plain(&format!("{}:{line}", site.file)),
    }
}

/// The sentence on a broken budget, then the call sites of `profile` that contribute the most to the
/// figure.
pub fn render_broken_budget(
    broken: &BrokenLimit,
    profile: Option<&Profile>,
    layout: TextLayout,
) -> StyledText {
    const MOST: usize = 3;
    let sentence = format!("broken budget: {}", plain(&broken.sentence));
    let sentence = style_prefix(layout.wrap(&sentence, 2), Some(Tone::Bad));
    let mut text: StyledText = sentence.into_iter().collect();
    let abbreviated = |name: &str| match layout.width {
        Some(width) => abbreviate(name, width.saturating_sub(SITE_INDENT)),
        None => name.to_string(),
    };
    let mut sites = profile.map_or_else(Vec::new, Profile::call_sites);
    if !broken.is_live {
        sites.sort_by_key(|site| Reverse(site.figures.total_bytes));
    }
    let places = Places::new(&sites);
    for site in sites.iter().take(MOST) {
        let (bytes, when) = if broken.is_live {
            (site.figures.peak_bytes, "at the peak")
        } else {
            (site.figures.total_bytes, "in total")
        };
        let (bytes, place) = (units::bytes(bytes), abbreviated(&places.render(site)));
        let function = abbreviated(&plain(&site.function));
        let via = site.allocated_by().map_or_else(String::new, |callee| {
            format!(" via {}", abbreviated(&plain(&callee)))
        });
        text.push_str(&layout.wrap_text(&format!("    {bytes} {when}: {place} {function}{via}")));
    }
    text
}

/// The indent of what continues the line of a call site below a broken budget.
const SITE_INDENT: usize = 6;

fn bytes_in_blocks(bytes: u64, blocks: u64) -> String {
    let (bytes, count) = (units::bytes(bytes), units::count(blocks));
    format!("{bytes} in {count} {}", units::plural(blocks, "block"))
}
