//! The call sites of a profile that hold the most.

use std::cmp::Reverse;

use comfy_table::{CellAlignment, Table, presets};

use crate::compare::Broken;
use crate::profile::Profile;
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
    table.set_header([
        "at peak",
        "share",
        "blocks",
        "total",
        "call site",
        "function",
    ]);
    for site in sites.iter().take(most) {
        table.add_row([
            units::bytes(site.peak_bytes),
            share(site.peak_bytes, totals.peak_bytes),
            units::count(site.peak_blocks),
            units::bytes(site.total_bytes),
            plain(&format!("{}:{}", site.file, site.line)),
            plain(&site.function),
        ]);
    }
    for column in table.column_iter_mut().take(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    text.push_str(&table_lines(&table));
    if sites.len() > most {
        text.push_str(&format!("and {} more call sites\n", sites.len() - most));
    }
    text
}

/// A broken budget: the sentence that says so, then the call sites of `profile` that hold the most
/// of the figure.
pub fn broken_budget(broken: &Broken, profile: Option<&Profile>) -> String {
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
        let (bytes, function) = (units::bytes(bytes), plain(&site.function));
        let place = plain(&format!("{}:{}", site.file, site.line));
        text.push_str(&format!("    {bytes} {when}: {place} {function}\n"));
    }
    text
}

fn bytes_in_blocks(bytes: u64, blocks: u64) -> String {
    let plural = if blocks == 1 { "" } else { "s" };
    format!(
        "{} in {} block{plural}",
        units::bytes(bytes),
        units::count(blocks)
    )
}

fn share(part: u64, whole: u64) -> String {
    match whole {
        0 => String::from("–"),
        _ => format!("{:.1} %", part as f64 / whole as f64 * 100.0),
    }
}
