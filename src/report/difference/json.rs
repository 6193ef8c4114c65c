//! A difference for programs.

use serde::Serialize;

use crate::compare::{ProfileDifference, ReportDifference};

use super::{Comparison, Difference};

/// The form's number; another where a field goes or changes its meaning.
const SCHEMA: u64 = 1;

/// What both kinds have in common, then what is different.
#[derive(Serialize)]
struct Document<'a> {
    schema: u64,
    kind: &'static str,
    old: &'a str,
    new: &'a str,
    is_different: bool,
    above_limits: &'a [String],
    #[serde(flatten)]
    difference: Flat<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Flat<'a> {
    Reports(&'a ReportDifference),
    Profiles(&'a ProfileDifference),
}

pub(super) fn render(comparison: &Comparison) -> String {
    let (kind, difference) = match &comparison.difference {
        Difference::Reports(reports) => ("reports", Flat::Reports(reports)),
        Difference::Profiles(profiles) => ("profiles", Flat::Profiles(profiles)),
    };
    let document = Document {
        schema: SCHEMA,
        kind,
        old: &comparison.old,
        new: &comparison.new,
        is_different: !comparison.difference.is_none(),
        above_limits: &comparison.broken,
        difference,
    };
    let mut text =
        serde_json::to_string_pretty(&document).expect("a difference holds only numbers and text");
    text.push('\n');
    text
}
