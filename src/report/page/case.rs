//! One experiment at one input.

use maud::{Markup, html};

use crate::record::{Case, Grade};
use crate::report::plain::{plain, plain_lines};
use crate::report::ranking::{find_best, find_complaints, list_notes, rank_rows, recommend};
use crate::report::sentences::{render_answer, render_growth_beyond_heap, render_legends};
use crate::report::varying::render_variation;

use super::anchors::CaseAnchor;
use super::badges::{render_badge, render_grade};
use super::files::PageFiles;
use super::footprint_plots::{render_footprints, render_time_against_peak};
use super::parts::render_in_parts;
use super::pictures::render_attachment;
use super::series::render_series;
use super::table::{render_details, render_table};
use super::variant::render_variant;

/// The most variants whose details are not folded together.
const MOST_VARIANTS: usize = 50;

/// Renders a case: the answer, the failures, the table, the plots, and every variant.
pub(super) fn render_case(case: &Case, anchor: &CaseAnchor, files: &PageFiles) -> Markup {
    let rows = rank_rows(case);
    html! {
        (render_sentences(case))
        (render_table(case, &rows, anchor))
        @for sentence in render_growth_beyond_heap(case) { p.faint { (plain(&sentence)) } }
        @for sentence in render_variation(case) { p.faint { (plain(&sentence)) } }
        @for legend in render_legends(case) { p.faint { (legend) } }
        div.plots {
            (render_time_against_peak(&rows))
            (render_footprints(&rows))
            (render_series(&rows))
            @for attachment in &case.attachments { (render_attachment(attachment, files)) }
        }
        (render_details(&rows, anchor))
        (render_in_parts(&rows, MOST_VARIANTS, "variant", |rows| html! {
            @for row in rows { (render_variant(row, &anchor.variant(&row.name), files)) }
        }))
    }
}

/// Renders the answer, the recommendation, the failures, the verdicts that are not good, and the notes.
fn render_sentences(case: &Case) -> Markup {
    let failed = case
        .variants
        .iter()
        .filter_map(|row| Some((row, row.outcome.reason()?)));
    html! {
        @if let Some(answer) = render_answer(case) { p.answer { (plain(&answer)) } }
        @if let Some(recommendation) = recommend(case) {
            p.answer { (plain(&recommendation)) }
        }
        ul.complaints {
            @for (row, reason) in failed {
                li {
                    @let class = if row.outcome.is_failure() { "bad" } else { "" };
                    (render_badge(row.outcome.status(), class)) " " b { (plain(&row.name)) } ": "
                    @for line in plain_lines(reason) { (line) br; }
                }
            }
        }
        @if !find_complaints(case).is_empty() {
            details.complaints {
                summary { "Verdicts that are not good" }
                ul {
                    @for (row, grade, why) in find_complaints(case) {
                        li { (render_grade(grade)) " " b { (plain(&row.name)) } ": " (plain(why)) }
                    }
                }
            }
        }
        @if !list_notes(case).is_empty() {
            details.complaints {
                summary { "Notes" }
                ul { @for note in list_notes(case) { li { (plain(&note)) } } }
            }
        }
    }
}

/// Renders the summary of a folded case: the best variant, and how many variants failed, are bad or
/// are suspect.
pub(super) fn render_badges(case: &Case) -> Markup {
    let failed = case.variants.iter().filter(|row| row.outcome.is_failure());
    let complaints = find_complaints(case);
    let bad = complaints
        .iter()
        .filter(|(_, grade, _)| *grade == Grade::Bad)
        .count();
    let suspect = complaints.len() - bad;
    let best = find_best(case).into_iter();
    let best: Vec<String> = best.map(|row| plain(&row.name)).collect();
    html! {
        @if !best.is_empty() { span.faint { "best: " (best.join(", ")) } " " }
        @for (count, name, class) in [
            (failed.count(), "failed", "bad"),
            (bad, "bad", "bad"),
            (suspect, "suspect", "suspect"),
        ] {
            @if count > 0 { (render_badge(&format!("{count} {name}"), class)) " " }
        }
    }
}
