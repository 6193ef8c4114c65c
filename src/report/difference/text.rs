//! A difference for the terminal.

use comfy_table::{CellAlignment, Table, presets};

use crate::compare::{EntryDifference, ProfileDifference, ReportDifference, VariantDifference};

use super::super::plain::{plain, table_lines};
use super::{Comparison, Difference, cells};

/// How many call sites are shown of a variant, and of two profiles.
const SITES_OF_VARIANT: usize = 5;
const SITES_OF_PROFILE: usize = 20;

/// The whole comparison: what is compared, what is different, which limits are broken.
pub(super) fn render(comparison: &Comparison) -> String {
    let (old, new) = (plain(&comparison.old), plain(&comparison.new));
    let mut text = format!("before: {old}\nafter:  {new}\n\n");
    text.push_str(&match &comparison.difference {
        Difference::Reports(reports) => of_reports(reports),
        Difference::Profiles(profiles) => of_profiles(profiles),
    });
    for broken in &comparison.broken {
        text.push_str(&format!("above the limit: {}\n", plain(broken)));
    }
    text
}

fn of_profiles(difference: &ProfileDifference) -> String {
    if difference.is_none() {
        return format!("no difference; {}\n", cells::other_sites(difference, 0));
    }
    let mut text = table(&cells::FIGURES, cells::figures(&difference.figures()), 1..5);
    text.push_str(&format!("\n{}", sites(difference, SITES_OF_PROFILE)));
    text
}

fn sites(difference: &ProfileDifference, most: usize) -> String {
    let table = table(&cells::SITES, cells::sites(difference, most), 1..4);
    format!("{table}{}\n", cells::other_sites(difference, most))
}

fn of_reports(reports: &ReportDifference) -> String {
    let mut text: String = reports.entries.iter().map(of_entry).collect();
    text.extend(cells::same_variants(reports).map(|line| format!("{line}\n")));
    text
}

/// Nothing where no variant is different.
fn of_entry(entry: &EntryDifference) -> String {
    if !cells::is_different(entry) {
        return String::new();
    }
    let (different, others) = cells::parted(entry);
    let mut text = format!("{}\n\n", plain(&cells::title(entry)));
    for variant in different {
        text.push_str(&of_variant(variant));
        text.push('\n');
    }
    for line in others {
        text.push_str(&format!("{}\n", plain(&line)));
    }
    text.push('\n');
    text
}

fn of_variant(variant: &VariantDifference) -> String {
    let name = plain(&variant.variant);
    let mut text = match cells::fate(variant) {
        Some(fate) => format!("{name}: {}\n", plain(&fate)),
        None => format!("{name}\n"),
    };
    let figures = cells::figures(&variant.figures);
    if !figures.is_empty() {
        text.push_str(&table(&cells::FIGURES, figures, 1..5));
    }
    if variant.several_threads {
        text.push_str(&format!("{}\n", cells::SEVERAL_THREADS));
    }
    if let Some(difference) = variant.call_sites.as_ref().filter(|sites| !sites.is_none()) {
        text.push_str(&sites(difference, SITES_OF_VARIANT));
    }
    text
}

/// A table whose columns in `numbers` are such.
fn table(head: &[&str; 6], rows: Vec<[String; 6]>, numbers: std::ops::Range<usize>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(head);
    table.add_rows(
        rows.iter()
            .map(|row| row.each_ref().map(|cell| plain(cell))),
    );
    let numbers = table
        .column_iter_mut()
        .enumerate()
        .filter(|(at, _)| numbers.contains(at));
    for (_, column) in numbers {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table_lines(&table)
}
