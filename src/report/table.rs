//! The table of one entry: a row for each variant, and the sentences that stand below it.

use comfy_table::{CellAlignment, Table, TableStyle};

use crate::record::{Entry, Row};

use super::columns::{self, Bases, Cell, Column};
use super::rank;

/// What stands for a figure that was not asked for or not to be had.
pub(super) const ABSENT: &str = "–";

/// The table of `entry`, in comfy-table's style for the form that is wanted. A column that no
/// variant fills is left out.
pub(super) fn of(entry: &Entry, style: TableStyle, escape: fn(&str) -> String) -> Table {
    let rows = rank::ranked(entry);
    let columns: Vec<Texts> = columns::of(entry, &rows)
        .into_iter()
        .flat_map(|column| texts(column, escape))
        .collect();
    let mut table = Table::new();
    table.load_style(style);
    table.set_header(
        std::iter::once("variant").chain(columns.iter().map(|(head, _)| head.as_str())),
    );
    for (index, row) in rows.iter().enumerate() {
        let figures = columns.iter().map(|(_, figures)| figures[index].clone());
        table.add_row(std::iter::once(name(row, escape)).chain(figures));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

type Texts = (String, Vec<String>);

/// A column as text, and after it that of its ratios, where it has some, without a head of its own.
fn texts(column: Column, escape: fn(&str) -> String) -> Vec<Texts> {
    let ratio = |cell: &Option<Cell>| cell.as_ref().and_then(|cell| cell.ratio.clone());
    let ratios: Vec<Option<String>> = column.cells.iter().map(ratio).collect();
    let texts = column.cells.into_iter();
    let texts = texts.map(|cell| cell.map_or_else(|| ABSENT.to_string(), |cell| cell.text));
    let mut columns = vec![(escape(&column.head), texts.collect())];
    if ratios.iter().any(Option::is_some) {
        let ratios = ratios.into_iter().map(Option::unwrap_or_default);
        columns.push((String::new(), ratios.collect()));
    }
    columns
}

/// What each `×` of the table compares to; none where there is no `×`.
pub(super) fn legend(entry: &Entry) -> Option<String> {
    let bases = Bases::of(entry);
    let parts = [
        (bases.peak_bytes > 0).then_some("to the smallest peak above zero"),
        (bases.median_ns > 0).then_some("to the shortest median time"),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("× compares {}.", parts.join(", and ")))
}

/// One sentence on the answer: what it is, and who agrees on it.
pub(super) fn answer(entry: &Entry) -> Option<String> {
    let answer = entry.answer()?;
    let well = entry
        .variants
        .iter()
        .filter(|row| row.outcome.reason().is_none());
    Some(match (well.count(), entry.variants.len()) {
        (1, 1) => format!("answer: {answer}"),
        (agreed, all) if agreed == all => {
            format!("answer: {answer}, the same from all {all} variants")
        }
        (agreed, all) => format!("answer: {answer}, from {agreed} of {all} variants"),
    })
}

/// A variant's name; marked where it is not well, or where its figures may differ from run to run.
fn name(row: &Row, escape: fn(&str) -> String) -> String {
    match mark(row) {
        Some(mark) => format!("{} ({mark})", escape(&row.name)),
        None => escape(&row.name),
    }
}

/// What a reader of its figures must know of a variant first.
pub(super) fn mark(row: &Row) -> Option<&'static str> {
    let several_threads = row.heap.as_ref().is_some_and(|heap| heap.several_threads);
    match row.outcome.reason() {
        Some(_) => Some(row.outcome.status()),
        None => several_threads.then_some("several threads"),
    }
}
