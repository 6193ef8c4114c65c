//! A difference as a page: what grew is red, and what shrank is blue.

use indexmap::IndexMap;
use maud::{Markup, html};

use crate::compare::{
    Change, ProfileDifference, ReportDifference, SiteChange, SiteDifference, Stacks,
    VariantDifference,
};
use crate::profile::Measure;
use crate::report::document::{document, flames, scroll};
use crate::report::flame::flame_graph_of_difference;
use crate::report::plain::plain;

use super::{Comparison, Difference, cells};

/// How many call sites are shown of a variant, and of two profiles.
const SITES: usize = 100;

const GREW: &str = "grew";
const SHRANK: &str = "shrank";

/// The whole comparison.
pub(super) fn render(comparison: &Comparison) -> String {
    let (old, new) = (plain(&comparison.old), plain(&comparison.new));
    let header = html! {
        h1 { "heapwise: a comparison" }
        dl {
            @for (side, name) in [("before", &old), ("after", &new)] {
                div { dt { (side) } dd { code { (name) } } }
            }
        }
        ul.complaints {
            @for broken in &comparison.broken {
                li { span.badge.bad { "above the limit" } " " (plain(broken)) }
            }
        }
    };
    let shown = match &comparison.difference {
        Difference::Reports(reports) => of_reports(reports),
        Difference::Profiles(profiles) => of_profiles(profiles),
    };
    document(&format!("heapwise: {old} → {new}"), &header, &shown)
}

fn of_reports(reports: &ReportDifference) -> Markup {
    html! {
        @for entry in reports.entries.iter().filter(|entry| cells::is_different(entry)) {
            @let (different, others) = cells::parted(entry);
            section {
                h2 { (plain(&cells::title(entry))) }
                @for variant in different { (of_variant(variant)) }
                @for line in others { p.faint { (plain(&line)) } }
            }
        }
        @if let Some(line) = cells::same_variants(reports) { p { (line) } }
    }
}

fn of_variant(variant: &VariantDifference) -> Markup {
    html! {
        h3 { (plain(&variant.variant)) }
        @if let Some(fate) = cells::fate(variant) { p { (plain(&fate)) } }
        (figures(&variant.figures))
        @if variant.several_threads { p.faint { (cells::SEVERAL_THREADS) } }
        @if let Some(sites) = &variant.call_sites { (call_sites(sites)) }
    }
}

fn of_profiles(difference: &ProfileDifference) -> Markup {
    html! {
        @if difference.is_none() { p { "no difference" } }
        (figures(&difference.figures()))
        (call_sites(difference))
    }
}

/// The figures that are not alike.
fn figures(changes: &[Change]) -> Markup {
    let rows = cells::unlike(changes).map(|change| {
        let [name, before, after, difference, ratio, verdict] = cells::figure(change);
        let grows = change.after.as_f64() > change.before.as_f64();
        html! {
            tr class=(if grows { GREW } else { SHRANK }) {
                th scope="row" { div.name { (plain(&name)) } }
                td { (before) }
                td { (after) }
                td.sign { (difference) }
                td { (ratio) }
                td.text { (verdict) }
            }
        }
    });
    let rows: Vec<Markup> = rows.collect();
    let [name, figures @ .., verdict] = cells::FIGURES;
    let table = html! {
        table {
            thead {
                tr {
                    th scope="col" { (name) }
                    @for head in figures { th scope="col" { (head) } }
                    th.text scope="col" { (verdict) }
                }
            }
            tbody { @for row in &rows { (row) } }
        }
    };
    match rows.is_empty() {
        true => html! {},
        false => scroll("Figures", table),
    }
}

fn call_sites(difference: &ProfileDifference) -> Markup {
    html! {
        @if !difference.is_none() { (table_of_sites(&difference.sites)) }
        p.faint { (cells::other_sites(difference, SITES)) }
        @if let Some(stacks) = &difference.stacks { (flame_graphs(stacks)) }
    }
}

/// The call sites that changed; sorted by a click by how much a figure of theirs did.
fn table_of_sites(sites: &[SiteDifference]) -> Markup {
    let [fate, figures @ .., place, function] = cells::SITES;
    let table = html! {
        table.sortable {
            caption { "Call sites that changed" }
            thead {
                tr {
                    th scope="col" { (fate) }
                    @for head in figures { th scope="col" { button type="button" { (head) } } }
                    @for head in [place, function] { th.text scope="col" { (head) } }
                }
            }
            tbody { @for site in sites.iter().take(SITES) { (site_row(site)) } }
        }
    };
    scroll("Call sites", table)
}

fn site_row(site: &SiteDifference) -> Markup {
    let class = match site.change {
        SiteChange::Appeared | SiteChange::Grew => GREW,
        SiteChange::Disappeared | SiteChange::Shrank => SHRANK,
    };
    let differences = site.changes();
    let differences = differences.map(|(before, after)| i128::from(after) - i128::from(before));
    let [fate, figures @ .., place, function] = cells::site(site);
    html! {
        tr class=(class) {
            th.sign scope="row" { (fate) }
            @for (figure, difference) in figures.iter().zip(differences) {
                td data-v=(difference) { (figure) }
            }
            @for text in [place, function] { td.text { code { (plain(&text)) } } }
        }
    }
}

fn flame_graphs(stacks: &Stacks) -> Markup {
    let graph = |title, [old, new]: &[IndexMap<String, u64>; 2], measure| {
        let drawn = flame_graph_of_difference(old, new, title, measure);
        flames(title, "Red is what grew, blue what shrank.", drawn)
    };
    html! {
        (graph("Bytes at the peak", &stacks.peak_bytes, Measure::PeakBytes))
        (graph("Bytes in total", &stacks.total_bytes, Measure::TotalBytes))
    }
}
