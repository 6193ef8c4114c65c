//! A part of a run.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One of several parts into which the variants of a run are divided in turn, written `2/5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Partition {
    part: usize,
    count: usize,
}

impl Partition {
    /// The number of the part, counted from 1.
    pub fn part(self) -> usize {
        self.part
    }

    /// The number of all parts.
    pub fn count(self) -> usize {
        self.count
    }

    /// The part of this number, counted from 1, of as many as this one is of.
    #[must_use]
    pub fn sibling(self, part: usize) -> Self {
        Self { part, ..self }
    }

    /// Whether the variant with this index in the whole run belongs to the part.
    pub fn has(self, index: usize) -> bool {
        index % self.count == self.part - 1
    }

    /// The index in the whole run of the part's variant with this index in the part.
    pub fn index_in_whole(self, index_in_part: usize) -> usize {
        index_in_part * self.count + self.part - 1
    }
}

impl FromStr for Partition {
    type Err = String;

    /// Parses `2/5`.
    ///
    /// # Errors
    ///
    /// If the text is not two whole numbers, the first from 1 to the second, which is at most a million.
    fn from_str(text: &str) -> Result<Self, String> {
        const MOST: usize = 1_000_000;
        let numbers = text.split_once('/').and_then(|(part, count)| {
            let partition = Self {
                part: part.parse().ok()?,
                count: count.parse().ok()?,
            };
            let is_valid = (1..=MOST).contains(&partition.count)
                && (1..=partition.count).contains(&partition.part);
            is_valid.then_some(partition)
        });
        numbers.ok_or_else(|| {
            String::from("give the number of the part and of all parts, for example 2/5")
        })
    }
}

impl TryFrom<String> for Partition {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Partition> for String {
    fn from(partition: Partition) -> Self {
        partition.to_string()
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variant_belongs_to_one_part_and_is_found_again() {
        let parts: Vec<Partition> = (1..=5).map(|k| format!("{k}/5").parse().unwrap()).collect();
        for index in 0..23 {
            let own: Vec<_> = parts.iter().filter(|part| part.has(index)).collect();
            assert_eq!(own.len(), 1);
            assert_eq!(own[0].index_in_whole(index / 5), index);
        }
    }

    #[test]
    fn only_a_part_of_as_many_or_more_is_accepted() {
        for text in [
            "0/5",
            "6/5",
            "1/0",
            "1",
            "/",
            "a/5",
            "1/5/2",
            "-1/5",
            "1/1000001",
        ] {
            assert!(text.parse::<Partition>().is_err(), "{text}");
        }
        assert_eq!("5/5".parse::<Partition>().unwrap().to_string(), "5/5");
    }
}
