//! Tables that can be sorted by any column.

use maud::{Markup, html};

use crate::record::{Entry, Row};
use crate::report::columns::{self, Cell, Column};
use crate::report::document::scroll;
use crate::report::plain::plain;
use crate::report::table::{ABSENT, mark};

use super::entry;

/// The table of an entry.
pub(super) fn of(entry: &Entry, rows: &[&Row]) -> Markup {
    sortable("Figures of every variant", rows, &columns::of(entry, rows))
}

/// The metrics that the table leaves out, folded.
pub(super) fn details(rows: &[&Row]) -> Markup {
    let columns = columns::metrics(rows, true);
    html! {
        @if !columns.is_empty() {
            details {
                summary { "More metrics" }
                (sortable("More metrics of every variant", rows, &columns))
            }
        }
    }
}

fn sortable(caption: &str, rows: &[&Row], columns: &[Column]) -> Markup {
    let table = html! {
        table.sortable {
            thead {
                tr {
                    th scope="col" { button type="button" { "variant" } }
                    @for column in columns {
                        th scope="col" { button type="button" { (plain(&column.head)) } }
                    }
                }
            }
            tbody {
                @for (place, row) in rows.iter().enumerate() {
                    tr {
                        th scope="row" { div.name { (name(row)) } }
                        @for column in columns { (cell(column.cells[place].as_ref())) }
                    }
                }
            }
        }
    };
    scroll(caption, table)
}

fn name(row: &Row) -> Markup {
    html! {
        (plain(&row.name))
        @if let Some(verdict) = &row.verdict { " " (entry::graded(verdict.grade)) }
        @if let Some(mark) = mark(row) { " " span.badge.bad[row.outcome.reason().is_some()] { (mark) } }
    }
}

/// A figure, with what it is sorted by.
fn cell(cell: Option<&Cell>) -> Markup {
    html! {
        @match cell {
            None => td { (ABSENT) },
            Some(cell) => td data-v=(cell.value) {
                (cell.text)
                @if let Some(ratio) = &cell.ratio { " " small { (ratio) } }
            },
        }
    }
}
