//! The page as a whole: the overview, a section for each experiment, and the facts below.

use maud::{Markup, html};

use crate::record::{Case, Report};
use crate::report::document::render_document;
use crate::report::excerpt::{Excerpt, ExcerptLimits};
use crate::report::plain::plain;
use crate::report::sentences::render_absent_held;
use crate::units;

use super::case::{find_differing_inputs, render_badges, render_case, short_input};
use super::facts::{render_figures, render_origin};
use super::files::PageFiles;
use super::sizes::render_size_plots;

/// The report as a whole HTML document. A file that cannot be read is replaced by a note.
pub fn render_page(report: &Report, files: &PageFiles) -> String {
    let excerpt = Excerpt::new(report, &ExcerptLimits::PAGE);
    let experiments: Vec<&[Case]> = excerpt
        .report
        .cases
        .chunk_by(|one, other| one.name == other.name)
        .collect();
    let header = html! {
        h1 { "heapwise" }
        p { (plain(&report.provenance.line())) }
        @if let Some(line) = render_absent_held(report) { p.faint { (plain(&line)) } }
        @if let Some(started) = &report.provenance.started { p.faint { (plain(started)) } }
        @if let Some(line) = excerpt.render_left_out() { p.note { (line) } }
        (render_overview(&experiments))
    };
    let main = html! {
        @for (index, cases) in experiments.iter().enumerate() {
            (render_experiment(index, cases, files))
        }
        (render_figures())
        (render_origin(&report.provenance))
    };
    render_document("heapwise: a report", &header, &main)
}

/// Links to the experiments, with how many variants each has and how many of them failed.
fn render_overview(experiments: &[&[Case]]) -> Markup {
    html! {
        nav aria-label="Experiments" {
            ul {
                @for (index, cases) in experiments.iter().enumerate() {
                    li {
                        a href=(format!("#{}", section_id(index))) { (plain(&cases[0].name)) }
                        " " span.faint { (summarize(cases)) }
                    }
                }
                li { a href="#figures" { "what the figures mean" } }
                li { a href="#origin" { "where they come from" } }
            }
        }
    }
}

fn summarize(cases: &[Case]) -> String {
    let rows = cases.iter().flat_map(|case| &case.variants);
    let (all, failed) = rows.fold((0, 0), |(all, failed), row| {
        (all + 1, failed + u64::from(row.outcome.is_failure()))
    });
    let measured = match cases.len() {
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

/// Renders one experiment: its question, its plots over several inputs, and its cases. If there are
/// several cases, they are folded, and only the first is open. `index` is the position of the
/// experiment on the page.
fn render_experiment(index: usize, cases: &[Case], files: &PageFiles) -> Markup {
    html! {
        section.experiment #(section_id(index)) {
            h2 { (plain(&cases[0].name)) }
            p.about { (plain(&cases[0].about)) }
            (render_size_plots(cases))
            @let differing = find_differing_inputs(cases);
            @if let [case] = cases {
                p.input { code { (plain(&case.input_line())) } }
                (render_case(case, files))
            } @else {
                @for (case_index, case) in cases.iter().enumerate() {
                    details.case open[case_index == 0] {
                        summary { h3 { (short_input(case, &differing)) } " " (render_badges(case)) }
                        p.input { code { (plain(&case.input_line())) } }
                        (render_case(case, files))
                    }
                }
            }
        }
    }
}
