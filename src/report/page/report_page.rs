//! The page as a whole: the overview, a section for each experiment, and the facts below.

use maud::{Markup, html};

use crate::record::{Entry, Report};
use crate::report::document::render_document;
use crate::report::plain::plain;
use crate::units;

use super::entry::{render_badges, render_entry, short_input};
use super::facts::{render_figures, render_origin};
use super::files::PageFiles;
use super::sizes::render_size_plots;

/// The report as a whole HTML document. A file that cannot be read is replaced by a note.
pub fn render_page(report: &Report, files: &PageFiles) -> String {
    let experiments: Vec<&[Entry]> = report
        .experiments
        .chunk_by(|one, other| one.name == other.name)
        .collect();
    let header = html! {
        h1 { "heapwise" }
        p { (plain(&report.provenance.line())) }
        p.faint { (plain(&report.provenance.started)) }
        (render_overview(&experiments))
    };
    let main = html! {
        @for (index, entries) in experiments.iter().enumerate() {
            (render_experiment(index, entries, files))
        }
        (render_figures())
        (render_origin(&report.provenance))
    };
    render_document("heapwise: a report", &header, &main)
}

/// Links to the experiments, with how many variants each has and how many of them failed.
fn render_overview(experiments: &[&[Entry]]) -> Markup {
    html! {
        nav aria-label="Experiments" {
            ul {
                @for (index, entries) in experiments.iter().enumerate() {
                    li {
                        a href=(format!("#{}", section_id(index))) { (plain(&entries[0].name)) }
                        " " span.faint { (summarize(entries)) }
                    }
                }
                li { a href="#figures" { "what the figures mean" } }
                li { a href="#origin" { "where they come from" } }
            }
        }
    }
}

fn summarize(entries: &[Entry]) -> String {
    let rows = entries.iter().flat_map(|entry| &entry.variants);
    let (all, failed) = rows.fold((0, 0), |(all, failed), row| {
        (all + 1, failed + u64::from(row.outcome.reason().is_some()))
    });
    let measured = match entries.len() {
        1 => units::count_of(all, "variant"),
        inputs => format!("{} over {inputs} inputs", units::count_of(all, "row")),
    };
    match failed {
        0 => measured,
        _ => format!("{measured}, {failed} failed"),
    }
}

fn section_id(index: usize) -> String {
    format!("experiment-{index}")
}

/// One experiment at all its inputs. If there are several, the first is open.
fn render_experiment(index: usize, entries: &[Entry], files: &PageFiles) -> Markup {
    html! {
        section.experiment #(section_id(index)) {
            h2 { (plain(&entries[0].name)) }
            p.about { (plain(&entries[0].about)) }
            (render_size_plots(entries))
            @if let [entry] = entries {
                p.input { code { (plain(&entry.input_line())) } }
                (render_entry(entry, files))
            } @else {
                @for (entry_index, entry) in entries.iter().enumerate() {
                    details.entry open[entry_index == 0] {
                        summary { h3 { (short_input(entry, entries)) } " " (render_badges(entry)) }
                        p.input { code { (plain(&entry.input_line())) } }
                        (render_entry(entry, files))
                    }
                }
            }
        }
    }
}
