//! The call sites of a profile that hold the most.

use comfy_table::{CellAlignment, Table, presets};

use crate::profile::Profile;
use crate::units;

/// The `most` call sites with the most bytes at the peak, as a table, under a line with the whole
/// profile's figures.
pub fn top_call_sites(profile: &Profile, most: usize) -> String {
    let totals = profile.totals();
    let sites = profile.call_sites();
    let mut text = format!(
        "peak {} in {} blocks; total {} in {} blocks; at the end {} in {} blocks\n\n",
        units::bytes(totals.peak_bytes),
        units::count(totals.peak_blocks),
        units::bytes(totals.total_bytes),
        units::count(totals.total_blocks),
        units::bytes(totals.end_bytes),
        units::count(totals.end_blocks),
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
            format!("{}:{}", site.file, site.line),
            site.function.clone(),
        ]);
    }
    for column in table.column_iter_mut().take(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if sites.len() > most {
        text.push_str(&format!("and {} more call sites\n", sites.len() - most));
    }
    text
}

fn share(part: u64, whole: u64) -> String {
    match whole {
        0 => String::from("–"),
        _ => format!("{:.1} %", part as f64 / whole as f64 * 100.0),
    }
}
