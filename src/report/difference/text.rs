//! A comparison for the terminal.

use crate::compare::{CaseDifference, ProfileDifference, ReportDifference, VariantDifference};
use crate::report::plain::plain;
use crate::report::text_table::render_text_table;

use super::cells;
use super::comparison::{Comparison, Difference};

/// The most call sites shown of one variant, and the most shown of two profiles.
const SITES_OF_VARIANT: usize = 5;
const SITES_OF_PROFILE: usize = 20;

/// The whole comparison: the names of the sides, the differences, the exceeded limits.
pub(super) fn render_text(comparison: &Comparison) -> String {
    let (old, new) = (plain(&comparison.old), plain(&comparison.new));
    let mut text = format!("before: {old}\nafter:  {new}\n\n");
    text.push_str(&match &comparison.difference {
        Difference::Reports(reports) => render_reports(reports),
        Difference::Profiles(profiles) => render_profiles(profiles),
    });
    for broken in &comparison.broken {
        text.push_str(&format!("above the limit: {}\n", plain(broken)));
    }
    text
}

fn render_profiles(difference: &ProfileDifference) -> String {
    let counted = difference.counted.as_ref();
    let counted = counted.map(|counted| format!("{}\n\n", plain(counted)));
    counted.unwrap_or_default() + &render_profile_difference(difference)
}

fn render_profile_difference(difference: &ProfileDifference) -> String {
    if difference.is_empty() {
        return format!(
            "no difference; {}\n",
            cells::render_other_sites(difference, 0)
        );
    }
    let mut text = figure_table(cells::figure_rows(&difference.figures()));
    text.push_str(&format!("\n{}", render_sites(difference, SITES_OF_PROFILE)));
    text
}

fn render_sites(difference: &ProfileDifference, most: usize) -> String {
    let table = site_table(cells::site_rows(difference, most));
    format!("{table}{}\n", cells::render_other_sites(difference, most))
}

fn render_reports(reports: &ReportDifference) -> String {
    let programs = cells::render_programs(reports).into_iter();
    let mut text: String = programs
        .map(|line| format!("{}\n\n", plain(&line)))
        .collect();
    text.extend(reports.cases.iter().map(render_case));
    text.extend(cells::render_same_variants(reports).map(|line| format!("{line}\n")));
    text
}

/// Renders the differences of one case; an empty string if no variant of the case is different.
fn render_case(case: &CaseDifference) -> String {
    if !cells::is_different(case) {
        return String::new();
    }
    let (different, others) = cells::split_case(case);
    let mut text = format!("{}\n\n", plain(&cells::case_title(case)));
    for variant in different {
        text.push_str(&render_variant(variant));
        text.push('\n');
    }
    for line in others {
        text.push_str(&format!("{}\n", plain(&line)));
    }
    text.push('\n');
    text
}

fn render_variant(variant: &VariantDifference) -> String {
    let name = plain(&variant.variant);
    let mut text = match cells::render_fate(variant) {
        Some(fate) => format!("{name}: {}\n", plain(&fate)),
        None => format!("{name}\n"),
    };
    let figures = cells::figure_rows(&variant.figures);
    if !figures.is_empty() {
        text.push_str(&figure_table(figures));
    }
    if variant.several_threads {
        text.push_str(&format!("{}\n", cells::SEVERAL_THREADS));
    }
    if let Some(difference) = variant
        .call_sites
        .as_ref()
        .filter(|sites| !sites.is_empty())
    {
        text.push_str(&render_sites(difference, SITES_OF_VARIANT));
    }
    text
}

fn figure_table(rows: Vec<[String; 6]>) -> String {
    render_text_table(cells::FIGURE_HEADINGS, plain_rows(rows), 1..5)
}

fn site_table(rows: Vec<[String; 6]>) -> String {
    render_text_table(cells::SITE_HEADINGS, plain_rows(rows), 1..4)
}

fn plain_rows(rows: Vec<[String; 6]>) -> impl Iterator<Item = [String; 6]> {
    rows.into_iter().map(|row| row.map(|cell| plain(&cell)))
}
