//! The call sites of a profile that hold the most.

use std::cmp::Reverse;

use comfy_table::{CellAlignment, Table, presets};

use crate::compare::BrokenLimit;
use crate::profile::{CallSite, Profile};
use crate::units;

use super::plain::{plain, table_lines};

/// The `most` call sites with the most bytes at the peak, as a table, under a line with the whole
/// profile's figures.
pub fn top_call_sites(profile: &Profile, most: usize) -> String {
    let totals = profile.totals();
    let sites = profile.call_sites();
    let mut text = format!(
        "peak {}; total {}; at the end {}\n\n",
        bytes_in_blocks(totals.peak_bytes, totals.peak_blocks),
        bytes_in_blocks(totals.total_bytes, totals.total_blocks),
        bytes_in_blocks(totals.end_bytes, totals.end_blocks),
    );
    if sites.is_empty() {
        text.push_str("nothing was allocated\n");
        return text;
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(HEADS);
    for site in sites.iter().take(most) {
        table.add_row(cells(site, totals.peak_bytes));
    }
    for column in table.column_iter_mut().take(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    text.push_str(&table_lines(&table));
    text.extend(left_out(&sites, most).map(|line| format!("{line}\n")));
    text
}

/// The heads of a table of call sites; the first four are of figures.
pub(super) const HEADS: [&str; 6] = [
    "at peak",
    "share",
    "blocks",
    "total",
    "call site",
    "function",
];

/// A call site's line in such a table, of a profile with so many bytes at its peak.
pub(super) fn cells(site: &CallSite, peak_bytes: u64) -> [String; 6] {
    [
        units::bytes(site.peak_bytes),
        share(site.peak_bytes, peak_bytes),
        units::count(site.peak_blocks),
        units::bytes(site.total_bytes),
        place(site),
        plain(&site.function),
    ]
}

/// How many call sites a table of the first `most` leaves out; none where it has all.
pub(super) fn left_out(sites: &[CallSite], most: usize) -> Option<String> {
    let more = sites.len().saturating_sub(most) as u64;
    (more > 0).then(|| format!("and {} more {}", more, units::plural(more, "call site")))
}

fn place(site: &CallSite) -> String {
    plain(&format!("{}:{}", site.file, site.line))
}

/// A broken budget: the sentence that says so, then the call sites of `profile` that hold the most
/// of the figure.
pub fn broken_budget(broken: &BrokenLimit, profile: Option<&Profile>) -> String {
    const MOST: usize = 3;
    let mut text = format!("broken budget: {}\n", plain(&broken.sentence));
    let mut sites = profile.map_or_else(Vec::new, Profile::call_sites);
    if !broken.is_live {
        sites.sort_by_key(|site| Reverse(site.total_bytes));
    }
    for site in sites.iter().take(MOST) {
        let (bytes, when) = match broken.is_live {
            true => (site.peak_bytes, "at the peak"),
            false => (site.total_bytes, "in total"),
        };
        let (bytes, place, function) = (units::bytes(bytes), place(site), plain(&site.function));
        text.push_str(&format!("    {bytes} {when}: {place} {function}\n"));
    }
    text
}

fn bytes_in_blocks(bytes: u64, blocks: u64) -> String {
    let (bytes, count) = (units::bytes(bytes), units::count(blocks));
    format!("{bytes} in {count} {}", units::plural(blocks, "block"))
}

fn share(part: u64, whole: u64) -> String {
    match whole {
        0 => String::from("–"),
        _ => format!("{:.1} %", part as f64 / whole as f64 * 100.0),
    }
}
