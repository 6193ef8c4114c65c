//! A comparison as JSON.

use serde::Serialize;

use crate::compare::{ProfileDifference, ReportDifference};
use crate::units;

use super::comparison::{Comparison, Difference};

/// The version of the format. It changes if a field is removed or changes its meaning.
const SCHEMA: u64 = 1;

/// The fields that every comparison has, followed by those of its difference.
#[derive(Serialize)]
struct JsonComparison<'a> {
    schema: u64,
    kind: &'static str,
    old: &'a str,
    new: &'a str,
    is_different: bool,
    above_limits: &'a [String],
    #[serde(flatten)]
    difference: DifferenceFields<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum DifferenceFields<'a> {
    Reports(&'a ReportDifference),
    Profiles(&'a ProfileDifference),
}

pub(super) fn render_json(comparison: &Comparison) -> String {
    let (kind, difference) = match &comparison.difference {
        Difference::Reports(reports) => ("reports", DifferenceFields::Reports(reports)),
        Difference::Profiles(profiles) => ("profiles", DifferenceFields::Profiles(profiles)),
    };
    let document = JsonComparison {
        schema: SCHEMA,
        kind,
        old: &comparison.old,
        new: &comparison.new,
        is_different: !comparison.difference.is_empty(),
        above_limits: &comparison.broken,
        difference,
    };
    let text =
        serde_json::to_string_pretty(&document).expect("a difference holds only numbers and text");
    format!("{}\n", units::escape_json(&text))
}
