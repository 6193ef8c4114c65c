//! A figure of variants in several reports, one after another.

use indexmap::IndexMap;

use crate::record::{self, Case, Figure, Report, Row};

use super::change::Change;
use super::profiles::SiteDifference;
use super::rows::compare_by_name;
use super::time::{LeastReferences, TimeRule};

/// A figure of each variant in several reports, such as those of the revisions of one program.
#[derive(Debug, Clone, Default)]
pub struct FigureHistory {
    /// The variants whose figure changed.
    pub changed: Vec<VariantHistory>,
    /// The number of variants whose figure is the same in each report that has it.
    pub same: usize,
}

/// A figure of one variant in several reports.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantHistory {
    /// The full name of the variant with its input: `words/sorted n=1000`.
    pub name: String,
    /// The value in each report; `None` where it was not measured.
    pub values: Vec<Option<u64>>,
    /// Where the value changed, in the order of the reports.
    pub steps: Vec<HistoryStep>,
}

/// A change of a figure from one report to the next that has it.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryStep {
    /// The index of the old report.
    pub before: usize,
    /// The index of the new report.
    pub after: usize,
    /// The change.
    pub change: Change,
    /// The paths of the old and the new profile, relative to the folder of their report.
    pub profiles: Option<(String, String)>,
    /// The call site that changed the most, if call sites were compared.
    pub call_site: Option<SiteDifference>,
}

/// The rows of a variant at one input, each with the index of its report.
type RowsOfVariant<'a> = Vec<(usize, &'a Row)>;

impl FigureHistory {
    /// Follows a figure through reports of one program. `None` stands for a report that does not exist.
    /// A difference counts as a change as it does between two reports.
    pub fn new(figure: &Figure, reports: &[Option<&Report>]) -> Self {
        let mut variants: IndexMap<(&str, String, &str), RowsOfVariant<'_>> = IndexMap::new();
        for (index, report) in reports.iter().enumerate() {
            for case in report.iter().flat_map(|report| &report.cases) {
                let measured = case.variants.iter();
                let measured = measured.filter(|row| figure.value(row).is_some());
                for row in measured {
                    let key = (case.name.as_str(), sorted_input(case), row.name.as_str());
                    variants.entry(key).or_default().push((index, row));
                }
            }
        }
        let mut history = Self::default();
        let references = LeastReferences::new(reports.iter().copied().flatten());
        for ((experiment, input, variant), rows) in variants {
            let steps = find_steps(figure, &rows, TimeRule::Reports(&references));
            if steps.is_empty() {
                history.same += 1;
                continue;
            }
            let mut values = vec![None; reports.len()];
            for (index, row) in rows {
                values[index] = figure.value(row);
            }
            history.changed.push(VariantHistory {
                name: record::name_at_input(experiment, variant, &input),
                values,
                steps,
            });
        }
        history
    }

    /// Appends the variants of another program.
    pub fn append(&mut self, other: Self) {
        self.changed.extend(other.changed);
        self.same += other.same;
    }
}

/// The input in one line, its values sorted by name.
fn sorted_input(case: &Case) -> String {
    let mut input = case.input.clone();
    input.sort_keys();
    record::input_line(&input)
}

fn find_steps(figure: &Figure, rows: &[(usize, &Row)], rule: TimeRule<'_>) -> Vec<HistoryStep> {
    let steps = rows.windows(2).filter_map(|pair| {
        let [(before, old), (after, new)] = *pair else {
            return None;
        };
        let change = compare_by_name(figure.name, old, new, rule)?;
        let profile = |row: &Row| row.heap.as_ref()?.profile.clone();
        change.is_changed().then(|| HistoryStep {
            before,
            after,
            change,
            profiles: profile(old).zip(profile(new)),
            call_site: None,
        })
    });
    steps.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alloc::Totals;
    use crate::record::{Footprint, Provenance};

    /// A report of one experiment with these variants and their peaks.
    fn report(peaks: &[(&str, u64)]) -> Report {
        let row = |&(name, peak_bytes): &(&str, u64)| Row {
            name: name.to_string(),
            heap: Some(Box::new(Footprint {
                totals: Totals {
                    peak_bytes,
                    ..Totals::default()
                },
                ..Footprint::default()
            })),
            ..serde_json::from_str(r#"{"name":"","about":"","outcome":{"status":"measured"}}"#)
                .unwrap()
        };
        let case = r#"{"name":"words","about":"","input":{"n":10},"variants":[],"attachments":[]}"#;
        let provenance =
            r#"{"tool":"heapwise","command":[],"os":"Linux","arch":"x86_64","rustc":"1"}"#;
        let provenance: Provenance = serde_json::from_str(provenance).unwrap();
        Report {
            cases: vec![Case {
                variants: peaks.iter().map(row).collect(),
                ..serde_json::from_str(case).unwrap()
            }],
            ..Report::new(provenance)
        }
    }

    #[test]
    fn a_figure_is_followed_through_reports_that_lack_it() {
        let reports = [
            report(&[("sorted", 1), ("hashed", 5)]),
            report(&[("hashed", 5)]),
            report(&[("sorted", 2), ("hashed", 5), ("new", 9)]),
            report(&[("sorted", 2), ("new", 7)]),
        ];
        let [first, second, third, fourth] = reports.each_ref().map(Some);
        let reports = [first, second, None, third, fourth];
        let history = FigureHistory::new(&Figure::PEAK_BYTES, &reports);
        assert_eq!(history.same, 1);
        let changed = history.changed.iter().map(|variant| {
            let steps = variant.steps.iter();
            let steps: Vec<[usize; 2]> = steps.map(|step| [step.before, step.after]).collect();
            (variant.name.as_str(), variant.values.clone(), steps)
        });
        let expected = [
            (
                "words/sorted n=10",
                vec![Some(1), None, None, Some(2), Some(2)],
                vec![[0, 3]],
            ),
            (
                "words/new n=10",
                vec![None, None, None, Some(9), Some(7)],
                vec![[3, 4]],
            ),
        ];
        assert!(changed.eq(expected), "{history:?}");
    }
}
