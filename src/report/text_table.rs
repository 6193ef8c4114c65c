//! Tables for the terminal, without borders.

use comfy_table::{CellAlignment, Table, presets};
use textwrap::core::display_width;

use super::abbreviate::abbreviate;
use super::terminal::TextLayout;

/// A table that fits the width of a text: names are abbreviated, words are wrapped, and the least
/// important columns are left out.
#[derive(Debug, Clone)]
pub struct TextTable {
    columns: Vec<FilledColumn>,
}

/// What a column of a [`TextTable`] contains, and how important it is.
#[derive(Debug, Clone, Copy)]
pub struct TableColumn {
    content: CellContent,
    rank: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellContent {
    Number,
    Name,
    Words,
}

/// A column with its cells.
#[derive(Debug, Clone)]
struct FilledColumn {
    heading: String,
    cells: Vec<String>,
    column: TableColumn,
}

/// The characters below which names are not abbreviated.
const LEAST_NAME: usize = 18;

/// The characters beside each cell: a space on each side.
const PADDING: usize = 2;

impl TableColumn {
    /// A column of numbers, aligned to the right and never changed. Among columns that do not fit, the
    /// one with the highest rank is left out first; rank 0 always stays.
    pub const fn number(rank: usize) -> Self {
        let content = CellContent::Number;
        Self { content, rank }
    }

    /// A column of paths or names of functions, whose middle may be left out. Ranks as for
    /// [`number`](Self::number).
    pub const fn name(rank: usize) -> Self {
        let content = CellContent::Name;
        Self { content, rank }
    }

    /// A column of words, which may be wrapped. Ranks as for [`number`](Self::number).
    pub const fn words(rank: usize) -> Self {
        let content = CellContent::Words;
        Self { content, rank }
    }
}

impl TextTable {
    /// A table of these rows, below their headings.
    pub fn new<const N: usize>(
        columns: [TableColumn; N],
        headings: [&str; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) -> Self {
        let columns = columns.into_iter().zip(headings);
        let mut columns: Vec<FilledColumn> = columns
            .map(|(column, heading)| FilledColumn {
                heading: heading.to_string(),
                cells: Vec::new(),
                column,
            })
            .collect();
        for row in rows {
            for (column, cell) in columns.iter_mut().zip(row) {
                column.cells.push(cell);
            }
        }
        Self { columns }
    }

    /// The lines of the table. A line below it counts the columns that are left out, if any.
    pub fn render(mut self, layout: TextLayout) -> String {
        let all = self.columns.len();
        if let Some(width) = layout.width {
            self.leave_out(width);
            self.shrink_to(width);
        }
        let mut text = self.lines();
        let left_out = (all - self.columns.len()) as u64;
        if left_out > 0 {
            let left_out = crate::units::count_of(left_out, "more column");
            text.push_str(&layout.wrap_text(&format!("`--wide` has {left_out}")));
        }
        text
    }

    /// Removes the columns that do not fit even where they take the least characters.
    fn leave_out(&mut self, width: usize) {
        let columns = self.columns.iter();
        let columns: Vec<(usize, usize)> = columns
            .map(|filled| (filled.least_width() + PADDING, filled.column.rank))
            .collect();
        let least = columns.iter().filter(|(_, rank)| *rank == 0).count();
        let mut fitting = fitting_columns(&columns, width, least)
            .into_iter()
            .peekable();
        let mut index = 0;
        self.columns.retain(|_| {
            index += 1;
            fitting.next_if_eq(&(index - 1)).is_some()
        });
    }

    /// Abbreviates names and wraps words, those in the widest column first, until the lines fit.
    fn shrink_to(&mut self, width: usize) {
        let natural = self.columns.iter().map(FilledColumn::width);
        let mut widths: Vec<usize> = natural.collect();
        let least: Vec<usize> = self.columns.iter().map(FilledColumn::least_width).collect();
        while widths.iter().map(|column| column + PADDING).sum::<usize>() > width {
            let can_shrink = |index: &usize| widths[*index] > least[*index];
            let candidates = (0..widths.len()).filter(can_shrink);
            let Some(widest) = candidates.max_by_key(|index| widths[*index]) else {
                break;
            };
            widths[widest] -= 1;
        }
        for (column, width) in self.columns.iter_mut().zip(widths) {
            column.shrink_to(width);
        }
    }

    fn lines(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(self.columns.iter().map(|column| &column.heading));
        let rows = self.columns.first().map_or(0, |column| column.cells.len());
        for row in 0..rows {
            table.add_row(self.columns.iter().map(|column| &column.cells[row]));
        }
        for (index, filled) in self.columns.iter().enumerate() {
            if let Some(column) = table.column_mut(index)
                && filled.column.content == CellContent::Number
            {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table_lines(&table)
    }
}

impl FilledColumn {
    fn width(&self) -> usize {
        column_width(&self.heading, &self.cells) - PADDING
    }

    /// The fewest characters in which the column can be shown.
    fn least_width(&self) -> usize {
        let width = self.width();
        match self.column.content {
            CellContent::Number => width,
            CellContent::Name => width.min(LEAST_NAME),
            CellContent::Words => {
                let words = self.cells.iter().flat_map(|cell| cell.split(' '));
                let longest = words.map(display_width).max().unwrap_or(0);
                longest.max(display_width(&self.heading))
            }
        }
    }

    fn shrink_to(&mut self, width: usize) {
        if self.width() <= width {
            return;
        }
        let layout = TextLayout {
            width: Some(width),
            ..TextLayout::default()
        };
        for cell in &mut self.cells {
            *cell = match self.column.content {
                CellContent::Number => continue,
                CellContent::Name => abbreviate(cell, width),
                CellContent::Words => layout.wrap(cell, 0).join("\n"),
            };
        }
    }
}

/// The indices of the columns that fit in `width` characters; each column is its width and its rank. The
/// one with the highest rank is left out first, as long as more than `least` columns are there.
pub fn fitting_columns(columns: &[(usize, usize)], width: usize, least: usize) -> Vec<usize> {
    let mut fitting: Vec<usize> = (0..columns.len()).collect();
    while fitting.len() > least && fitting.iter().map(|&at| columns[at].0).sum::<usize>() > width {
        let places = 0..fitting.len();
        let last = places.max_by_key(|&place| columns[fitting[place]].1);
        fitting.remove(last.unwrap_or(0));
    }
    fitting
}

/// The lines of a table, without trailing spaces.
pub(super) fn table_lines(table: &Table) -> String {
    let lines = table.lines().map(|line| format!("{}\n", line.trim_end()));
    lines.collect()
}

/// The characters that a column takes in a line, with a space on each side.
pub(super) fn column_width(heading: &str, cells: &[String]) -> usize {
    let cells = cells.iter().map(|cell| display_width(cell));
    cells.max().unwrap_or(0).max(display_width(heading)) + PADDING
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(width: usize) -> String {
        let columns = [
            TableColumn::number(0),
            TableColumn::number(2),
            TableColumn::name(0),
            TableColumn::words(1),
        ];
        let row = [
            "1.25 MB",
            "10 000",
            "heapwise::lab::words::stored::grown",
            "only in one",
        ];
        let headings = ["peak", "blocks", "function", "note"];
        let table = TextTable::new(columns, headings, [row.map(String::from)]);
        table.render(TextLayout {
            width: Some(width),
            ..TextLayout::default()
        })
    }

    #[test]
    fn names_and_words_shrink_before_a_column_is_left_out() {
        let whole = "    peak  blocks  function                             note
 1.25 MB  10 000  heapwise::lab::words::stored::grown  only in one
";
        assert_eq!(rendered(67), whole);
        let shorter = "    peak  blocks  function            note
 1.25 MB  10 000  heapwise::…::grown  only
                                      in one
";
        assert_eq!(rendered(45), shorter);
        let narrower = "    peak  function            note
 1.25 MB  heapwise::…::grown  only in
                              one
`--wide` has 1 more column
";
        assert_eq!(rendered(40), narrower);
        let narrowest = "    peak  function
 1.25 MB  heapwise::…::grown
`--wide` has 2 more columns
";
        assert_eq!(rendered(30), narrowest);
    }

    #[test]
    fn no_line_is_wider() {
        for width in 30..80 {
            for line in rendered(width).lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
        }
    }
}
