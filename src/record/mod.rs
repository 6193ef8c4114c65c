//! What a run leaves on disk: the report, its raw integers, and the schema number they follow.

mod figure;
mod footprint;
mod names;
mod pass;
mod patterns;
mod provenance;
mod row;
mod series;
mod timeline;
mod value;

pub use figure::{Figure, Subject, Unit};
pub use footprint::{Footprint, Resident, Time};
pub use names::{full_name, name_at_input};
pub use pass::Pass;
pub use patterns::Patterns;
pub use provenance::Provenance;
pub use row::{Attachment, Grade, Metric, Outcome, Row, Verdict};
pub use series::{PlotKind, Series};
pub use timeline::{Phase, Timeline};
pub use value::Value;

use std::path::Path;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The schema that this version writes and reads.
pub const SCHEMA: u64 = 1;

/// One run's results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: u64,
    /// Where the figures come from.
    pub provenance: Provenance,
    /// One entry for each experiment and input, in the order of the run.
    pub experiments: Vec<Entry>,
}

/// One experiment at one input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The experiment's name.
    pub name: String,
    /// What the experiment asks.
    pub about: String,
    /// The value of every input, in the order of declaration.
    pub input: IndexMap<String, Value>,
    /// One row for each variant, in the order of declaration.
    pub variants: Vec<Row>,
    /// Files that belong to the experiment.
    pub attachments: Vec<Attachment>,
}

#[derive(Deserialize)]
struct Head {
    schema: u64,
}

impl Report {
    /// A report without entries.
    pub fn new(provenance: Provenance) -> Self {
        Self {
            schema: SCHEMA,
            provenance,
            experiments: Vec::new(),
        }
    }

    /// Reads the text of a `report.json`; `path` is named where something is wrong with it.
    ///
    /// # Errors
    ///
    /// Where the text is no JSON, has another schema number, or lacks a field.
    pub fn read(text: &str, path: &Path) -> Result<Self> {
        let not_a_report =
            |error| Error::format(path, format!("not a report of heapwise: {error}"));
        let head: Head = serde_json::from_str(text).map_err(not_a_report)?;
        if head.schema != SCHEMA {
            let problem = format!(
                "schema {}; this heapwise reads schema {SCHEMA}: use the version that wrote it",
                head.schema
            );
            return Err(Error::format(path, problem));
        }
        serde_json::from_str(text).map_err(not_a_report)
    }

    /// The text of a `report.json`.
    pub fn to_json(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("a report holds only numbers and text");
        text.push('\n');
        text
    }

    /// Whether every variant was measured and gave the right answer.
    pub fn is_well(&self) -> bool {
        self.rows().all(|row| row.outcome == Outcome::Measured)
    }

    /// All rows of all entries.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.experiments.iter().flat_map(|entry| &entry.variants)
    }
}

impl Entry {
    /// The answer on which the variants agree: that of the first whose answer is right.
    pub fn answer(&self) -> Option<&str> {
        self.variants
            .iter()
            .filter(|row| row.outcome == Outcome::Measured)
            .find_map(|row| row.answer.as_deref())
    }

    /// The input as one line: `width=1000 max_iterations=300`.
    pub fn input_line(&self) -> String {
        let values: Vec<String> = self
            .input
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        values.join(" ")
    }
}
