//! A comparison as a page: figures and stacks that grew have another colour than those that shrank.

use maud::{Markup, html};

use crate::compare::{
    CaseDifference, Change, ProfileDifference, ReportDifference, SiteChange, SiteDifference,
    VariantDifference,
};
use crate::report::document::{render_document, render_scrolling};
use crate::report::flame::render_difference_stacks;
use crate::report::plain::plain;
use crate::units;

use super::cells;
use super::comparison::{Comparison, Difference};

/// The most variants shown, and the most figures of each.
const MOST_VARIANTS: usize = 1000;
const MOST_FIGURES: usize = 1000;

/// The most call sites shown of one variant, and the most shown of two profiles.
const MOST_SITES: usize = 100;

const GREW: &str = "grew";
const SHRANK: &str = "shrank";

/// The whole comparison.
pub(super) fn render_html(comparison: &Comparison) -> String {
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
    let main = match &comparison.difference {
        Difference::Reports(reports) => render_reports(reports),
        Difference::Profiles(profiles) => render_profiles(profiles),
    };
    render_document(&format!("heapwise: {old} → {new}"), &header, &main)
}

fn render_reports(reports: &ReportDifference) -> Markup {
    let (mut shown, mut left_out) = (0, 0);
    let mut cases = Vec::new();
    for case in reports
        .cases
        .iter()
        .filter(|case| cells::is_different(case))
    {
        let (different, others) = cells::split_case(case);
        let first = different.len().min(MOST_VARIANTS - shown);
        if shown == MOST_VARIANTS {
            left_out += different.len().max(1);
        } else {
            shown += first.max(1);
            left_out += different.len() - first;
            cases.push((case, different.into_iter().take(first), others));
        }
    }
    html! {
        @for line in cells::render_programs(reports) { p { (plain(&line)) } }
        @for (case, different, others) in cases {
            section {
                h2 { (plain(&cells::case_title(case))) }
                @for variant in different { (render_variant(case, variant)) }
                @for line in others { p.faint { (plain(&line)) } }
            }
        }
        (render_left_out(left_out, "variant"))
        @for line in cells::render_others(reports) { p { (line) } }
    }
}

/// A note on the things that differ but are not on the page.
fn render_left_out(count: usize, thing: &str) -> Markup {
    let count = count as u64;
    html! {
        @if count > 0 {
            p.note {
                (units::count(count)) " more " (units::plural(count, thing))
                " that differ; `heapwise compare --format json` has all"
            }
        }
    }
}

fn render_variant(case: &CaseDifference, variant: &VariantDifference) -> Markup {
    let anchor = anchor_from(&case.name_at_input(variant));
    html! {
        h3 #(anchor) { (plain(&variant.variant)) }
        @if let Some(fate) = cells::render_fate(variant) { p { (plain(&fate)) } }
        (render_figures(&variant.figures))
        @if variant.several_threads { p.faint { (cells::SEVERAL_THREADS) } }
        @if let Some(sites) = &variant.call_sites { (render_call_sites(sites, &anchor)) }
    }
}

fn render_profiles(difference: &ProfileDifference) -> Markup {
    html! {
        @if difference.is_empty() { p { "no difference" } }
        (render_figures(&difference.figures()))
        (render_call_sites(difference, "main"))
    }
}

/// A table of the figures that differ.
fn render_figures(changes: &[Change]) -> Markup {
    let mut different = cells::find_different(changes);
    let rows = different.by_ref().take(MOST_FIGURES).map(|change| {
        let [name, before, after, difference, ratio, verdict] = cells::figure_cells(change);
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
    let [name, headings @ .., verdict] = cells::FIGURE_HEADINGS;
    let table = html! {
        table {
            thead {
                tr {
                    th scope="col" { (name) }
                    @for heading in headings { th scope="col" { (heading) } }
                    td.text { (verdict) }
                }
            }
            tbody { @for row in &rows { (row) } }
        }
    };
    if rows.is_empty() {
        html! {}
    } else {
        html! {
            (render_scrolling("Figures", table))
            (render_left_out(different.count(), "figure"))
        }
    }
}

fn render_call_sites(difference: &ProfileDifference, anchor: &str) -> Markup {
    html! {
        @if !difference.is_empty() { (render_site_table(difference)) }
        p.faint { (cells::render_other_sites(difference, MOST_SITES)) }
        @if let Some(stacks) = &difference.stacks { (render_difference_stacks(stacks, "Call stacks", anchor)) }
    }
}

/// A table of the call sites that changed. A click on a heading sorts it by the difference.
fn render_site_table(difference: &ProfileDifference) -> Markup {
    let [fate, headings @ .., place, function] = cells::SITE_HEADINGS;
    let table = html! {
        table.sortable {
            caption { "Call sites that changed" }
            thead {
                tr {
                    td { (fate) }
                    @for heading in headings { th scope="col" { button type="button" { (heading) } } }
                    @for heading in [place, function] { th.text scope="col" { (heading) } }
                }
            }
            tbody {
                @for site in cells::first_sites(difference, MOST_SITES) {
                    (render_site(site, difference))
                }
            }
        }
    };
    render_scrolling("Call sites", table)
}

fn render_site(site: &SiteDifference, difference: &ProfileDifference) -> Markup {
    let class = match site.change {
        SiteChange::Appeared | SiteChange::OnlyNew | SiteChange::Grew => GREW,
        SiteChange::Disappeared | SiteChange::OnlyOld | SiteChange::Shrank => SHRANK,
    };
    let differences = site.changes();
    let differences = differences.map(|(before, after)| i128::from(after) - i128::from(before));
    let [fate, figures @ .., place, function] = cells::site_cells(site, difference);
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

/// The id of a variant, by which an address names it.
fn anchor_from(name: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || "/-_.=,:@+~".contains(c);
    name.chars()
        .map(|c| if allowed(c) { c } else { '-' })
        .collect()
}
