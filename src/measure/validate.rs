//! The checks that answers are right, and that two passes agree.

use crate::alloc::{Totals, count};
use crate::experiment::Rendered;
use crate::record::{Footprint, Outcome};

/// Compares the answers of one case's variants with the known answer, and with the first right one.
#[derive(Default)]
pub(super) struct AnswerCheck {
    /// The variant with the first right answer, and that answer.
    first: Option<(String, Rendered)>,
}

impl AnswerCheck {
    /// Checks the answers of `variant`, one for each pass. `known` is the right answer, if it is known.
    pub(super) fn check(
        &mut self,
        variant: &str,
        answers: &[Rendered],
        known: Option<&str>,
    ) -> Outcome {
        let Some(answer) = answers.first() else {
            return Outcome::Measured;
        };
        match self.mistake(answer, answers, known) {
            Some(reason) => Outcome::WrongAnswer { reason },
            None => {
                self.first
                    .get_or_insert_with(|| (variant.to_string(), answer.clone()));
                Outcome::Measured
            }
        }
    }

    fn mistake(
        &self,
        answer: &Rendered,
        answers: &[Rendered],
        known: Option<&str>,
    ) -> Option<String> {
        let shown = &answer.shown;
        if let Some(other) = answers.iter().find(|other| other.digest != answer.digest) {
            return Some(format!(
                "answers {shown} in one pass and {} in another: it does not repeat (sort items without an order, such as those of a hash map)",
                other.shown
            ));
        }
        if let Some(known) = known.filter(|known| known != shown) {
            return Some(format!("answers {shown}; the right answer is {known}"));
        }
        let (name, first) = self
            .first
            .as_ref()
            .filter(|(_, f)| f.digest != answer.digest)?;
        Some(if first.shown == *shown {
            format!("answers {shown} as `{name}` does, but their details differ")
        } else {
            format!("answers {shown}, where `{name}` answers {}", first.shown)
        })
    }
}

/// The footprint that the count and heap passes measured. `None` if neither pass ran.
///
/// # Errors
///
/// If both measured a figure and differ. They may differ where several threads allocate: peaks depend
/// on which thread was faster, the end on when a thread ended, and the totals of a thread pool on which
/// thread took which part of the work.
pub(super) fn footprint(
    counted: Option<&count::HeapCounts>,
    profiled: Option<&Totals>,
) -> Result<Option<Footprint>, String> {
    if let (Some(counted), Some(profiled)) = (counted, profiled) {
        contradiction(counted, profiled).map_or(Ok(()), Err)?;
    }
    Ok(counted.map(from_count).or_else(|| profiled.map(from_heap)))
}

fn contradiction(counted: &count::HeapCounts, profiled: &Totals) -> Option<String> {
    let totals = &counted.totals;
    let figures = [
        ("total_bytes", totals.total_bytes, profiled.total_bytes),
        ("total_blocks", totals.total_blocks, profiled.total_blocks),
        ("peak_bytes", totals.peak_bytes, profiled.peak_bytes),
        ("peak_blocks", totals.peak_blocks, profiled.peak_blocks),
        ("end_bytes", totals.end_bytes, profiled.end_bytes),
        ("end_blocks", totals.end_blocks, profiled.end_blocks),
    ];
    let (field, counted, profiled) = figures
        .into_iter()
        .filter(|_| !counted.several_threads)
        .find(|(_, counted, profiled)| counted != profiled)?;
    Some(format!(
        "the count pass measured {field} {counted}, the heap pass {profiled}: the variant does not \
         allocate the same from run to run (does it depend on a random seed, the time or an address?)"
    ))
}

fn from_count(figures: &count::HeapCounts) -> Footprint {
    Footprint {
        totals: figures.totals,
        copying_peak_bytes: Some(figures.copying_peak_bytes),
        realloc_count: Some(figures.realloc_count),
        realloc_copy_bytes: Some(figures.realloc_copy_bytes),
        held_peak_bytes: figures.held_peak_bytes,
        several_threads: figures.several_threads,
        scope_ns: None,
        profile: None,
        timeline: None,
    }
}

fn from_heap(totals: &Totals) -> Footprint {
    Footprint {
        totals: *totals,
        ..Footprint::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(shown: &str, digest: u64) -> Rendered {
        Rendered {
            shown: String::from(shown),
            digest,
            ..Rendered::default()
        }
    }

    fn reason(outcome: &Outcome) -> &str {
        outcome.reason().unwrap_or("right")
    }

    #[test]
    fn answers_are_compared_with_the_first_right_one() {
        let mut check = AnswerCheck::default();
        assert_eq!(reason(&check.check("a", &[answer("5", 1)], None)), "right");
        assert_eq!(reason(&check.check("b", &[answer("5", 1)], None)), "right");
        let other = check.check("c", &[answer("6", 2)], None);
        assert_eq!(reason(&other), "answers 6, where `a` answers 5");
        let hidden = check.check("d", &[answer("5", 3)], None);
        assert!(reason(&hidden).contains("their details differ"));
    }

    #[test]
    fn a_known_answer_comes_before_the_first() {
        let mut check = AnswerCheck::default();
        let first = check.check("a", &[answer("5", 1)], Some("7"));
        assert_eq!(reason(&first), "answers 5; the right answer is 7");
        let second = check.check("b", &[answer("7", 2)], Some("7"));
        assert_eq!(reason(&second), "right");
    }

    #[test]
    fn a_variant_must_agree_with_itself() {
        let answers = [answer("5", 1), answer("6", 2)];
        let outcome = AnswerCheck::default().check("a", &answers, None);
        assert!(reason(&outcome).contains("does not repeat"));
    }

    #[test]
    fn two_passes_must_agree_to_the_byte_unless_several_threads_allocate() {
        let totals = Totals {
            total_bytes: 8,
            total_blocks: 1,
            peak_bytes: 8,
            peak_blocks: 1,
            ..Totals::default()
        };
        let mut counted = count::HeapCounts {
            totals,
            ..count::HeapCounts::default()
        };
        let mut profiled = Totals {
            peak_bytes: 7,
            end_bytes: 1,
            ..totals
        };
        let message = footprint(Some(&counted), Some(&profiled)).unwrap_err();
        assert!(
            message.contains("the count pass measured peak_bytes 8, the heap pass 7"),
            "{message}"
        );
        profiled = Totals {
            total_bytes: 9,
            ..totals
        };
        assert!(footprint(Some(&counted), Some(&profiled)).is_err());
        counted.several_threads = true;
        assert!(footprint(Some(&counted), Some(&profiled)).is_ok());
    }

    #[test]
    fn figures_of_a_pass_that_did_not_run_are_absent() {
        let heap_only = footprint(None, Some(&Totals::default())).unwrap().unwrap();
        assert_eq!(heap_only.copying_peak_bytes, None);
        assert_eq!(heap_only.realloc_count, None);
        assert_eq!(footprint(None, None), Ok(None));
    }
}
