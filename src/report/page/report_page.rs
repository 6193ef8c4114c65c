//! The page as a whole: the overview, a section for each experiment, and the facts below.

use maud::{Markup, html};

use crate::record::{Case, Report};
use crate::report::document::render_document;
use crate::report::excerpt::{Excerpt, ExcerptLimits};
use crate::report::plain::plain;
use crate::report::sentences::{render_absent_held, render_parts};
use crate::units;

use super::anchors::{Anchors, CaseAnchor};
use super::case::{render_badges, render_case};
use super::claims::render_claims;
use super::facts::{render_figures, render_origin};
use super::files::PageFiles;
use super::findings::PageFindings;
use super::inputs::{find_differing_inputs, short_input};
use super::sizes::render_size_plots;
use super::strip::render_strip;

/// The report as a whole HTML document, with what was found out about it on top. A file that cannot
/// be read is replaced by a note.
pub fn render_page(report: &Report, files: &PageFiles, findings: &PageFindings) -> String {
    let excerpt = Excerpt::new(report, &ExcerptLimits::PAGE);
    let experiments: Vec<&[Case]> = excerpt
        .report
        .cases
        .chunk_by(|one, other| one.name == other.name)
        .collect();
    let anchors = Anchors::new(&excerpt.report.cases);
    let mut rest = anchors.cases();
    let sections: Vec<Section> = experiments
        .iter()
        .map(|cases| {
            let (anchors, others) = rest.split_at(cases.len());
            rest = others;
            Section { cases, anchors }
        })
        .collect();
    let header = html! {
        h1 { "heapwise" }
        (render_strip(&excerpt.report, &anchors, findings))
        p { (plain(&report.provenance.line())) }
        @for line in render_parts(report) { p.note { (plain(&line)) } }
        @if let Some(line) = render_absent_held(report) { p.faint { (plain(&line)) } }
        @if let Some(started) = &report.provenance.started { p.faint { (plain(started)) } }
        @if let Some(line) = excerpt.render_left_out() { p.note { (line) } }
        (render_overview(&sections, !report.claims.is_empty()))
    };
    let main = html! {
        @for section in &sections { (render_experiment(section, files)) }
        (render_claims(&report.claims))
        (render_figures())
        (render_origin(&report.provenance, &report.parts))
    };
    render_document("heapwise: a report", &header, &main)
}

/// Links to the experiments, with how many variants each has and how many of them failed.
fn render_overview(sections: &[Section<'_>], has_claims: bool) -> Markup {
    html! {
        nav aria-label="Experiments" {
            ul {
                @for section in sections {
                    li {
                        a href=(format!("#{}", section.id())) { (plain(&section.cases[0].name)) }
                        " " span.faint { (summarize(section.cases)) }
                    }
                }
                @if has_claims { li { a href="#claims" { "claims" } } }
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

/// The cases of one experiment, with their ids.
struct Section<'a> {
    cases: &'a [Case],
    anchors: &'a [CaseAnchor],
}

impl Section<'_> {
    fn id(&self) -> &str {
        &self.anchors[0].experiment
    }
}

/// Renders one experiment: its question, its plots over several inputs, and its cases. If there are
/// several cases, they are folded, and only the first is open.
fn render_experiment(section: &Section<'_>, files: &PageFiles) -> Markup {
    let Section { cases, anchors } = section;
    html! {
        section.experiment #(section.id()) {
            h2 { (plain(&cases[0].name)) }
            p.about { (plain(&cases[0].about)) }
            (render_size_plots(cases))
            @let differing = find_differing_inputs(cases);
            @if let [case] = cases {
                p.input { code { (plain(&case.input_line())) } }
                (render_case(case, &anchors[0], files))
            } @else {
                @for (index, (case, anchor)) in cases.iter().zip(*anchors).enumerate() {
                    details.case #(anchor.case) open[index == 0] {
                        summary { h3 { (short_input(case, &differing)) } " " (render_badges(case)) }
                        p.input { code { (plain(&case.input_line())) } }
                        (render_case(case, anchor, files))
                    }
                }
            }
        }
    }
}
