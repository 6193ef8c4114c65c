//! One experiment at one input.

use maud::{Markup, html};

use crate::record::{Entry, Grade};
use crate::report::plain::{plain, plain_lines};
use crate::report::{rank, table as sentences};

use super::{Contents, curves, figures, picture, series, table, variant};

/// The answer, what is wrong, the table, the plots, and every variant.
pub(super) fn of(entry: &Entry, contents: &Contents) -> Markup {
    let rows = rank::ranked(entry);
    html! {
        (said(entry))
        (table::of(entry, &rows))
        @if let Some(legend) = sentences::legend(entry) { p.faint { (legend) } }
        div.plots {
            (figures::time_against_peak(&rows))
            (figures::footprints(&rows))
            (curves::of(&rows))
            (series::of(&rows))
            @for attachment in &entry.attachments { (picture::of(attachment, contents)) }
        }
        (table::details(&rows))
        div.variants {
            @for row in rows { (variant::of(row, contents)) }
        }
    }
}

/// The sentences: what was answered, by whom not, who is judged how, and which to take.
fn said(entry: &Entry) -> Markup {
    let unwell = entry
        .variants
        .iter()
        .filter_map(|row| Some((row, row.outcome.reason()?)));
    html! {
        @if let Some(answer) = sentences::answer(entry) { p.answer { (plain(&answer)) } }
        @if let Some(recommendation) = rank::recommendation(entry) {
            p.answer { (plain(&recommendation)) }
        }
        ul.complaints {
            @for (row, reason) in unwell {
                li {
                    (badge(row.outcome.status(), "bad")) " " b { (plain(&row.name)) } ": "
                    @for line in plain_lines(reason) { (line) br; }
                }
            }
        }
        @if !rank::complaints(entry).is_empty() {
            details.complaints {
                summary { "What is wrong with those that are not good" }
                ul {
                    @for (row, grade, why) in rank::complaints(entry) {
                        li { (graded(grade)) " " b { (plain(&row.name)) } ": " (plain(why)) }
                    }
                }
            }
        }
    }
}

fn badge(text: &str, class: &str) -> Markup {
    html! { span class={ "badge " (class) } { (text) } }
}

pub(super) fn graded(grade: Grade) -> Markup {
    badge(grade.name(), grade.name())
}

/// The part of the input that differs between the entries.
pub(super) fn short_input(entry: &Entry, entries: &[Entry]) -> String {
    let differs = |name: &str| {
        entries
            .iter()
            .any(|other| other.input.get(name) != entry.input.get(name))
    };
    let values = entry.input.iter().filter(|(name, _)| differs(name));
    let values: Vec<String> = values
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    match values.is_empty() {
        true => plain(&entry.input_line()),
        false => plain(&values.join(" ")),
    }
}

/// What a closed entry tells: who leads, and how many are not well or not good.
pub(super) fn glance(entry: &Entry) -> Markup {
    let unwell = entry
        .variants
        .iter()
        .filter(|row| row.outcome.reason().is_some());
    let complaints = rank::complaints(entry);
    let bad = complaints
        .iter()
        .filter(|(_, grade, _)| *grade == Grade::Bad)
        .count();
    let suspect = complaints.len() - bad;
    let first = rank::ranked(entry).into_iter().next();
    let first = first.filter(|row| row.verdict.is_some());
    html! {
        @if let Some(row) = first { span.faint { "best: " (plain(&row.name)) } " " }
        @for (count, name, class) in [
            (unwell.count(), "not well", "bad"),
            (bad, "bad", "bad"),
            (suspect, "suspect", "suspect"),
        ] {
            @if count > 0 { (badge(&format!("{count} {name}"), class)) " " }
        }
    }
}
