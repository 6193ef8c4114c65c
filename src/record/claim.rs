//! A claim of a text, checked against a report.

use serde::{Deserialize, Serialize};

/// A claim of a text that a program checks against its report and by computation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The number of the claim, the same from version to version.
    pub number: u32,
    /// Where the text makes it: `chapter 4`.
    pub source: String,
    /// The claim, with the text's figure.
    pub statement: String,
    /// What was measured or computed. Absent if nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// Whether the claim holds.
    pub verdict: ClaimVerdict,
    /// The only system for which the claim holds, if it does not hold in general.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_for: Option<String>,
    /// Why the claim does not simply hold, or what must run before it can be checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Whether a claim holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimVerdict {
    /// It holds.
    Holds,
    /// It does not hold.
    Differs,
    /// The report lacks what would check it, or nothing here measures it. A verdict that this version
    /// does not know is read as this one.
    #[serde(other)]
    NotMeasured,
}

impl Claim {
    /// The verdict in words: `holds`, `holds for CPython only`.
    pub fn verdict_in_words(&self) -> String {
        match (self.verdict, &self.only_for) {
            (ClaimVerdict::Holds, Some(system)) => format!("holds for {system} only"),
            (ClaimVerdict::Holds, None) => String::from("holds"),
            (ClaimVerdict::Differs, _) => String::from("differs"),
            (ClaimVerdict::NotMeasured, _) => String::from("not measured here"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_of_a_later_version_is_read_as_not_measured() {
        let text = r#"{"number":1,"source":"chapter 2","statement":"s","verdict":"of-tomorrow"}"#;
        let claim: Claim = serde_json::from_str(text).unwrap();
        assert_eq!(claim.verdict_in_words(), "not measured here");
        let holds = Claim {
            verdict: ClaimVerdict::Holds,
            ..claim
        };
        assert_eq!(holds.verdict_in_words(), "holds");
        let only = Claim {
            only_for: Some(String::from("CPython")),
            ..holds
        };
        assert_eq!(only.verdict_in_words(), "holds for CPython only");
        assert_eq!(
            serde_json::from_str::<Claim>(&serde_json::to_string(&only).unwrap()).unwrap(),
            only
        );
    }
}
