//! A difference in Markdown: a few lines where nothing is different, and what is long folded away.

use crate::compare::{EntryDifference, ProfileDifference, ReportDifference, VariantDifference};

use super::super::markdown::escaped;
use super::{Comparison, Difference, cells};

/// How many call sites are shown of a variant, and of two profiles.
const SITES_OF_VARIANT: usize = 10;
const SITES_OF_PROFILE: usize = 30;

/// The whole comparison: which limits are broken, what is different, what is compared.
pub(super) fn render(comparison: &Comparison) -> String {
    let mut text = String::from("### Heap footprints\n\n");
    for broken in &comparison.broken {
        text.push_str(&format!("- **above the limit**: {}\n", escaped(broken)));
    }
    if !comparison.broken.is_empty() {
        text.push('\n');
    }
    text.push_str(&match &comparison.difference {
        Difference::Reports(reports) => of_reports(reports),
        Difference::Profiles(profiles) => of_profiles(profiles),
    });
    let (old, new) = (escaped(&comparison.old), escaped(&comparison.new));
    text.push_str(&format!("<sub>{old} → {new}</sub>\n"));
    text
}

fn of_profiles(difference: &ProfileDifference) -> String {
    if difference.is_none() {
        return format!("no difference; {}\n\n", cells::other_sites(difference, 0));
    }
    let figures = table(&cells::FIGURES, cells::figures(&difference.figures()));
    format!("{figures}\n{}", sites(difference, SITES_OF_PROFILE))
}

fn sites(difference: &ProfileDifference, most: usize) -> String {
    let table = table(&cells::SITES, cells::sites(difference, most));
    format!("{table}\n{}\n\n", cells::other_sites(difference, most))
}

fn of_reports(reports: &ReportDifference) -> String {
    let mut text: String = reports.entries.iter().map(of_entry).collect();
    text.extend(cells::same_variants(reports).map(|line| format!("{line}\n\n")));
    text
}

/// Nothing where no variant is different.
fn of_entry(entry: &EntryDifference) -> String {
    if !cells::is_different(entry) {
        return String::new();
    }
    let (different, others) = cells::parted(entry);
    let mut text = format!("#### {}\n\n", escaped(&cells::title(entry)));
    text.extend(different.into_iter().map(of_variant));
    text.extend(others.iter().map(|line| format!("{}\n\n", escaped(line))));
    text
}

fn of_variant(variant: &VariantDifference) -> String {
    let name = escaped(&variant.variant);
    let mut text = match cells::fate(variant) {
        Some(fate) => {
            let lines: Vec<String> = fate.lines().map(escaped).collect();
            format!("**{name}**: {}\n\n", lines.join("<br>"))
        }
        None => format!("**{name}**\n\n"),
    };
    let figures = cells::figures(&variant.figures);
    if !figures.is_empty() {
        text.push_str(&format!("{}\n", table(&cells::FIGURES, figures)));
    }
    if variant.several_threads {
        text.push_str(&format!("{}\n\n", cells::SEVERAL_THREADS));
    }
    if let Some(difference) = variant.call_sites.as_ref().filter(|sites| !sites.is_none()) {
        let sites = sites(difference, SITES_OF_VARIANT);
        text.push_str(&format!(
            "<details><summary>call sites</summary>\n\n{sites}</details>\n\n"
        ));
    }
    text
}

/// A table without padding, which a comment has no use for.
fn table(head: &[&str; 6], rows: Vec<[String; 6]>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(head.iter().map(|cell| cell.to_string()).collect());
    text.push_str(&line(vec![String::from("---"); head.len()]));
    for row in rows {
        text.push_str(&line(row.iter().map(|cell| escaped(cell)).collect()));
    }
    text
}
