//! One run's report.

use std::io::{self, Write};
use std::path::Path;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::units::{self, EscapedWriter};

use super::claim::Claim;
use super::provenance::Provenance;
use super::row::{Attachment, Outcome, Row};
use super::time::Time;
use super::value::Value;

/// The schema number that this version writes and reads.
pub const SCHEMA: u64 = 1;

/// One run's results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: u64,
    /// The program, the command and the machine that made the report.
    pub provenance: Provenance,
    /// The cases, in the order of the run.
    #[serde(rename = "experiments")]
    pub cases: Vec<Case>,
    /// The claims of a text that the program has checked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// The origins of the reports from which this one was merged, in order; none in that of one run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Provenance>,
    /// What a merged report lacks, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

/// One experiment at one set of input values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// The experiment's name.
    pub name: String,
    /// The question that the experiment asks.
    pub about: String,
    /// The value of every input, in the order of declaration.
    pub input: IndexMap<String, Value>,
    /// The name of the variant to which the others compare, if the experiment declares one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    /// One row for each variant, in the order of declaration.
    pub variants: Vec<Row>,
    /// Files that belong to the experiment.
    pub attachments: Vec<Attachment>,
    /// The experiment's own conclusion, if it has one and every figure that it needs was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conclusion: Option<String>,
}

/// The part of a report that every schema has.
#[derive(Deserialize)]
struct SchemaOnly {
    schema: u64,
}

/// The full name of a variant: `words/sorted`.
pub fn full_name(experiment: &str, variant: &str) -> String {
    format!("{experiment}/{variant}")
}

/// The most characters of each part of a name at an input.
const LONGEST_PART: usize = 4096;

/// The full name of a variant with its input in one line, if it has one: `words/sorted n=1000`. Long
/// parts are shortened, since many texts repeat the name.
pub fn name_at_input(experiment: &str, variant: &str, input_line: &str) -> String {
    let parts = [experiment, variant, input_line];
    let [experiment, variant, input_line] = parts.map(|part| units::shorten(part, LONGEST_PART));
    let name = full_name(&experiment, &variant);
    format!("{name} {input_line}").trim_end().to_string()
}

impl Report {
    /// A report without cases.
    pub fn new(provenance: Provenance) -> Self {
        Self {
            schema: SCHEMA,
            provenance,
            cases: Vec::new(),
            claims: Vec::new(),
            parts: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// Parses the text of a `report.json`. Errors name `path`.
    ///
    /// # Errors
    ///
    /// If the text is not JSON, has another schema number, or lacks a field.
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        let not_a_report =
            |error| Error::format(path, format!("not a report of heapwise: {error}"));
        let found: SchemaOnly = serde_json::from_str(text).map_err(not_a_report)?;
        if found.schema != SCHEMA {
            let problem = format!(
                "schema {}; this heapwise reads schema {SCHEMA}: use the version that wrote it",
                found.schema
            );
            return Err(Error::format(path, problem));
        }
        let report: Self = serde_json::from_str(text).map_err(not_a_report)?;
        match report.find_wrong_time() {
            Some(problem) => Err(Error::format(path, problem)),
            None => Ok(report),
        }
    }

    /// What is wrong with a time, if anything is.
    fn find_wrong_time(&self) -> Option<String> {
        let rows = self.cases.iter().flat_map(|case| {
            let rows = case.variants.iter();
            rows.filter_map(move |row| Some((case.full_name(row), row.time.as_ref()?)))
        });
        let is_right = |time: &Time| time.has_valid_rounds() && time.has_valid_references();
        let mut rows = rows.filter(|(_, time)| !is_right(time));
        let (name, time) = rows.next()?;
        let (name, samples) = (units::shorten(&name, LONGEST_PART), time.samples_ns.len());
        let problem = if time.has_valid_rounds() {
            let references = time.reference_ns.len();
            format!(
                "time.reference_ns of {name} has {references} numbers, which must be {samples}, one for each sample"
            )
        } else {
            let lengths = &time.round_lengths;
            format!(
                "time.round_lengths of {name} is {lengths:?}, which must be numbers above 0 that add up to the {samples} samples"
            )
        };
        Some(format!("{problem}; measure again"))
    }

    /// The text of a `report.json`.
    pub fn to_json(&self) -> String {
        let mut bytes = Vec::new();
        self.write_json(&mut bytes)
            .expect("a vector takes every byte");
        String::from_utf8(bytes).expect("JSON is UTF-8")
    }

    /// Writes the text of a `report.json`.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = EscapedWriter::new(out, units::escape_json);
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")
    }

    /// Whether no variant failed or gave a wrong answer, and nothing is missing.
    pub fn is_well(&self) -> bool {
        self.missing.is_empty() && !self.rows().any(|row| row.outcome.is_failure())
    }

    /// All rows of all cases.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.cases.iter().flat_map(|case| &case.variants)
    }
}

/// The values of an input in one line: `width=1000 max_iterations=300`.
pub fn input_line(input: &IndexMap<String, Value>) -> String {
    let values = input.iter().map(|(name, value)| format!("{name}={value}"));
    values.collect::<Vec<String>>().join(" ")
}

impl Case {
    /// The row of a variant.
    pub fn row(&self, variant: &str) -> Option<&Row> {
        self.variants.iter().find(|row| row.name == variant)
    }

    /// The rows of the variants, without those of processes that programs have started.
    pub fn variant_rows(&self) -> impl Iterator<Item = &Row> {
        self.variants.iter().filter(|row| row.child_of.is_none())
    }

    /// The answer on which the variants agree: that of the first variant with a right answer.
    pub fn answer(&self) -> Option<&str> {
        self.variants
            .iter()
            .filter(|row| row.outcome == Outcome::Measured)
            .find_map(|row| row.answer.as_deref())
    }

    /// The input in one line: `width=1000 max_iterations=300`.
    pub fn input_line(&self) -> String {
        input_line(&self.input)
    }

    /// The full name of the variant of a row: `words/sorted`.
    pub fn full_name(&self, row: &Row) -> String {
        full_name(&self.name, &row.name)
    }

    /// The full name of the variant of a row, with the input: `words/sorted n=1000`.
    pub fn name_at_input(&self, row: &Row) -> String {
        name_at_input(&self.name, &row.name, &self.input_line())
    }
}
