//! A comparison in Markdown. Call sites are folded, and without differences it is a few lines.

use crate::compare::{CaseDifference, ProfileDifference, ReportDifference, VariantDifference};
use crate::report::markdown::escape_markdown;

use super::cells;
use super::comparison::{Comparison, Difference};

/// The most call sites shown of one variant, and the most shown of two profiles.
const SITES_OF_VARIANT: usize = 10;
const SITES_OF_PROFILE: usize = 30;

/// The whole comparison: the exceeded limits, the differences, the names of the sides.
pub(super) fn render_markdown(comparison: &Comparison) -> String {
    let mut text = String::from("### Heap footprints\n\n");
    for broken in &comparison.broken {
        text.push_str(&format!(
            "- **above the limit**: {}\n",
            escape_markdown(broken)
        ));
    }
    if !comparison.broken.is_empty() {
        text.push('\n');
    }
    text.push_str(&match &comparison.difference {
        Difference::Reports(reports) => render_reports(reports),
        Difference::Profiles(profiles) => render_profiles(profiles),
    });
    let (old, new) = (
        escape_markdown(&comparison.old),
        escape_markdown(&comparison.new),
    );
    text.push_str(&format!("<sub>{old} → {new}</sub>\n"));
    text
}

fn render_profiles(difference: &ProfileDifference) -> String {
    if difference.is_empty() {
        return format!(
            "no difference; {}\n\n",
            cells::render_other_sites(difference, 0)
        );
    }
    let figures = render_table(
        &cells::FIGURE_HEADINGS,
        cells::figure_rows(&difference.figures()),
    );
    format!("{figures}\n{}", render_sites(difference, SITES_OF_PROFILE))
}

fn render_sites(difference: &ProfileDifference, most: usize) -> String {
    let table = render_table(&cells::SITE_HEADINGS, cells::site_rows(difference, most));
    format!(
        "{table}\n{}\n\n",
        cells::render_other_sites(difference, most)
    )
}

fn render_reports(reports: &ReportDifference) -> String {
    let programs = cells::render_programs(reports).into_iter();
    let programs = programs.map(|line| format!("{}\n\n", escape_markdown(&line)));
    let mut text: String = programs.collect();
    text.extend(reports.cases.iter().map(render_case));
    text.extend(cells::render_others(reports).map(|line| format!("{line}\n\n")));
    text
}

/// Renders the differences of one case; an empty string if no variant of the case is different.
fn render_case(case: &CaseDifference) -> String {
    if !cells::is_different(case) {
        return String::new();
    }
    let (different, others) = cells::split_case(case);
    let mut text = format!("#### {}\n\n", escape_markdown(&cells::case_title(case)));
    text.extend(different.into_iter().map(render_variant));
    text.extend(
        others
            .iter()
            .map(|line| format!("{}\n\n", escape_markdown(line))),
    );
    text
}

fn render_variant(variant: &VariantDifference) -> String {
    let name = escape_markdown(&variant.variant);
    let mut text = match cells::render_fate(variant) {
        Some(fate) => {
            let lines: Vec<String> = fate.lines().map(escape_markdown).collect();
            format!("**{name}**: {}\n\n", lines.join("<br>"))
        }
        None => format!("**{name}**\n\n"),
    };
    let figures = cells::figure_rows(&variant.figures);
    if !figures.is_empty() {
        text.push_str(&format!(
            "{}\n",
            render_table(&cells::FIGURE_HEADINGS, figures)
        ));
    }
    if variant.several_threads {
        text.push_str(&format!("{}\n\n", cells::SEVERAL_THREADS));
    }
    if let Some(difference) = variant
        .call_sites
        .as_ref()
        .filter(|sites| !sites.is_empty())
    {
        let sites = render_sites(difference, SITES_OF_VARIANT);
        text.push_str(&format!(
            "<details><summary>call sites</summary>\n\n{sites}</details>\n\n"
        ));
    }
    text
}

/// A table without padding, which only makes a comment longer.
fn render_table(headings: &[&str; 6], rows: Vec<[String; 6]>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(headings.iter().map(|cell| cell.to_string()).collect());
    text.push_str(&line(vec![String::from("---"); headings.len()]));
    for row in rows {
        text.push_str(&line(
            row.iter().map(|cell| escape_markdown(cell)).collect(),
        ));
    }
    text
}
