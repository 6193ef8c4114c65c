//! One table for several cases of an experiment: a row for each variant, a column for each case.

use comfy_table::{CellAlignment, Table, presets};
use indexmap::IndexSet;

use crate::record::{Case, Figure, Grade, Outcome, Row, Value};
use crate::report::case_labels::{case_labels, varying_inputs};
use crate::report::columns::{Cell, grade_tone, has_allocations};
use crate::report::plain::plain;
use crate::report::ranking::{
    CostMultiples, common_measure, cost_multiples, find_best, find_best_in_all,
};
use crate::report::sentences::render_answer;
use crate::report::styled::{StyledText, Tone, style_cells};
use crate::report::table::ABSENT;
use crate::report::text_table::{column_width, table_lines};
use crate::report::ties::Extremes;
use crate::units;

use super::case_lines::{render_failures, render_title};
use super::layout::TextLayout;

/// What the cells of a matrix show.
enum Content {
    Verdict,
    Figure(Figure),
}

/// How much the cells of a matrix show.
#[derive(Clone, Copy, PartialEq)]
enum Detail {
    /// Figures with their spread.
    Spread,
    Value,
    /// A character for a verdict.
    Mark,
}

/// The block of an experiment with several cases.
pub(super) fn render_matrix(cases: &[Case], layout: TextLayout) -> StyledText {
    let styled = |lines: Vec<String>| lines.into_iter().map(StyledText::from);
    let mut lines: Vec<StyledText> = styled(render_title(&cases[0], layout)).collect();
    if layout.variants.is_none() {
        let inputs = plain(&render_inputs(cases));
        lines.extend(styled(layout.wrap(&inputs, 2)));
    }
    let contents = contents(cases).into_iter();
    for content in contents.take(layout.variants.map_or(usize::MAX, |_| 1)) {
        lines.extend(render_table(cases, &content, layout));
    }
    if layout.variants.is_none() {
        let answers = render_answers(cases) + "; `--verbose` shows each table";
        lines.extend(styled(layout.wrap(&answers, 2)));
    }
    for case in cases {
        lines.extend(render_failures(case, layout));
    }
    lines.push(StyledText::default());
    lines.into_iter().collect()
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
    format!(
        "{} cases by {}; {}",
        cases.len(),
        varying_inputs(cases).join(", "),
        same.join(" ")
    )
    .trim_end_matches([' ', ';'])
    .to_string()
}

/// A table whose columns fit: with the labels of the cases, or with numbers for them.
fn render_table(cases: &[Case], content: &Content, layout: TextLayout) -> Vec<StyledText> {
    let labels = case_labels(cases);
    for detail in [Detail::Spread, Detail::Value, Detail::Mark] {
        let whole = Matrix::new(cases, content, &labels, detail, layout);
        if layout.fits(whole.width()) {
            let legend = render_legend(&whole, cases, content, detail);
            return whole.lines_with_notes([legend], layout);
        }
    }
    let numbers: Vec<String> = (1..=cases.len()).map(|number| number.to_string()).collect();
    let mut matrix = Matrix::new(cases, content, &numbers, Detail::Mark, layout);
    if !layout.fits(matrix.width()) {
        matrix.cost_columns.clear();
    }
    while !layout.fits(matrix.width()) && matrix.columns.len() > 1 {
        matrix.columns.pop();
    }
    let shown = matrix.columns.len();
    let numbered = numbers[..shown].iter().zip(&labels);
    let numbered: Vec<String> = numbered
        .map(|(number, label)| format!("{number} {label}"))
        .collect();
    let mut legend = numbered.join(", ");
    let marks = render_legend(&matrix, cases, content, Detail::Mark);
    if !marks.is_empty() {
        legend.push_str(&format!("; {marks}"));
    }
    let left_out = match (labels.len() - shown) as u64 {
        0 => String::new(),
        others => {
            let others = units::count_of(others, "case");
            format!("not shown: {others}; `--wide` shows all")
        }
    };
    matrix.lines_with_notes([legend, left_out], layout)
}

/// What the marks and the columns of costs of a table mean, as far as it has them.
fn render_legend(matrix: &Matrix, cases: &[Case], content: &Content, detail: Detail) -> String {
    let has_marks = matches!(content, Content::Verdict) && detail == Detail::Mark;
    let marks = has_marks.then(|| String::from("* best of the case, + good, ? suspect, ! bad"));
    let parts = marks.into_iter().chain(matrix.render_cost_legend(cases));
    parts.collect::<Vec<String>>().join("; ")
}

/// The variants of all cases in the order of declaration. With verdicts, those with most good ones come first;
/// if only some are shown, those that are recommended for all cases and then those for most, at most `most` and one
/// more if it is recommended too.
fn variant_names<'a>(cases: &'a [Case], content: &Content, most: Option<usize>) -> Vec<&'a str> {
    let rows = || cases.iter().flat_map(|case| &case.variants);
    let names: IndexSet<&str> = rows().map(|row| row.name.as_str()).collect();
    let mut names: Vec<&str> = names.into_iter().collect();
    let best_in_all = find_best_in_all(cases).map_or_else(Vec::new, |best| best.names);
    let recommended = |name: &str| {
        let is_best = |case: &&Case| find_best(case).iter().any(|row| row.name == name);
        let in_cases = cases.iter().filter(is_best).count();
        most.map(|_| (best_in_all.contains(&name), in_cases))
    };
    if let Content::Verdict = content {
        names.sort_by_cached_key(|name| {
            let count = |grade| {
                let has_grade = |row: &&Row| self::grade(row) == Some(grade);
                rows()
                    .filter(|row| row.name == *name)
                    .filter(has_grade)
                    .count()
            };
            std::cmp::Reverse((recommended(name), count(Grade::Good), count(Grade::Suspect)))
        });
    }
    if let Some(most) = most {
        let next = names.get(most).and_then(|name| recommended(name));
        names.truncate(
            most + usize::from(
                next.is_some_and(|(is_best_in_all, cases)| is_best_in_all || cases > 0),
            ),
        );
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

    /// The tone of each row of a case.
    fn tones(&self, case: &Case, rows: &[Option<&Row>]) -> Vec<Option<Tone>> {
        let all: Vec<&Row> = case.variants.iter().collect();
        let extremes = match self {
            Self::Verdict => Extremes::default(),
            Self::Figure(figure) => Extremes::new(figure, &all),
        };
        let tone = |row: &Option<&Row>| {
            let row = row.as_ref()?;
            match self {
                _ if row.outcome.is_failure() => Some(Tone::Bad),
                Self::Verdict => grade(row).map(grade_tone),
                Self::Figure(_) => extremes.tone(row),
            }
        };
        rows.iter().map(tone).collect()
    }

    /// The text of a variant's cell. `is_best` if it is recommended.
    fn render(&self, row: Option<&Row>, detail: Detail, is_best: bool) -> String {
        let Some(row) = row else {
            return String::from(ABSENT);
        };
        if row.outcome != Outcome::Measured {
            return row.outcome.status().to_string();
        }
        let text = match self {
            Self::Verdict if detail == Detail::Mark => grade(row).map(|grade| match grade {
                _ if is_best => String::from("*"),
                Grade::Good => String::from("+"),
                Grade::Suspect => String::from("?"),
                Grade::Bad => String::from("!"),
            }),
            Self::Verdict => grade(row).map(|grade| grade.name().to_string()),
            Self::Figure(figure) => Cell::from_figure(figure, row).map(|cell| {
                let spread = cell.spread.filter(|_| detail == Detail::Spread);
                let spread = spread.map(|spread| format!(" {spread}"));
                cell.text + &spread.unwrap_or_default()
            }),
        };
        text.unwrap_or_else(|| String::from(ABSENT))
    }
}

/// A table of texts: a column of names, a column for each case, and with verdicts what a variant costs at the
/// median of the cases and at most.
struct Matrix {
    heading: String,
    names: Vec<String>,
    columns: Vec<MatrixColumn>,
    cost_columns: Vec<MatrixColumn>,
}

/// A heading, and the text and the tone of each variant.
struct MatrixColumn {
    heading: String,
    texts: Vec<String>,
    tones: Vec<Option<Tone>>,
}

impl Matrix {
    fn new(
        cases: &[Case],
        content: &Content,
        headings: &[String],
        detail: Detail,
        layout: TextLayout,
    ) -> Self {
        let names = variant_names(cases, content, layout.variants);
        let heading = match varying_inputs(cases).join(", ") {
            inputs if layout.variants.is_some() && !inputs.is_empty() => {
                format!("{} by {}", content.heading(), plain(&inputs))
            }
            _ => content.heading(),
        };
        let column = |(case, heading): (&Case, &String)| {
            let row = |name: &&str| case.variants.iter().find(|row| row.name == *name);
            let rows: Vec<Option<&Row>> = names.iter().map(row).collect();
            let best = find_best(case);
            let is_best = |row: &Row| best.iter().any(|best| best.name == row.name);
            MatrixColumn {
                heading: heading.clone(),
                texts: rows
                    .iter()
                    .map(|row| content.render(*row, detail, row.is_some_and(is_best)))
                    .collect(),
                tones: content.tones(case, &rows),
            }
        };
        Self {
            heading,
            names: names.iter().map(|name| plain(name)).collect(),
            columns: cases.iter().zip(headings).map(column).collect(),
            cost_columns: match content {
                Content::Verdict => cost_columns(cases, &names),
                Content::Figure(_) => Vec::new(),
            },
        }
    }

    /// What the columns of costs mean, if there are any.
    fn render_cost_legend(&self, cases: &[Case]) -> Option<String> {
        let headings = self.cost_columns.iter();
        let headings: Vec<&str> = headings.map(|column| column.heading.as_str()).collect();
        let measure = common_measure(cases).unwrap_or("time");
        let legend = || {
            let (headings, measure) = (headings.join(", "), plain(measure));
            format!("{headings}: {measure} × that of the case's best")
        };
        (!headings.is_empty()).then(legend)
    }

    fn all_columns(&self) -> impl Iterator<Item = &MatrixColumn> {
        self.columns.iter().chain(&self.cost_columns)
    }

    /// The characters of a line.
    fn width(&self) -> usize {
        let columns = self.all_columns();
        let columns = columns.map(|column| column_width(&column.heading, &column.texts));
        column_width(&self.heading, &self.names) + columns.sum::<usize>()
    }

    /// The lines of the table, and of the notes that are not empty.
    fn lines_with_notes<const N: usize>(
        &self,
        notes: [String; N],
        layout: TextLayout,
    ) -> Vec<StyledText> {
        let notes = notes.iter().filter(|note| !note.is_empty());
        let notes = notes.flat_map(|note| layout.wrap(note, 2));
        let lines = self.lines().into_iter();
        lines.chain(notes.map(StyledText::from)).collect()
    }

    fn lines(&self) -> Vec<StyledText> {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        let headings = self.all_columns().map(|column| &column.heading);
        table.set_header(std::iter::once(&self.heading).chain(headings));
        for (index, name) in self.names.iter().enumerate() {
            let cells = self.all_columns().map(|column| &column.texts[index]);
            table.add_row(std::iter::once(name).chain(cells));
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let lines = table_lines(&table);
        let lines = lines.lines().enumerate();
        let lines = lines.map(|(index, line)| match index.checked_sub(1) {
            None => StyledText::from(line.to_string()),
            Some(row) => style_cells(line, self.cells(row)),
        });
        lines.collect()
    }

    /// The cells of a row with their tones.
    fn cells(&self, row: usize) -> impl Iterator<Item = (&str, Option<Tone>)> {
        let cells = self.all_columns();
        let cells = cells.map(move |column| (column.texts[row].as_str(), column.tones[row]));
        std::iter::once((self.names[row].as_str(), None)).chain(cells)
    }
}

/// What each variant costs at the median of the cases and at most; no columns if costs do not compare.
fn cost_columns(cases: &[Case], names: &[&str]) -> Vec<MatrixColumn> {
    let Some(multiples) = cost_multiples(cases) else {
        return Vec::new();
    };
    let column = |(heading, multiple): (&str, fn(&CostMultiples) -> Option<f64>)| {
        let text = |name: &&str| {
            let multiple = multiples.get(name).and_then(multiple);
            multiple.map_or_else(
                || String::from(ABSENT),
                |multiple| units::digits(multiple) + "×",
            )
        };
        MatrixColumn {
            heading: heading.to_string(),
            texts: names.iter().map(text).collect(),
            tones: vec![None; names.len()],
        }
    };
    let median: fn(&CostMultiples) -> Option<f64> = CostMultiples::median;
    let columns = [("median", median), ("most", CostMultiples::greatest)];
    columns.into_iter().map(column).collect()
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
