//! The part of a large report that is shown: what exceeds a limit is left out and counted.

use hashbrown::HashSet;
use indexmap::IndexSet;

use crate::record::{Attachment, Case, Footprint, Report, Row, Series};
use crate::units;

use super::ranking::rank_rows;

/// The most of a report that is shown.
pub(super) struct ExcerptLimits {
    pub(super) cases: usize,
    /// The variants of all cases.
    pub(super) rows: usize,
    pub(super) rows_of_case: usize,
    pub(super) inputs_of_case: usize,
    /// The different metrics of the variants of a case.
    pub(super) metrics_of_case: usize,
    /// The series of all variants, and the points of each.
    pub(super) series: usize,
    pub(super) points: usize,
    /// The attachments of all cases and variants.
    pub(super) attachments: usize,
    /// Whether a profile or a timeline is shown again for each row that has it.
    pub(super) repeats_files: bool,
}

/// The part of a report that is shown.
pub(super) struct Excerpt {
    pub(super) report: Report,
    left_out: LeftOut,
}

/// How much is left out of each kind.
#[derive(Default)]
struct LeftOut {
    cases: usize,
    rows: usize,
    failed_rows: usize,
    inputs: usize,
    metrics: usize,
    series: usize,
    points: usize,
    attachments: usize,
    repeated_files: usize,
}

impl ExcerptLimits {
    /// The most cases in a text that is not whole, each with a table.
    pub(super) const CASES: usize = 50;

    /// The most variants that differ in such a text, each with its figures and call sites.
    pub(super) const DIFFERENT_VARIANTS: usize = 50;

    /// The most variants with their call sites in such a text.
    pub(super) const VARIANTS_WITH_SITES: usize = 20;

    /// The most failing limits of a budget or a comparison in such a text.
    pub(super) const FAILING_LIMITS: usize = 20;

    /// The limits of tables in a whole text.
    pub(super) const TEXT: Self = Self {
        cases: 5000,
        rows: 5000,
        rows_of_case: 5000,
        inputs_of_case: usize::MAX,
        metrics_of_case: 100,
        series: usize::MAX,
        points: usize::MAX,
        attachments: usize::MAX,
        repeats_files: true,
    };

    /// The limits of a page, which draws each row.
    #[cfg(feature = "page")]
    pub(super) const PAGE: Self = Self {
        cases: 500,
        rows: 2000,
        rows_of_case: 500,
        inputs_of_case: 50,
        metrics_of_case: 100,
        series: 3000,
        points: 1000,
        attachments: 50,
        repeats_files: false,
    };
}

impl Excerpt {
    /// The first cases of a report, and of each the first variants in the order in which they are
    /// shown.
    pub(super) fn new(report: &Report, limits: &ExcerptLimits) -> Self {
        let mut excerpt = Self {
            report: Report {
                schema: report.schema,
                provenance: report.provenance.clone(),
                cases: Vec::new(),
                claims: report.claims.clone(),
                parts: report.parts.clone(),
                missing: report.missing.clone(),
            },
            left_out: LeftOut::default(),
        };
        let mut rest = Rest {
            rows: limits.rows,
            series: limits.series,
            attachments: limits.attachments,
            files: HashSet::new(),
        };
        for case in &report.cases {
            if excerpt.report.cases.len() < limits.cases && rest.rows > 0 {
                let case = excerpt.left_out.cut_case(case, limits, &mut rest);
                excerpt.report.cases.push(case);
            } else {
                excerpt.left_out.cases += 1;
                excerpt.left_out.add_rows(&case.variants);
            }
        }
        excerpt
    }

    /// How much is left out, and where the rest is; `None` if nothing is.
    pub(super) fn render_left_out(&self) -> Option<String> {
        let left_out = &self.left_out;
        let kinds = [
            (left_out.cases, "case"),
            (left_out.rows, "variant"),
            (left_out.failed_rows, "failing variant"),
            (left_out.inputs, "input"),
            (left_out.metrics, "metric"),
            (left_out.series, "series"),
            (left_out.points, "point"),
            (left_out.attachments, "attachment"),
            (left_out.repeated_files, "repeated file"),
        ];
        let kinds = kinds.into_iter().filter(|(count, _)| *count > 0);
        let kinds: Vec<String> = kinds
            .map(|(count, kind)| render_count(count, kind))
            .collect();
        (!kinds.is_empty()).then(|| {
            let kinds = kinds.join(", ");
            format!(
                "left out, since there are many: {kinds}; `heapwise report --format json` has all"
            )
        })
    }
}

fn render_count(count: usize, kind: &str) -> String {
    let kind = match kind {
        "series" => String::from(kind),
        kind => units::plural(count as u64, kind),
    };
    format!("{} {kind}", units::count(count as u64))
}

/// How much of a whole report may still be shown.
struct Rest {
    rows: usize,
    series: usize,
    attachments: usize,
    /// The profiles and timelines that are shown.
    files: HashSet<String>,
}

/// The first of `items` that `rest` allows; the number of the others is added to `left_out`.
fn take_first<'a, T>(items: &'a [T], rest: &mut usize, left_out: &mut usize) -> &'a [T] {
    let shown = items.len().min(*rest);
    *rest -= shown;
    *left_out += items.len() - shown;
    &items[..shown]
}

impl LeftOut {
    fn add_rows<'a>(&mut self, rows: impl IntoIterator<Item = &'a Row>) {
        for row in rows {
            self.rows += 1;
            self.failed_rows += usize::from(row.outcome.is_failure());
        }
    }

    fn cut_case(&mut self, case: &Case, limits: &ExcerptLimits, rest: &mut Rest) -> Case {
        let most_rows = limits.rows_of_case.min(rest.rows);
        let rows = if case.variants.len() > most_rows {
            rank_rows(case)
        } else {
            case.variants.iter().collect()
        };
        let (shown, others) = rows.split_at(rows.len().min(most_rows));
        rest.rows -= shown.len();
        self.add_rows(others.iter().copied());
        let input = case.input.iter().take(limits.inputs_of_case);
        self.inputs += case.input.len().saturating_sub(limits.inputs_of_case);
        let metrics = shown.iter().flat_map(|row| &row.metrics);
        let mut metrics: IndexSet<&str> = metrics.map(|metric| metric.name.as_str()).collect();
        self.metrics += metrics.len().saturating_sub(limits.metrics_of_case);
        metrics.truncate(limits.metrics_of_case);
        Case {
            name: case.name.clone(),
            about: case.about.clone(),
            input: input
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            baseline: case.baseline.clone(),
            variants: shown
                .iter()
                .map(|row| self.cut_row(row, &metrics, limits, rest))
                .collect(),
            attachments: self.cut_attachments(&case.attachments, rest),
            conclusion: case.conclusion.clone(),
        }
    }

    fn cut_row(
        &mut self,
        row: &Row,
        metrics: &IndexSet<&str>,
        limits: &ExcerptLimits,
        rest: &mut Rest,
    ) -> Row {
        let shown = row.metrics.iter();
        let shown = shown.filter(|metric| metrics.contains(metric.name.as_str()));
        let series = take_first(&row.series, &mut rest.series, &mut self.series);
        Row {
            name: row.name.clone(),
            about: row.about.clone(),
            child_of: row.child_of.clone(),
            outcome: row.outcome.clone(),
            answer: row.answer.clone(),
            answer_digest: row.answer_digest.clone(),
            elements: row.elements,
            heap: if limits.repeats_files {
                row.heap.clone()
            } else {
                self.cut_heap(row, rest)
            },
            time: row.time.clone(),
            rss: row.rss.clone(),
            metrics: shown.cloned().collect(),
            series: series
                .iter()
                .map(|series| self.cut_series(series, limits.points))
                .collect(),
            verdict: row.verdict.clone(),
            attachments: self.cut_attachments(&row.attachments, rest),
            machine: row.machine,
        }
    }

    /// The footprint without the files that an earlier row has: each is shown once.
    fn cut_heap(&mut self, row: &Row, rest: &mut Rest) -> Option<Box<Footprint>> {
        let mut heap = row.heap.clone()?;
        for file in [
            &mut heap.profile,
            &mut heap.outside_profile,
            &mut heap.timeline,
        ] {
            let is_repeated = |path: &String| !rest.files.insert(path.clone());
            if file.as_ref().is_some_and(is_repeated) {
                *file = None;
                self.repeated_files += 1;
            }
        }
        Some(heap)
    }

    fn cut_attachments(&mut self, attachments: &[Attachment], rest: &mut Rest) -> Vec<Attachment> {
        take_first(attachments, &mut rest.attachments, &mut self.attachments).to_vec()
    }

    fn cut_series(&mut self, series: &Series, most: usize) -> Series {
        let points = thin_out(&series.points, most);
        let expected = thin_out(&series.expected, most);
        self.points += series.points.len() - points.len();
        self.points += series.expected.len() - expected.len();
        Series {
            name: series.name.clone(),
            x: series.x.clone(),
            y: series.y.clone(),
            points,
            expected,
            plot: series.plot,
        }
    }
}

/// About `most` of the points, so that a line through them looks the same: of each run of points the
/// lowest and the highest. All points, if they are not more.
fn thin_out(points: &[(f64, f64)], most: usize) -> Vec<(f64, f64)> {
    if points.len() <= most {
        return points.to_vec();
    }
    let runs = points.chunks((2 * points.len()).div_ceil(most));
    let extremes = runs.flat_map(|run| {
        let indices = || 0..run.len();
        let by_height = |one: &usize, other: &usize| run[*one].1.total_cmp(&run[*other].1);
        let lowest = indices().min_by(by_height).unwrap_or(0);
        let highest = indices().max_by(by_height).unwrap_or(0);
        [run[lowest.min(highest)], run[lowest.max(highest)]]
    });
    extremes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinned_points_keep_their_order_and_the_extremes() {
        let points: Vec<(f64, f64)> = (0..1001)
            .map(|x| (f64::from(x), if x == 777 { 50.0 } else { f64::from(x % 3) }))
            .collect();
        let thinned = thin_out(&points, 100);
        assert!(thinned.len() <= 100 && thinned.is_sorted_by_key(|(x, _)| *x));
        assert!(thinned.contains(&(777.0, 50.0)));
        assert_eq!(thin_out(&points, 1001), points);
    }
}
