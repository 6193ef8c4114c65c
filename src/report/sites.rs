//! The call sites that allocate the most of a profile.

use std::cmp::Reverse;

use crate::compare::BrokenLimit;
use crate::profile::{CallSite, Profile};
use crate::record::Figure;
use crate::units;

use super::plain::plain;
use super::text_table::render_text_table;

/// The `most` call sites with the most bytes at the peak, as a table below a line with the totals of
/// the profile.
pub fn render_top_call_sites(profile: &Profile, most: usize) -> String {
    let totals = profile.totals();
    let sites = profile.call_sites();
    let mut text = format!(
        "{} {}; {} {}; at the end {}\n\n",
        Figure::PEAK_BYTES.heading(),
        bytes_in_blocks(totals.peak_bytes, totals.peak_blocks),
        Figure::TOTAL_BYTES.heading(),
        bytes_in_blocks(totals.total_bytes, totals.total_blocks),
        bytes_in_blocks(totals.end_bytes, totals.end_blocks),
    );
    if sites.is_empty() {
        text.push_str("nothing was allocated\n");
        return text;
    }
    let rows = sites.iter().take(most);
    let rows = rows.map(|site| site_cells(site, totals.peak_bytes));
    text.push_str(&render_text_table(SITE_HEADINGS, rows, 0..4));
    let remaining = render_remaining(&sites, most).into_iter();
    let lines = remaining.chain(render_incomplete(profile));
    text.extend(lines.map(|line| format!("{line}\n")));
    text
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
pub(super) const SITE_HEADINGS: [&str; 6] = [
    "at peak",
    "share",
    "blocks",
    Figure::TOTAL_BYTES.name,
    "call site",
    "function",
];

/// The row of a call site under [`SITE_HEADINGS`]; `peak_bytes` is the peak of the whole profile.
pub(super) fn site_cells(site: &CallSite, peak_bytes: u64) -> [String; 6] {
    [
        units::bytes(site.peak_bytes),
        render_share(site.peak_bytes, peak_bytes),
        units::count(site.peak_blocks),
        units::bytes(site.total_bytes),
        file_and_line(site),
        plain(&site.function),
    ]
}

/// How many call sites a table of the first `most` leaves out; `None` if it has all.
pub(super) fn render_remaining(sites: &[CallSite], most: usize) -> Option<String> {
    let more = sites.len().saturating_sub(most) as u64;
    (more > 0).then(|| format!("and {} more {}", more, units::plural(more, "call site")))
}

fn file_and_line(site: &CallSite) -> String {
    plain(&format!("{}:{}", site.file, site.line))
}

/// The sentence on a broken budget, then the call sites of `profile` that contribute the most to the
/// figure.
pub fn render_broken_budget(broken: &BrokenLimit, profile: Option<&Profile>) -> String {
    const MOST: usize = 3;
    let mut text = format!("broken budget: {}\n", plain(&broken.sentence));
    let mut sites = profile.map_or_else(Vec::new, Profile::call_sites);
    if !broken.is_live {
        sites.sort_by_key(|site| Reverse(site.total_bytes));
    }
    for site in sites.iter().take(MOST) {
        let (bytes, when) = if broken.is_live {
            (site.peak_bytes, "at the peak")
        } else {
            (site.total_bytes, "in total")
        };
        let (bytes, place) = (units::bytes(bytes), file_and_line(site));
        let function = plain(&site.function);
        text.push_str(&format!("    {bytes} {when}: {place} {function}\n"));
    }
    text
}

fn bytes_in_blocks(bytes: u64, blocks: u64) -> String {
    let (bytes, count) = (units::bytes(bytes), units::count(blocks));
    format!("{bytes} in {count} {}", units::plural(blocks, "block"))
}

fn render_share(part: u64, whole: u64) -> String {
    match whole {
        0 => String::from("–"),
        _ => format!("{:.1} %", part as f64 / whole as f64 * 100.0),
    }
}
