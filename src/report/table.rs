//! The table of one case: a row for each variant.

use comfy_table::{CellAlignment, Table, TableStyle};

use crate::record::{Case, Row};

use super::columns::{Cell, Column, build_columns};
use super::ranking::rank_rows;
use super::sentences::status_mark;

/// Stands for a value that was not measured.
pub(super) const ABSENT: &str = "–";

/// The table of `case` in a style of comfy-table, its text escaped by `escape`. A column that no
/// variant fills is left out.
pub(super) fn build_table(case: &Case, style: TableStyle, escape: fn(&str) -> String) -> Table {
    let rows = rank_rows(case);
    let columns: Vec<TextColumn> = build_columns(case, &rows)
        .into_iter()
        .flat_map(|column| text_columns(column, escape))
        .collect();
    let mut table = Table::new();
    table.load_style(style);
    table.set_header(
        std::iter::once("variant").chain(columns.iter().map(|(heading, _)| heading.as_str())),
    );
    for (index, row) in rows.iter().enumerate() {
        let cells = columns.iter().map(|(_, cells)| cells[index].clone());
        table.add_row(std::iter::once(marked_name(row, escape)).chain(cells));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// A column as text: its heading, and the text of each row.
type TextColumn = (String, Vec<String>);

/// A column as text, followed by a column of its ratios without a heading if it has any.
fn text_columns(column: Column, escape: fn(&str) -> String) -> Vec<TextColumn> {
    let ratio = |cell: &Option<Cell>| cell.as_ref().and_then(|cell| cell.ratio.clone());
    let ratios: Vec<Option<String>> = column.cells.iter().map(ratio).collect();
    let cells = column.cells.into_iter();
    let texts = cells.map(|cell| cell.map_or_else(|| ABSENT.to_string(), |cell| cell.text));
    let mut columns = vec![(escape(&column.heading), texts.collect())];
    if ratios.iter().any(Option::is_some) {
        let ratios = ratios.into_iter().map(Option::unwrap_or_default);
        columns.push((String::new(), ratios.collect()));
    }
    columns
}

/// A variant's name, with its status mark in parentheses if it has one.
fn marked_name(row: &Row, escape: fn(&str) -> String) -> String {
    match status_mark(row) {
        Some(mark) => format!("{} ({mark})", escape(&row.name)),
        None => escape(&row.name),
    }
}
