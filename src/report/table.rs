//! The table of one case: a row for each variant.

use comfy_table::{CellAlignment, Table, TableStyle};

use crate::record::{Case, Row};

use super::abbreviate::abbreviate;
use super::columns::{Cell, Column, build_columns};
use super::ranking::rank_rows;
use super::sentences::status_mark;
use super::text_table::{column_width, fitting_columns};

/// Stands for a value that was not measured.
pub(super) const ABSENT: &str = "–";

/// The columns of a case's table as text, as far as they fit.
pub(super) struct ShownColumns {
    names: Vec<String>,
    columns: Vec<TextColumn>,
    /// The number of columns that do not fit.
    left_out: usize,
}

impl ShownColumns {
    /// The columns of `case`, their text escaped by `escape`. A column that no variant fills is left
    /// out, and so are the least important ones beyond `width`. Without room for three columns, names
    /// are abbreviated.
    pub(super) fn new(case: &Case, width: Option<usize>, escape: fn(&str) -> String) -> Self {
        let rows = rank_rows(case);
        let columns = build_columns(case, &rows);
        let ranks: Vec<usize> = columns.iter().map(|column| column.rank).collect();
        let texts = columns.into_iter();
        let texts: Vec<_> = texts.map(|column| text_columns(column, escape)).collect();
        let names: Vec<String> = rows.iter().map(|row| marked_name(row, escape)).collect();
        let fitting = match width {
            None => (0..texts.len()).collect(),
            Some(width) => {
                let widths = texts.iter().map(|texts| total_width(texts));
                let columns: Vec<(usize, usize)> = widths.zip(ranks).collect();
                let available = width.saturating_sub(column_width(NAMES, &names));
                fitting_columns(&columns, available, LEAST_COLUMNS)
            }
        };
        let left_out = texts.len() - fitting.len();
        let mut shown = Self {
            names,
            columns: fitting.iter().flat_map(|&at| texts[at].clone()).collect(),
            left_out,
        };
        shown.shorten_names(width.unwrap_or(usize::MAX));
        shown
    }

    /// Abbreviates names if the columns do not leave enough room for them.
    fn shorten_names(&mut self, width: usize) {
        let names = column_width(NAMES, &self.names);
        let excess = (names + total_width(&self.columns)).saturating_sub(width);
        if excess > 0 {
            let longest = self.names.iter().map(|name| name.chars().count()).max();
            let longest = longest.unwrap_or(0);
            let most = longest.saturating_sub(excess).max(LEAST_NAME);
            for name in &mut self.names {
                *name = abbreviate(name, most);
            }
        }
    }

    /// A line on the columns that do not fit, if there are any.
    pub(super) fn render_left_out(&self) -> Option<String> {
        let left_out = self.left_out;
        (left_out > 0).then(|| format!("`--wide` has {left_out} more"))
    }
}

/// The characters that columns take in a line.
fn total_width(columns: &[TextColumn]) -> usize {
    let columns = columns.iter();
    columns
        .map(|(heading, cells)| column_width(heading, cells))
        .sum()
}

/// The columns that are shown however narrow the terminal is.
const LEAST_COLUMNS: usize = 2;

/// The fewest characters of a name.
const LEAST_NAME: usize = 12;

const NAMES: &str = "variant";

/// The table of these columns in a style of comfy-table.
pub(super) fn build_table(shown: &ShownColumns, style: TableStyle) -> Table {
    let columns = &shown.columns;
    let mut table = Table::new();
    table.load_style(style);
    table.set_header(
        std::iter::once(NAMES).chain(columns.iter().map(|(heading, _)| heading.as_str())),
    );
    for (index, name) in shown.names.iter().enumerate() {
        let cells = columns.iter().map(|(_, cells)| &cells[index]);
        table.add_row(std::iter::once(name).chain(cells));
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
