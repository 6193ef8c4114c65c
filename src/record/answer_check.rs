//! The check that the answers of one case agree.

use super::row::{Outcome, StoredAnswer};

/// Compares the answers of one case's variants with the known answer, and with the first right one.
#[derive(Default)]
pub struct AnswerCheck {
    /// The variant with the first right answer, and that answer.
    first: Option<(String, StoredAnswer)>,
}

impl AnswerCheck {
    /// Checks the answers of `variant`, one for each pass. `known` is the right answer, if it is known.
    pub fn check(
        &mut self,
        variant: &str,
        answers: &[StoredAnswer],
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
        answer: &StoredAnswer,
        answers: &[StoredAnswer],
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

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(shown: &str, digest: u64) -> StoredAnswer {
        StoredAnswer {
            shown: String::from(shown),
            digest,
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
}
