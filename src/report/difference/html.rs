//! A difference as a page of its own: no script, no network, light and dark.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::compare::{ProfileDifference, ReportDifference, VariantDifference};
use crate::profile::Measure;

use super::super::flame::flame_graph_of_difference;
use super::super::plain::plain;
use super::{Comparison, Difference, cells};

/// How many call sites are shown of a variant, and of two profiles.
const SITES: usize = 100;

const STYLE: &str = "
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; display: block; overflow-x: auto; margin: .5rem 0; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid #8884; white-space: nowrap; }
td, th { text-align: left; font-variant-numeric: tabular-nums; }
:is(td, th):is(:nth-child(2), :nth-child(3), :nth-child(4)) { text-align: right; }
figure { margin: 1rem 0; overflow-x: auto; }
.broken { border-left: .3rem solid #d33; padding-left: .7rem; }
.flame { background: #fff; color: #000; min-width: 45rem; }
.quiet { opacity: .75; }
";

/// The whole comparison.
pub(super) fn render(comparison: &Comparison) -> String {
    let (old, new) = (plain(&comparison.old), plain(&comparison.new));
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (old) " → " (new) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (old) " → " (new) }
                @for broken in &comparison.broken {
                    p.broken { "above the limit: " (plain(broken)) }
                }
                @match &comparison.difference {
                    Difference::Reports(reports) => (of_reports(reports)),
                    Difference::Profiles(profiles) => (of_profiles(profiles)),
                }
            }
        }
    };
    page.into_string()
}

fn of_reports(reports: &ReportDifference) -> Markup {
    html! {
        @for entry in reports.entries.iter().filter(|entry| cells::is_different(entry)) {
            @let (different, others) = cells::parted(entry);
            h2 { (plain(&cells::title(entry))) }
            @for variant in different { (of_variant(variant)) }
            @for line in others { p.quiet { (plain(&line)) } }
        }
        @if let Some(line) = cells::same_variants(reports) { p { (line) } }
    }
}

fn of_variant(variant: &VariantDifference) -> Markup {
    let figures = cells::figures(&variant.figures);
    html! {
        h3 { (plain(&variant.variant)) }
        @if let Some(fate) = cells::fate(variant) { p { (plain(&fate)) } }
        @if !figures.is_empty() { (table(&cells::FIGURES, &figures)) }
        @if variant.several_threads { p.quiet { (cells::SEVERAL_THREADS) } }
        @if let Some(sites) = &variant.call_sites { (call_sites(sites)) }
    }
}

fn of_profiles(difference: &ProfileDifference) -> Markup {
    html! {
        @if difference.is_none() { p { "no difference" } }
        (table(&cells::FIGURES, &cells::figures(&difference.figures())))
        (call_sites(difference))
    }
}

fn call_sites(difference: &ProfileDifference) -> Markup {
    html! {
        @if !difference.is_none() { (table(&cells::SITES, &cells::sites(difference, SITES))) }
        p.quiet { (cells::other_sites(difference, SITES)) }
        @if let Some(stacks) = &difference.stacks {
            (flame("bytes at the peak", &stacks.peak_bytes, Measure::PeakBytes))
            (flame("bytes in total", &stacks.total_bytes, Measure::TotalBytes))
        }
    }
}

fn flame(
    title: &str,
    [old, new]: &[indexmap::IndexMap<String, u64>; 2],
    measure: Measure,
) -> Markup {
    html! {
        figure {
            figcaption { (title) ": red what grew, blue what shrank" }
            (PreEscaped(flame_graph_of_difference(old, new, title, measure)))
        }
    }
}

fn table(head: &[&str; 6], rows: &[[String; 6]]) -> Markup {
    html! {
        table {
            thead { tr { @for cell in head { th { (cell) } } } }
            tbody {
                @for row in rows { tr { @for cell in row { td { (plain(cell)) } } } }
            }
        }
    }
}
