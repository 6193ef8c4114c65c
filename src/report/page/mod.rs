//! A report as one page that needs nothing beside itself: tables, plots, timelines, call sites and
//! flame graphs. Everything that comes from a program under test is escaped.

mod contents;
mod curves;
mod entry;
mod facts;
mod figures;
mod legend;
mod picture;
mod series;
mod sizes;
mod table;
mod variant;

pub use contents::Contents;

use maud::{Markup, html};

use crate::record::{Entry, Report};
use crate::units;

use super::document::document;
use super::plain::plain;

/// The report as a whole HTML document. A file that cannot be had is a note in its place.
pub fn page(report: &Report, contents: &Contents) -> String {
    let experiments: Vec<&[Entry]> = report
        .experiments
        .chunk_by(|one, other| one.name == other.name)
        .collect();
    let header = html! {
        h1 { "heapwise" }
        p { (plain(&report.provenance.line())) }
        p.faint { (plain(&report.provenance.started)) }
        (overview(&experiments))
    };
    let shown = html! {
        @for (place, entries) in experiments.iter().enumerate() {
            (experiment(place, entries, contents))
        }
        (facts::figures())
        (facts::origin(&report.provenance))
    };
    document("heapwise: a report", &header, &shown)
}

/// Where each experiment is, and whether it is well.
fn overview(experiments: &[&[Entry]]) -> Markup {
    html! {
        nav aria-label="Experiments" {
            ul {
                @for (place, entries) in experiments.iter().enumerate() {
                    li {
                        a href=(format!("#{}", id(place))) { (plain(&entries[0].name)) }
                        " " span.faint { (extent(entries)) }
                    }
                }
                li { a href="#figures" { "what the figures say" } }
                li { a href="#origin" { "where they come from" } }
            }
        }
    }
}

fn extent(entries: &[Entry]) -> String {
    let rows = entries.iter().flat_map(|entry| &entry.variants);
    let (all, unwell) = rows.fold((0, 0), |(all, unwell), row| {
        (all + 1, unwell + u64::from(row.outcome.reason().is_some()))
    });
    let measured = match entries.len() {
        1 => units::count_of(all, "variant"),
        inputs => format!("{} over {inputs} inputs", units::count_of(all, "row")),
    };
    match unwell {
        0 => measured,
        _ => format!("{measured}, {unwell} not well"),
    }
}

fn id(place: usize) -> String {
    format!("experiment-{place}")
}

/// One experiment at all its inputs. Of several the first stands open.
fn experiment(place: usize, entries: &[Entry], contents: &Contents) -> Markup {
    html! {
        section.experiment #(id(place)) {
            h2 { (plain(&entries[0].name)) }
            p.about { (plain(&entries[0].about)) }
            (sizes::of(entries))
            @if let [entry] = entries {
                p.input { code { (plain(&entry.input_line())) } }
                (entry::of(entry, contents))
            } @else {
                @for (place, entry) in entries.iter().enumerate() {
                    details.entry open[place == 0] {
                        summary { h3 { (entry::short_input(entry, entries)) } " " (entry::glance(entry)) }
                        p.input { code { (plain(&entry.input_line())) } }
                        (entry::of(entry, contents))
                    }
                }
            }
        }
    }
}
