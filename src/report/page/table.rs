//! Tables that can be sorted by any column.

use maud::{Markup, html};

use crate::record::{Case, Row};
use crate::report::columns::{Cell, Column, build_columns, metric_columns};
use crate::report::document::render_scrolling;
use crate::report::plain::plain;
use crate::report::sentences::status_mark;
use crate::report::table::ABSENT;

use super::anchors::CaseAnchor;
use super::badges::render_grade;

/// The table of a case.
pub(super) fn render_table(case: &Case, rows: &[&Row], anchor: &CaseAnchor) -> Markup {
    let columns = build_columns(case, rows);
    render_sortable("Figures of every variant", rows, &columns, anchor)
}

/// A folded table of the metrics that the table of the case leaves out.
pub(super) fn render_details(rows: &[&Row], anchor: &CaseAnchor) -> Markup {
    let columns = metric_columns(rows, true);
    html! {
        @if !columns.is_empty() {
            details {
                summary { "More metrics" }
                (render_sortable("More metrics of every variant", rows, &columns, anchor))
            }
        }
    }
}

fn render_sortable(label: &str, rows: &[&Row], columns: &[Column], anchor: &CaseAnchor) -> Markup {
    let table = html! {
        table.sortable data-anchor=(anchor.case) {
            thead {
                tr {
                    th scope="col" { button type="button" { "variant" } }
                    @for column in columns {
                        th scope="col" { button type="button" { (render_heading(&column.heading)) } }
                    }
                }
            }
            tbody {
                @for (index, row) in rows.iter().enumerate() {
                    tr {
                        th scope="row" { div.name { (render_name(row, anchor)) } }
                        @for column in columns { (render_cell(column.cells[index].as_ref())) }
                    }
                }
            }
        }
    };
    render_scrolling(label, table)
}

/// A heading that may be broken after each `_`.
fn render_heading(heading: &str) -> Markup {
    html! {
        @for (index, part) in plain(heading).split_inclusive('_').enumerate() {
            @if index > 0 { wbr; }
            (part)
        }
    }
}

fn render_name(row: &Row, anchor: &CaseAnchor) -> Markup {
    html! {
        a href=(format!("#{}", anchor.variant(&row.name))) { (plain(&row.name)) }
        @if let Some(verdict) = &row.verdict { " " (render_grade(verdict.grade)) }
        @if let Some(mark) = status_mark(row) { " " span.badge.bad[row.outcome.is_failure()] { (mark) } }
    }
}

/// Renders a cell with the number that its column is sorted by. A cell without a value is shown as
/// [`ABSENT`].
fn render_cell(cell: Option<&Cell>) -> Markup {
    html! {
        @match cell {
            None => td { (ABSENT) },
            Some(cell) => td data-v=(cell.value) {
                (cell.text)
                @if let Some(spread) = &cell.spread { " " small { (spread) } }
                @if let Some(ratio) = &cell.ratio { " " small { (ratio) } }
            },
        }
    }
}
