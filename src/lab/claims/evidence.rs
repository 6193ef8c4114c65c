//! What a report shows of the variants that claims are about, and what was found.

use crate::record::{Claim, ClaimVerdict, Outcome, Report, Row};
use crate::units;

/// The report against which claims are checked.
pub(super) struct Evidence<'a> {
    report: &'a Report,
}

/// What was found about a claim.
pub(super) struct Finding {
    verdict: ClaimVerdict,
    only_for: Option<&'static str>,
    found: Option<String>,
    why: Option<String>,
}

impl<'a> Evidence<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        Self { report }
    }

    /// The first measured row of a variant such as `julia/stored`.
    pub(super) fn row(&self, variant: &str) -> Option<&'a Row> {
        self.row_where(variant, |_| true)
    }

    /// The first measured row of a variant whose input line satisfies `is_meant`.
    pub(super) fn row_where(
        &self,
        variant: &str,
        is_meant: impl Fn(&str) -> bool,
    ) -> Option<&'a Row> {
        let (experiment, name) = variant.split_once('/')?;
        let cases = self.report.cases.iter();
        let mut cases =
            cases.filter(|case| case.name == experiment && is_meant(&case.input_line()));
        cases.find_map(|case| {
            let mut rows = case.variants.iter();
            rows.find(|row| row.name == name && row.outcome == Outcome::Measured)
        })
    }

    /// The peaks of two variants in bytes.
    pub(super) fn peaks(&self, variants: [&str; 2]) -> Option<[u64; 2]> {
        self.both(variants, |row| Some(row.heap.as_ref()?.totals.peak_bytes))
    }

    /// The bytes that two variants allocate in all.
    pub(super) fn totals(&self, variants: [&str; 2]) -> Option<[u64; 2]> {
        self.both(variants, |row| Some(row.heap.as_ref()?.totals.total_bytes))
    }

    /// The median times of two variants in nanoseconds.
    pub(super) fn medians_ns(&self, variants: [&str; 2]) -> Option<[u64; 2]> {
        self.both(variants, |row| row.time.as_ref()?.median_ns())
    }

    fn both<T>(&self, variants: [&str; 2], figure: impl Fn(&Row) -> Option<T>) -> Option<[T; 2]> {
        let [one, other] = variants.map(|variant| self.row(variant).and_then(&figure));
        Some([one?, other?])
    }

    /// The rows that were measured.
    pub(super) fn measured_rows(&self) -> impl Iterator<Item = &'a Row> {
        let rows = self.report.rows();
        rows.filter(|row| row.outcome == Outcome::Measured)
    }
}

impl Finding {
    fn new(verdict: ClaimVerdict, found: impl Into<String>) -> Self {
        Self {
            verdict,
            only_for: None,
            found: Some(found.into()),
            why: None,
        }
    }

    /// The claim holds.
    pub(super) fn holds(found: impl Into<String>) -> Self {
        Self::new(ClaimVerdict::Holds, found)
    }

    /// The claim does not hold.
    pub(super) fn differs(found: impl Into<String>, why: impl Into<String>) -> Self {
        Self::new(ClaimVerdict::Differs, found).because(why)
    }

    /// The claim holds if `holds`; otherwise it differs, for this reason.
    pub(super) fn holds_if(holds: bool, found: impl Into<String>, otherwise: &str) -> Self {
        if holds {
            Self::holds(found)
        } else {
            Self::differs(found, otherwise)
        }
    }

    /// Nothing here measures the claim.
    pub(super) fn not_measured(why: impl Into<String>) -> Self {
        Self {
            verdict: ClaimVerdict::NotMeasured,
            only_for: None,
            found: None,
            why: Some(why.into()),
        }
    }

    /// The report lacks the variants that would check the claim.
    pub(super) fn missing(experiment: &str) -> Self {
        Self::not_measured(format!("run `heapwise run {experiment}` first"))
    }

    /// Adds an explanation.
    pub(super) fn because(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// The claim holds for CPython only.
    pub(super) fn only_for_cpython(mut self, why: impl Into<String>) -> Self {
        self.only_for = Some("CPython");
        self.because(why)
    }

    pub(super) fn into_claim(self, number: u32, chapter: u32, statement: &str) -> Claim {
        Claim {
            number,
            source: format!("chapter {chapter}"),
            statement: statement.to_string(),
            found: self.found,
            verdict: self.verdict,
            only_for: self.only_for.map(String::from),
            why: self.why,
        }
    }
}

/// A figure divided by another one, with a multiplication sign.
pub(super) fn times(numerator: u64, denominator: u64) -> String {
    format!(
        "{}×",
        units::digits(numerator as f64 / denominator.max(1) as f64)
    )
}
