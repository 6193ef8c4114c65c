//! A comparison for the terminal.

use crate::compare::{
    CaseDifference, Change, ProfileDifference, ReportDifference, VariantDifference,
};
use crate::report::plain::plain;
use crate::report::terminal::TextLayout;
use crate::report::text_table::{TableColumn, TextTable};

use super::cells;
use super::comparison::{Comparison, Difference};

/// The most call sites shown of one variant, and the most shown of two profiles.
const SITES_OF_VARIANT: usize = 5;
const SITES_OF_PROFILE: usize = 20;

/// The columns under the headings of figures.
const FIGURE_COLUMNS: [TableColumn; 6] = [
    TableColumn::name(0),
    TableColumn::number(2),
    TableColumn::number(0),
    TableColumn::number(0),
    TableColumn::number(3),
    TableColumn::words(1),
];

/// The columns under the headings of call sites.
const SITE_COLUMNS: [TableColumn; 6] = [
    TableColumn::words(0),
    TableColumn::number(0),
    TableColumn::number(2),
    TableColumn::number(3),
    TableColumn::name(0),
    TableColumn::name(1),
];

/// The whole comparison: the names of the sides, the differences, the exceeded limits.
pub(super) fn render_text(comparison: &Comparison, layout: TextLayout) -> String {
    let (old, new) = (plain(&comparison.old), plain(&comparison.new));
    let mut text = layout.wrap_text(&format!("before: {old}\nafter:  {new}\n\n"));
    text.push_str(&match &comparison.difference {
        Difference::Reports(reports) => render_reports(reports, layout),
        Difference::Profiles(profiles) => render_profiles(profiles, layout),
    });
    for broken in &comparison.broken {
        text.push_str(&layout.wrap_text(&format!("above the limit: {}", plain(broken))));
    }
    text
}

fn render_profiles(difference: &ProfileDifference, layout: TextLayout) -> String {
    let counted = difference.counted.as_ref();
    let counted = counted.map(|counted| layout.wrap_text(&plain(counted)) + "\n");
    counted.unwrap_or_default() + &render_profile_difference(difference, layout)
}

fn render_profile_difference(difference: &ProfileDifference, layout: TextLayout) -> String {
    if difference.is_empty() {
        let others = cells::render_other_sites(difference, 0);
        return layout.wrap_text(&format!("no difference; {others}"));
    }
    let figures = render_figures(&difference.figures(), layout);
    figures + "\n" + &render_sites(difference, SITES_OF_PROFILE, layout)
}

fn render_sites(difference: &ProfileDifference, most: usize, layout: TextLayout) -> String {
    let rows = plain_rows(cells::site_rows(difference, most));
    let table = TextTable::new(SITE_COLUMNS, cells::SITE_HEADINGS, rows);
    let others = cells::render_other_sites(difference, most);
    table.render(layout) + &layout.wrap_text(&others)
}

fn render_reports(reports: &ReportDifference, layout: TextLayout) -> String {
    let programs = cells::render_programs(reports).into_iter();
    let mut text: String = programs
        .map(|line| layout.wrap_text(&plain(&line)) + "\n")
        .collect();
    let cases = reports.cases.iter();
    text.extend(cases.map(|case| render_case(case, layout)));
    text.extend(cells::render_others(reports).map(|line| layout.wrap_text(&line)));
    text
}

/// Renders the differences of one case; an empty string if no variant of the case is different.
fn render_case(case: &CaseDifference, layout: TextLayout) -> String {
    if !cells::is_different(case) {
        return String::new();
    }
    let (different, others) = cells::split_case(case);
    let mut text = layout.wrap_text(&plain(&cells::case_title(case))) + "\n";
    for variant in different {
        text.push_str(&render_variant(variant, layout));
        text.push('\n');
    }
    for line in others {
        text.push_str(&layout.wrap_text(&plain(&line)));
    }
    text.push('\n');
    text
}

fn render_variant(variant: &VariantDifference, layout: TextLayout) -> String {
    let name = plain(&variant.variant);
    let title = match cells::render_fate(variant) {
        Some(fate) => format!("{name}: {}", plain(&fate)),
        None => name,
    };
    let mut text = layout.wrap_text(&title);
    if !variant.figures.is_empty() {
        text.push_str(&render_figures(&variant.figures, layout));
    }
    if variant.several_threads {
        text.push_str(&layout.wrap_text(cells::SEVERAL_THREADS));
    }
    let sites = variant.call_sites.as_ref();
    if let Some(difference) = sites.filter(|sites| !sites.is_empty()) {
        text.push_str(&render_sites(difference, SITES_OF_VARIANT, layout));
    }
    text
}

/// A table of the figures that differ; empty if none does.
fn render_figures(changes: &[Change], layout: TextLayout) -> String {
    let rows = cells::figure_rows(changes);
    if rows.is_empty() {
        return String::new();
    }
    let table = TextTable::new(FIGURE_COLUMNS, cells::FIGURE_HEADINGS, plain_rows(rows));
    table.render(layout)
}

fn plain_rows(rows: Vec<[String; 6]>) -> impl Iterator<Item = [String; 6]> {
    rows.into_iter().map(|row| row.map(|cell| plain(&cell)))
}
