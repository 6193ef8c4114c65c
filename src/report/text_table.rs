//! Tables for the terminal, without borders.

use std::ops::Range;

use comfy_table::{CellAlignment, Table, presets};
use textwrap::core::display_width;

/// A table under its headings. The columns in `numbers` are aligned to the right.
pub(super) fn render_text_table<const N: usize>(
    headings: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    numbers: Range<usize>,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(headings);
    table.add_rows(rows);
    for index in numbers {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table_lines(&table)
}

/// The lines of a table, without trailing spaces.
pub(super) fn table_lines(table: &Table) -> String {
    let lines = table.lines().map(|line| format!("{}\n", line.trim_end()));
    lines.collect()
}

/// The characters that a column takes in a line, with a space on each side.
pub(super) fn column_width(heading: &str, cells: &[String]) -> usize {
    let cells = cells.iter().map(|cell| display_width(cell));
    cells.max().unwrap_or(0).max(display_width(heading)) + 2
}
