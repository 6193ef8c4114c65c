//! The table of one case: a row for each variant.

use comfy_table::{CellAlignment, Table, TableStyle, presets};

use crate::record::{Case, Row};

use super::abbreviate::abbreviate;
use super::columns::{Cell, Column, build_columns};
use super::ranking::rank_rows;
use super::sentences::status_mark;
use super::shortlist::shorten;
use super::styled::{StyledText, Tone, style_cells};
use super::terminal::TextLayout;
use super::text_table::{column_width, fitting_columns, table_lines};

/// Stands for a value that was not measured.
pub(super) const ABSENT: &str = "–";

/// The columns of a case's table as text, as far as they fit.
pub(super) struct ShownColumns {
    names: Vec<String>,
    columns: Vec<TextColumn>,
    /// The number of columns that do not fit.
    left_out: usize,
}

/// The place of the spreads of times if the columns are sorted by importance.
const SPREAD_RANK: usize = 60;

impl ShownColumns {
    /// The columns of `case`, their text escaped by `escape`. A column that no variant fills is left
    /// out, and so are the least important ones and the spreads of times beyond `width`. Without room for
    /// three columns, names are abbreviated.
    pub(super) fn new(case: &Case, layout: TextLayout, escape: fn(&str) -> String) -> Self {
        let width = layout.width;
        let rows = shorten(case, rank_rows(case), layout.variants);
        let columns = build_columns(case, &rows);
        let ranks: Vec<usize> = columns.iter().map(|column| column.rank).collect();
        let texts = columns.into_iter();
        let texts: Vec<_> = texts.map(|column| text_columns(column, escape)).collect();
        let names: Vec<String> = rows.iter().map(|row| marked_name(row, escape)).collect();
        let all = texts.len();
        let fitting = match width {
            None => (0..=all).collect(),
            Some(width) => {
                let widths = texts
                    .iter()
                    .map(|texts| total_width(texts.without_spread()));
                let mut columns: Vec<(usize, usize)> = widths.zip(ranks).collect();
                let spreads = texts.iter().filter_map(|texts| texts.spread.as_ref());
                columns.push((total_width(spreads), SPREAD_RANK));
                let available = width.saturating_sub(column_width(NAMES, &names));
                fitting_columns(&columns, available, LEAST_COLUMNS)
            }
        };
        let has_spreads = fitting.contains(&all);
        let fitting: Vec<usize> = fitting.into_iter().filter(|&at| at < all).collect();
        let columns = fitting
            .iter()
            .flat_map(|&at| texts[at].clone().shown(has_spreads));
        let mut shown = Self {
            names,
            left_out: all - fitting.len(),
            columns: columns.collect(),
        };
        shown.shorten_names(width.unwrap_or(usize::MAX));
        shown
    }

    /// Abbreviates names if the columns do not leave enough room for them.
    fn shorten_names(&mut self, width: usize) {
        let names = column_width(NAMES, &self.names);
        let excess = (names + total_width(self.columns.iter())).saturating_sub(width);
        if excess > 0 {
            let longest = self.names.iter().map(|name| name.chars().count()).max();
            let longest = longest.unwrap_or(0);
            let most = longest.saturating_sub(excess).max(LEAST_NAME);
            for name in &mut self.names {
                *name = abbreviate(name, most);
            }
        }
    }

    /// The cells of a row with their tones.
    fn cells(&self, row: usize) -> impl Iterator<Item = (&str, Option<Tone>)> {
        let cells = self.columns.iter().map(move |column| {
            let tone = column.tones.get(row).copied().flatten();
            (column.texts[row].as_str(), tone)
        });
        std::iter::once((self.names[row].as_str(), None)).chain(cells)
    }

    /// A line on the columns that do not fit, if there are any.
    pub(super) fn render_left_out(&self) -> Option<String> {
        let left_out = self.left_out;
        (left_out > 0).then(|| format!("`--wide` has {left_out} more"))
    }
}

/// The characters that columns take in a line.
fn total_width<'a>(columns: impl Iterator<Item = &'a TextColumn>) -> usize {
    columns
        .map(|column| column_width(&column.heading, &column.texts))
        .sum()
}

/// The columns that are shown however narrow the terminal is.
const LEAST_COLUMNS: usize = 2;

/// The fewest characters of a name.
const LEAST_NAME: usize = 12;

const NAMES: &str = "variant";

/// The lines of the table of these columns for a terminal.
pub(super) fn render_table_lines(shown: &ShownColumns) -> Vec<StyledText> {
    let table = build_table(shown, presets::NOTHING);
    let lines = table_lines(&table);
    let lines = lines.lines().enumerate();
    let lines = lines.map(|(index, line)| match index.checked_sub(1) {
        None => StyledText::from(line.to_string()),
        Some(row) => style_cells(line, shown.cells(row)),
    });
    lines.collect()
}

/// The table of these columns in a style of comfy-table.
pub(super) fn build_table(shown: &ShownColumns, style: TableStyle) -> Table {
    let columns = &shown.columns;
    let mut table = Table::new();
    table.load_style(style);
    table.set_header(
        std::iter::once(NAMES).chain(columns.iter().map(|column| column.heading.as_str())),
    );
    for (index, name) in shown.names.iter().enumerate() {
        let cells = columns.iter().map(|column| &column.texts[index]);
        table.add_row(std::iter::once(name).chain(cells));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// A column as text: its heading, and the text and the tone of each row.
#[derive(Clone, Default)]
struct TextColumn {
    heading: String,
    texts: Vec<String>,
    tones: Vec<Option<Tone>>,
}

/// A column as text, and columns without a heading of its spreads and its ratios if it has any.
#[derive(Clone)]
struct TextColumns {
    values: TextColumn,
    spread: Option<TextColumn>,
    ratio: Option<TextColumn>,
}

impl TextColumns {
    fn without_spread(&self) -> impl Iterator<Item = &TextColumn> {
        std::iter::once(&self.values).chain(&self.ratio)
    }

    fn shown(self, has_spreads: bool) -> impl Iterator<Item = TextColumn> {
        let spread = self.spread.filter(|_| has_spreads);
        std::iter::once(self.values).chain(spread).chain(self.ratio)
    }
}

fn text_columns(column: Column, escape: fn(&str) -> String) -> TextColumns {
    let texts = column.cells.iter().map(|cell| {
        let text = cell.as_ref().map(|cell| cell.text.as_str());
        text.unwrap_or(ABSENT).to_string()
    });
    let tone = |cell: &Option<Cell>| cell.as_ref()?.tone;
    let besides = |besides: fn(&Cell) -> &Option<String>| -> Option<TextColumn> {
        let texts = column.cells.iter();
        let texts = texts.map(|cell| cell.as_ref().and_then(|cell| besides(cell).clone()));
        let texts: Vec<Option<String>> = texts.collect();
        let is_filled = texts.iter().any(Option::is_some);
        let texts = texts.into_iter().map(Option::unwrap_or_default);
        is_filled.then(|| TextColumn {
            texts: texts.collect(),
            ..TextColumn::default()
        })
    };
    TextColumns {
        values: TextColumn {
            heading: escape(&column.heading),
            texts: texts.collect(),
            tones: column.cells.iter().map(tone).collect(),
        },
        spread: besides(|cell| &cell.spread),
        ratio: besides(|cell| &cell.ratio),
    }
}

/// A variant's name, with its status mark in parentheses if it has one.
fn marked_name(row: &Row, escape: fn(&str) -> String) -> String {
    match status_mark(row) {
        Some(mark) => format!("{} ({mark})", escape(&row.name)),
        None => escape(&row.name),
    }
}
