//! Whether answers are right, and whether two passes agree.

use crate::alloc::{Totals, count};
use crate::experiment::Rendered;
use crate::record::{Footprint, Outcome};

/// Holds the answers of one entry's variants against the known answer, and against the first one
/// that is right.
#[derive(Default)]
pub(super) struct Judge {
    first: Option<(String, Rendered)>,
}

impl Judge {
    /// Judges the answers that the passes of `variant` gave, where `known` is the right one.
    pub(super) fn judge(
        &mut self,
        variant: &str,
        answers: &[Rendered],
        known: Option<&str>,
    ) -> Outcome {
        let Some(answer) = answers.first() else {
            return Outcome::Measured;
        };
        match self.wrong(answer, answers, known) {
            Some(reason) => Outcome::WrongAnswer { reason },
            None => {
                self.first
                    .get_or_insert_with(|| (variant.to_string(), answer.clone()));
                Outcome::Measured
            }
        }
    }

    fn wrong(
        &self,
        answer: &Rendered,
        answers: &[Rendered],
        known: Option<&str>,
    ) -> Option<String> {
        let shown = &answer.shown;
        if let Some(other) = answers.iter().find(|other| other.digest != answer.digest) {
            return Some(format!(
                "answers {shown} in one pass and {} in another: it does not repeat (sort what comes in no order, such as a hash map's items)",
                other.shown
            ));
        }
        if let Some(known) = known.filter(|known| known != shown) {
            return Some(format!("answers {shown}; right is {known}"));
        }
        let (name, first) = self
            .first
            .as_ref()
            .filter(|(_, f)| f.digest != answer.digest)?;
        Some(if first.shown == *shown {
            format!(
                "answers {shown} as `{name}` does, but for a different reason: their details differ"
            )
        } else {
            format!("answers {shown}, where `{name}` answers {}", first.shown)
        })
    }
}

/// The footprint that the count and heap passes found, each where it was made; none where neither.
///
/// # Errors
///
/// Where both tell a figure and differ. Of a variant that allocates on several threads they may:
/// peaks depend on who was faster, what is left at the end on when a thread has ended, and what is
/// allocated at all, in a thread pool, on who took which part of the work.
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
        "the count pass says {field} {counted}, the heap pass {profiled}: the variant does not \
         allocate the same from run to run (random seeds, the time, the address of something?)"
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
    fn answers_are_held_against_the_first_that_is_right() {
        let mut judge = Judge::default();
        assert_eq!(reason(&judge.judge("a", &[answer("5", 1)], None)), "right");
        assert_eq!(reason(&judge.judge("b", &[answer("5", 1)], None)), "right");
        let other = judge.judge("c", &[answer("6", 2)], None);
        assert_eq!(reason(&other), "answers 6, where `a` answers 5");
        let hidden = judge.judge("d", &[answer("5", 3)], None);
        assert!(reason(&hidden).contains("their details differ"));
    }

    #[test]
    fn a_known_answer_comes_before_the_first() {
        let mut judge = Judge::default();
        let first = judge.judge("a", &[answer("5", 1)], Some("7"));
        assert_eq!(reason(&first), "answers 5; right is 7");
        let second = judge.judge("b", &[answer("7", 2)], Some("7"));
        assert_eq!(reason(&second), "right");
    }

    #[test]
    fn a_variant_must_agree_with_itself() {
        let answers = [answer("5", 1), answer("6", 2)];
        let outcome = Judge::default().judge("a", &answers, None);
        assert!(reason(&outcome).contains("does not repeat"));
    }

    #[test]
    fn two_passes_must_agree_to_the_byte_but_for_those_of_several_threads() {
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
        let told = footprint(Some(&counted), Some(&profiled)).unwrap_err();
        assert!(
            told.contains("the count pass says peak_bytes 8, the heap pass 7"),
            "{told}"
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
    fn what_only_the_other_pass_tells_is_absent() {
        let heap_only = footprint(None, Some(&Totals::default())).unwrap().unwrap();
        assert_eq!(heap_only.copying_peak_bytes, None);
        assert_eq!(heap_only.realloc_count, None);
        assert_eq!(footprint(None, None), Ok(None));
    }
}
