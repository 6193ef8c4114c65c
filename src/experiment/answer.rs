//! What a variant returns, and how answers are compared across processes.

use std::fmt::{Debug, Display};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::alloc::pause_tracking;
use crate::record::{Metric, Resident, StoredAnswer};

use super::extras::{Extras, REASON_CHARS, truncated};

const SHOWN_CHARS: usize = 100;

/// An answer with more than its value: a digest of the details that the value summarizes, the number
/// of elements that the structure holds, and metrics.
///
/// ```
/// use heapwise::Answer;
/// use heapwise::experiment::ToAnswer;
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
    /// The value, or why there is none.
    value: Result<T, String>,
    digest: Option<u64>,
    elements: Option<u64>,
    extras: Extras,
}

/// An answer, or the error of a variant that failed.
pub(super) struct Fallible<A, E>(pub(super) Result<A, E>);

/// An answer as a worker sends it to its parent.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Rendered {
    /// The text to show, of at most 100 characters.
    pub shown: String,
    /// A hash: equal for equal answers of one program, and almost surely different for others.
    pub digest: u64,
    /// The number of elements that the variant's structure holds, if the answer gives it.
    pub elements: Option<u64>,
    /// The metrics of the run.
    pub extras: Extras,
    /// The error of a variant that failed.
    pub error: Option<String>,
    /// Why the variant does not apply, if it does not.
    pub not_applicable: Option<String>,
    /// The memory of the processes that did the work, if it was not the worker itself.
    pub resident: Option<Resident>,
}

impl Rendered {
    /// What a report keeps of the answer.
    pub fn stored(&self) -> StoredAnswer {
        StoredAnswer {
            shown: self.shown.clone(),
            digest: self.digest,
        }
    }

    /// What the variant did instead of giving an answer, if it failed.
    pub fn failure(&self) -> Option<String> {
        let error = self.error.as_ref()?;
        Some(format!("returned an error: {error}"))
    }
}

/// Anything that can be an answer: what prints with `{:?}`, and [`Answer`].
pub trait ToAnswer {
    /// The answer's text and digest.
    fn render(&self) -> Rendered;
}

impl<T> Answer<T> {
    /// An answer that is shown as `value`, and compared by what `value` prints with `{:?}`.
    pub fn new(value: T) -> Self {
        Self {
            value: Ok(value),
            digest: None,
            elements: None,
            extras: Extras::default(),
        }
    }

    /// No answer, because the variant does not apply: the machine lacks what it needs, or it cannot
    /// have this input. Its row has no figures but this reason, and fails nothing.
    ///
    /// ```
    /// use heapwise::{Answer, Experiment};
    ///
    /// let experiment = Experiment::new("sum", "sum up bytes")
    ///     .input("n", 1000, "how many")
    ///     .variant("u16", "in 16 bits", |input| match u16::try_from(input.get::<u64>("n")) {
    ///         Ok(n) => Answer::new(u64::from((0..n).map(|i| i & 1).sum::<u16>())),
    ///         Err(_) => Answer::not_applicable("more than 16 bits can count"),
    ///     });
    /// ```
    pub fn not_applicable(why: impl Into<String>) -> Self {
        let _paused = pause_tracking();
        Self {
            value: Err(why.into()),
            digest: None,
            elements: None,
            extras: Extras::default(),
        }
    }

    /// Compares answers also by a digest of `details`, which are not shown. Two answers then agree
    /// only if both their values and their details are equal.
    pub fn digest_of(mut self, details: impl Hash) -> Self {
        self.digest = Some(hash(details));
        self
    }

    /// Sets the number of elements that the variant's structure holds. Reports then show the bytes
    /// for each element.
    pub fn elements(mut self, elements: u64) -> Self {
        self.elements = Some(elements);
        self
    }

    /// Adds a metric of the run, in a unit that may be empty. Reports and tables show it beside the
    /// footprint; storing it is not part of the footprint. If several passes give the metric, the
    /// first pass wins. A value that is not finite is ignored.
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
        let _paused = pause_tracking();
        self.extras = self.extras.metric(Metric::new(name, value, unit));
        self
    }
}

impl<T: Debug> ToAnswer for T {
    fn render(&self) -> Rendered {
        let text = format!("{self:?}");
        Rendered {
            shown: truncated(&text, SHOWN_CHARS),
            digest: hash(&text),
            ..Rendered::default()
        }
    }
}

impl<T: Debug> ToAnswer for Answer<T> {
    fn render(&self) -> Rendered {
        let rendered = match &self.value {
            Ok(value) => value.render(),
            Err(why) => {
                return Rendered {
                    not_applicable: Some(truncated(why, REASON_CHARS)),
                    ..Rendered::default()
                };
            }
        };
        Rendered {
            shown: rendered.shown,
            digest: match self.digest {
                Some(details) => hash((rendered.digest, details)),
                None => rendered.digest,
            },
            elements: self.elements,
            extras: self.extras.clone(),
            ..Rendered::default()
        }
    }
}

impl<A: ToAnswer, E: Display> ToAnswer for Fallible<A, E> {
    fn render(&self) -> Rendered {
        match &self.0 {
            Ok(answer) => answer.render(),
            Err(error) => Rendered {
                error: Some(truncated(&error.to_string(), REASON_CHARS)),
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
        let answer = Answer::new(5).elements(3).metric("spare", 1.0, "slots");
        assert_eq!(answer.render().digest, 5.render().digest);
        assert_ne!(answer.digest_of([5]).render().digest, 5.render().digest);
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
