//! What a variant returns, and how two answers are told apart across processes.

use std::fmt::{Debug, Display};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::alloc::pause_tracking;
use crate::record::Metric;

use super::Examination;

const SHOWN_CHARS: usize = 100;

/// An answer that says more than its value: a digest of what the value sums up, the number of
/// elements that the structure holds, and figures beside the footprint.
///
/// ```
/// use heapwise::experiment::{Answer, ToAnswer};
///
/// let counts = [3, 1, 4];
/// let sum: i32 = counts.iter().sum();
/// let answer = Answer::new(sum).digest_of(&counts).elements(counts.len() as u64);
/// assert_eq!(answer.render().shown, "8");
/// assert_ne!(answer.render().digest, Answer::new(8).digest_of(&[4, 4]).render().digest);
/// ```
#[derive(Clone)]
#[must_use]
pub struct Answer<T> {
    value: T,
    digest: Option<u64>,
    elements: Option<u64>,
    told: Examination,
}

/// An answer, or an error in its place.
pub(super) struct Tried<A, E>(pub(super) Result<A, E>);

/// An answer as it goes from the worker to its parent.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Rendered {
    /// The text that is shown: at most 100 characters.
    pub shown: String,
    /// The same for equal answers of one program, and for different ones almost surely not.
    pub digest: u64,
    /// The logical units that the structure holds.
    pub elements: Option<u64>,
    /// What the run tells of itself beside its answer.
    pub told: Examination,
    /// The error that stands in the answer's place.
    pub error: Option<String>,
}

/// What can be an answer: anything that prints with `{:?}`, and [`Answer`].
pub trait ToAnswer {
    /// The answer's text and digest.
    fn render(&self) -> Rendered;
}

impl<T> Answer<T> {
    /// An answer that is shown as `value`.
    pub fn new(value: T) -> Self {
        Self {
            value,
            digest: None,
            elements: None,
            told: Examination::default(),
        }
    }

    /// Compares the answers by `details` too, where the value alone would hide a difference.
    pub fn digest_of(mut self, details: impl Hash) -> Self {
        self.digest = Some(hash(details));
        self
    }

    /// How many logical units the structure holds.
    pub fn elements(mut self, elements: u64) -> Self {
        self.elements = Some(elements);
        self
    }

    /// Adds a figure that the run found out, in this unit, which may be empty: the report and the
    /// tables have it beside the footprint, of which keeping it is no part. The first pass's figure
    /// stands. One that is no finite number is left out.
    ///
    /// ```
    /// use heapwise::{Answer, Experiment};
    ///
    /// let experiment = Experiment::new("words", "keep words")
    ///     .variant("vector", "", |_| {
    ///         let words = vec!["one", "two", "three"];
    ///         let idle = words.capacity() - words.len();
    ///         Answer::new(words.len()).metric("idle_slots", idle as f64, "slots")
    ///     });
    /// ```
    pub fn metric(mut self, name: &str, value: f64, unit: &str) -> Self {
        let _aside = pause_tracking();
        self.told = self.told.metric(Metric::new(name, value, unit));
        self
    }
}

impl<T: Debug> ToAnswer for T {
    fn render(&self) -> Rendered {
        let text = format!("{self:?}");
        Rendered {
            shown: shortened(&text),
            digest: hash(&text),
            ..Rendered::default()
        }
    }
}

impl<T: Debug> ToAnswer for Answer<T> {
    fn render(&self) -> Rendered {
        let rendered = self.value.render();
        Rendered {
            shown: rendered.shown,
            digest: match self.digest {
                Some(details) => hash((rendered.digest, details)),
                None => rendered.digest,
            },
            elements: self.elements,
            told: self.told.clone(),
            error: None,
        }
    }
}

impl<A: ToAnswer, E: Display> ToAnswer for Tried<A, E> {
    fn render(&self) -> Rendered {
        match &self.0 {
            Ok(answer) => answer.render(),
            Err(error) => Rendered {
                error: Some(error.to_string()),
                ..Rendered::default()
            },
        }
    }
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS - 1) {
        Some((end, last)) if end + last.len_utf8() < text.len() => format!("{}…", &text[..end]),
        _ => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_one_value_and_different_details_differ() {
        let one = Answer::new(5).digest_of([2, 3]).render();
        let other = Answer::new(5).digest_of([3, 2]).render();
        assert_eq!(one.shown, other.shown);
        assert_ne!(one.digest, other.digest);
    }

    #[test]
    fn an_answer_without_details_is_the_value_itself() {
        let told = Answer::new(5).elements(3).metric("spare", 1.0, "slots");
        assert_eq!(told.render().digest, 5.render().digest);
        assert_ne!(told.digest_of([5]).render().digest, 5.render().digest);
    }

    #[test]
    fn a_long_answer_is_shown_short_and_compared_whole() {
        let long = "ä".repeat(99).render();
        assert_eq!(long.shown.chars().count(), SHOWN_CHARS);
        assert!(long.shown.ends_with('…'));
        assert_ne!(long.digest, "ä".repeat(98).render().digest);
        let fits = "ä".repeat(98).render();
        assert_eq!(fits.shown, format!("\"{}\"", "ä".repeat(98)));
    }
}
