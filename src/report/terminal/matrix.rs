//! One table for several cases of an experiment: a row for each variant, a column for each case.

use comfy_table::{CellAlignment, Table, presets};
use indexmap::IndexSet;

use crate::record::{Case, Figure, Grade, Outcome, Row, Value};
use crate::report::case_labels::{case_labels, varying_inputs};
use crate::report::columns::{Cell, has_allocations};
use crate::report::plain::plain;
use crate::report::sentences::render_answer;
use crate::report::table::ABSENT;
use crate::report::text_table::{column_width, table_lines};
use crate::units;

use super::case_lines::{render_failures, render_title};
use super::layout::TextLayout;

/// What the cells of a matrix show.
enum Content {
    Verdict,
    Figure(Figure),
}

/// The block of an experiment with several cases.
pub(super) fn render_matrix(cases: &[Case], layout: TextLayout) -> String {
    let mut lines = render_title(&cases[0], layout);
    lines.extend(layout.wrap(&plain(&render_inputs(cases)), 2));
    for content in contents(cases) {
        lines.extend(render_table(cases, &content, layout));
    }
    let answers = render_answers(cases) + "; `--verbose` shows each table";
    lines.extend(layout.wrap(&answers, 2));
    for case in cases {
        lines.extend(render_failures(case, layout));
    }
    lines.join("\n") + "\n\n"
}

/// The verdicts if there are any; otherwise the peaks and the times, as far as they were measured.
fn contents(cases: &[Case]) -> Vec<Content> {
    let rows: Vec<&Row> = cases.iter().flat_map(|case| &case.variants).collect();
    if rows.iter().any(|row| row.verdict.is_some()) {
        return vec![Content::Verdict];
    }
    let has_time = rows
        .iter()
        .any(|row| Figure::TIME_MEDIAN_NS.value(row).is_some());
    let peak = has_allocations(&rows).then_some(Figure::PEAK_BYTES);
    let time = has_time.then_some(Figure::TIME_MEDIAN_NS);
    peak.into_iter().chain(time).map(Content::Figure).collect()
}

/// The inputs by which the cases differ, and the others with their values.
fn render_inputs(cases: &[Case]) -> String {
    let first = &cases[0].input;
    let is_same = |name: &String, value: &Value| {
        let mut values = cases.iter().map(|case| case.input.get(name));
        values.all(|other| other == Some(value))
    };
    let same = first.iter().filter(|(name, value)| is_same(name, value));
    let same: Vec<String> = same
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let varying: Vec<&str> = varying_inputs(cases);
    let count = cases.len();
    format!(
        "{count} cases by {}; {}",
        varying.join(", "),
        same.join(" ")
    )
    .trim_end_matches([' ', ';'])
    .to_string()
}

/// A table whose columns fit: with the labels of the cases, or with numbers for them.
fn render_table(cases: &[Case], content: &Content, layout: TextLayout) -> Vec<String> {
    let labels = case_labels(cases);
    let whole = Matrix::new(cases, content, &labels, false);
    if layout.fits(whole.width()) {
        return whole.lines();
    }
    let numbers: Vec<String> = (1..=cases.len()).map(|number| number.to_string()).collect();
    let mut matrix = Matrix::new(cases, content, &numbers, true);
    while !layout.fits(matrix.width()) && matrix.columns.len() > 1 {
        matrix.columns.pop();
    }
    let shown = matrix.columns.len();
    let mut lines = matrix.lines();
    let legend = numbers[..shown].iter().zip(&labels);
    let legend: Vec<String> = legend
        .map(|(number, label)| format!("{number} {label}"))
        .collect();
    let mut legend = legend.join(", ");
    if let Content::Verdict = content {
        legend.push_str("; + good, ? suspect, ! bad");
    }
    lines.extend(layout.wrap(&legend, 2));
    if shown < labels.len() {
        let others = units::count_of((labels.len() - shown) as u64, "case");
        lines.extend(layout.wrap(&format!("not shown: {others}; `--wide` shows all"), 2));
    }
    lines
}

/// The variants of all cases in the order of declaration; those with most good verdicts first.
fn variant_names<'a>(cases: &'a [Case], content: &Content) -> Vec<&'a str> {
    let rows = || cases.iter().flat_map(|case| &case.variants);
    let names: IndexSet<&str> = rows().map(|row| row.name.as_str()).collect();
    let mut names: Vec<&str> = names.into_iter().collect();
    if let Content::Verdict = content {
        names.sort_by_cached_key(|name| {
            let count = |grade| {
                let has_grade = |row: &&Row| self::grade(row) == Some(grade);
                rows()
                    .filter(|row| row.name == *name)
                    .filter(has_grade)
                    .count()
            };
            std::cmp::Reverse((count(Grade::Good), count(Grade::Suspect)))
        });
    }
    names
}

fn grade(row: &Row) -> Option<Grade> {
    row.verdict.as_ref().map(|verdict| verdict.grade)
}

impl Content {
    fn heading(&self) -> String {
        match self {
            Self::Verdict => String::from("verdict"),
            Self::Figure(figure) => figure.heading(),
        }
    }

    fn render(&self, row: Option<&Row>, is_short: bool) -> String {
        let Some(row) = row else {
            return String::from(ABSENT);
        };
        if row.outcome != Outcome::Measured {
            return row.outcome.status().to_string();
        }
        let text = match self {
            Self::Verdict if is_short => grade(row).map(|grade| match grade {
                Grade::Good => String::from("+"),
                Grade::Suspect => String::from("?"),
                Grade::Bad => String::from("!"),
            }),
            Self::Verdict => grade(row).map(|grade| grade.name().to_string()),
            Self::Figure(figure) => Cell::from_figure(figure, row).map(|cell| cell.text),
        };
        text.unwrap_or_else(|| String::from(ABSENT))
    }
}

/// A table of texts: a column of names, and a column for each case.
struct Matrix {
    heading: String,
    names: Vec<String>,
    columns: Vec<(String, Vec<String>)>,
}

impl Matrix {
    fn new(cases: &[Case], content: &Content, headings: &[String], is_short: bool) -> Self {
        let names = variant_names(cases, content);
        let column = |case: &Case| -> Vec<String> {
            let row = |name: &str| case.variants.iter().find(|row| row.name == name);
            let cells = names.iter().map(|name| content.render(row(name), is_short));
            cells.collect()
        };
        Self {
            heading: content.heading(),
            names: names.iter().map(|name| plain(name)).collect(),
            columns: headings
                .iter()
                .cloned()
                .zip(cases.iter().map(column))
                .collect(),
        }
    }

    /// The characters of a line.
    fn width(&self) -> usize {
        let columns = self.columns.iter();
        let columns = columns.map(|(heading, cells)| column_width(heading, cells));
        column_width(&self.heading, &self.names) + columns.sum::<usize>()
    }

    fn lines(&self) -> Vec<String> {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        let headings = self.columns.iter().map(|(heading, _)| heading);
        table.set_header(std::iter::once(&self.heading).chain(headings));
        for (index, name) in self.names.iter().enumerate() {
            let cells = self.columns.iter().map(|(_, cells)| &cells[index]);
            table.add_row(std::iter::once(name).chain(cells));
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table_lines(&table).lines().map(String::from).collect()
    }
}

/// Whether the variants agree, for each case if not in all.
fn render_answers(cases: &[Case]) -> String {
    let all_agree = |case: &Case| {
        let mut rows = case.variants.iter();
        rows.all(|row| row.outcome.reason().is_none())
    };
    if cases.iter().all(all_agree) {
        return String::from("answers: the same from all variants in each case");
    }
    let labels = case_labels(cases);
    let answers = cases.iter().zip(labels).map(|(case, label)| {
        let answer = render_answer(case);
        format!(
            "{label}: {}",
            answer.as_deref().unwrap_or("no right answer")
        )
    });
    plain(&answers.collect::<Vec<String>>().join("; "))
}
