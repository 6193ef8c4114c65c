//! The verdict on a hash function, in words.

use indexmap::IndexSet;

use crate::experiment::Extras;
use crate::lab::hash::Bias;
use crate::lab::hash::defects::{BucketSpread, Defect, DefectKind, HashBits};
use crate::lab::hash::key::Key;
use crate::record::Grade;
use crate::units;

/// Adds the verdict on a function that has these defects on `keys` keys, the harmful ones first.
pub(super) fn add_verdict(extras: Extras, defects: &[Defect], keys: u64) -> Extras {
    const NO_DEFECT: &str = "no defect found";
    const FEW_KEYS: u64 = 100;
    let Some((worst, others)) = defects.split_first() else {
        let why = if keys < FEW_KEYS {
            format!("{NO_DEFECT}, but {keys} keys prove little")
        } else {
            String::from(NO_DEFECT)
        };
        return extras.verdict(Grade::Good, why);
    };
    let grade = if worst.is_harmful {
        Grade::Bad
    } else {
        Grade::Suspect
    };
    let others = list_names(worst, others);
    let more = if others.is_empty() {
        String::new()
    } else {
        format!("; more defects: {}", others.join(", "))
    };
    extras.verdict(grade, format!("{}{more}", describe_defect(worst)))
}

/// The distinct names of the other defects, except the name of the worst.
fn list_names(worst: &Defect, others: &[Defect]) -> Vec<&'static str> {
    let worst = defect_name(&worst.kind);
    let names: IndexSet<&str> = others
        .iter()
        .map(|defect| defect_name(&defect.kind))
        .collect();
    names.into_iter().filter(|name| *name != worst).collect()
}

fn defect_name(kind: &DefectKind) -> &'static str {
    match kind {
        DefectKind::StrayedCopies { .. } => "copies",
        DefectKind::Duplicates { .. } => "duplicates",
        DefectKind::Clustered(bits, _) | DefectKind::TooEven(bits, _) => bits_name(*bits),
        DefectKind::Biased(_) => "avalanche",
    }
}

fn bits_name(bits: HashBits) -> &'static str {
    match bits {
        HashBits::Low => "low bits",
        HashBits::Tag => "tag bits",
        HashBits::High => "high bits",
    }
}

/// A sentence that describes a defect with its figures and those of an ideal hash.
pub fn describe_defect(defect: &Defect) -> String {
    match &defect.kind {
        DefectKind::StrayedCopies { strayed, sampled } => format!(
            "equal keys hash differently after a copy ({strayed} of {sampled}): a table would not \
             find them again"
        ),
        DefectKind::Duplicates {
            pairs,
            expected_pairs,
            examples,
            examples_under_other_seeds,
        } => describe_duplicates(
            *pairs,
            *expected_pairs,
            examples,
            *examples_under_other_seeds,
        ),
        DefectKind::Clustered(bits, spread) => describe_clustered(*bits, spread),
        DefectKind::TooEven(bits, spread) => describe_too_even(*bits, spread),
        DefectKind::Biased(bias) => describe_bias(bias),
    }
}

fn describe_duplicates(
    pairs: u64,
    expected_pairs: f64,
    examples: &[(Key, Key)],
    under_other_seeds: Option<f64>,
) -> String {
    let share = if pairs == 1 { "shares" } else { "share" };
    let quoted: Vec<String> = examples
        .iter()
        .map(|(one, other)| format!("`{}` and `{}`", shorten(one), shorten(other)))
        .collect();
    let other_seeds = match under_other_seeds {
        None => String::new(),
        Some(0.0) => String::from("; under other seeds none of these do"),
        Some(remaining) => {
            let percent = 100.0 * remaining / examples.len() as f64;
            format!("; under other seeds {percent:.0} % of these still do")
        }
    };
    format!(
        "{} {} of keys {share} all 64 bits, such as {}; an ideal hash: {}{other_seeds}",
        units::count(pairs),
        units::plural(pairs, "pair"),
        quoted.join(", "),
        render_small(expected_pairs),
    )
}

fn shorten(key: &Key) -> String {
    const SHOWN_CHARS: usize = 40;
    let text = key.to_string();
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// A number, in words if it is very small.
fn render_small(number: f64) -> String {
    let scales = [(1e-12, "trillion"), (1e-9, "billion"), (1e-6, "million")];
    match scales.iter().find(|(scale, _)| number < *scale) {
        Some((_, name)) => format!("fewer than one in a {name}"),
        None => units::digits(number),
    }
}

fn describe_clustered(bits: HashBits, spread: &BucketSpread) -> String {
    format!(
        "its {} put the keys in {} of {} buckets (an ideal hash: {}), up to {} in one ({}); \
         chi-squared is off by {:+.1} standard deviations",
        bits_name(bits),
        units::count(spread.distinct),
        units::count(spread.buckets),
        units::count(spread.expected_distinct.round() as u64),
        units::count(spread.largest),
        units::count(spread.expected_largest),
        spread.chi_squared_z,
    )
}

fn describe_too_even(bits: HashBits, spread: &BucketSpread) -> String {
    format!(
        "its {} spread the keys more evenly than chance, over {} of {} buckets (an ideal hash: \
         {}); chi-squared is off by {:+.1} standard deviations: the pattern of the keys shows in \
         their hashes, and keys of another pattern may collide",
        bits_name(bits),
        units::count(spread.distinct),
        units::count(spread.buckets),
        units::count(spread.expected_distinct.round() as u64),
        spread.chi_squared_z,
    )
}

fn describe_bias(bias: &Bias) -> String {
    format!(
        "flipping bit {} of a key flips bit {} of its hash in {} of {} trials: a bias of {}, where \
         chance gives about {}",
        bias.key_bit,
        bias.hash_bit,
        bias.flips,
        bias.trials,
        units::digits(bias.bias()),
        units::digits(bias.expected()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(defects: &[Defect], keys: u64) -> (Grade, String) {
        let (_, _, verdict) = add_verdict(Extras::default(), defects, keys).into_parts();
        let verdict = verdict.unwrap();
        (verdict.grade, verdict.why)
    }

    #[test]
    fn few_keys_without_a_defect_prove_little() {
        let good = |why| (Grade::Good, String::from(why));
        assert_eq!(verdict(&[], 100), good("no defect found"));
        assert_eq!(
            verdict(&[], 4),
            good("no defect found, but 4 keys prove little")
        );
    }

    #[test]
    fn a_verdict_describes_the_worst_defect_and_names_the_others() {
        let copies = Defect {
            is_harmful: true,
            kind: DefectKind::StrayedCopies {
                strayed: 494,
                sampled: 494,
            },
        };
        let bias = Bias {
            key_bit: 3,
            hash_bit: 5,
            flips: 500,
            trials: 500,
            cells: 64,
        };
        let biased = Defect {
            is_harmful: false,
            kind: DefectKind::Biased(bias),
        };
        assert_eq!(
            verdict(&[copies, biased.clone(), biased.clone()], 500),
            (
                Grade::Bad,
                String::from(
                    "equal keys hash differently after a copy (494 of 494): a table would not find \
                     them again; more defects: avalanche"
                )
            )
        );
        assert_eq!(
            verdict(&[biased.clone(), biased], 500),
            (
                Grade::Suspect,
                String::from(
                    "flipping bit 3 of a key flips bit 5 of its hash in 500 of 500 trials: a bias \
                     of 1.00, where chance gives about 0.139"
                )
            )
        );
    }

    #[test]
    fn duplicates_are_described_with_shortened_examples_and_other_seeds() {
        let long = Key::Text(b"a".repeat(41));
        let duplicates = |under_other_seeds| {
            describe_duplicates(1, 2e-10, &[(long.clone(), Key::U64(7))], under_other_seeds)
        };
        let start = format!(
            "1 pair of keys shares all 64 bits, such as `{}…` and `7`; an ideal hash: fewer than \
             one in a billion",
            "a".repeat(40)
        );
        assert_eq!(duplicates(None), start);
        assert_eq!(
            duplicates(Some(0.0)),
            format!("{start}; under other seeds none of these do")
        );
        assert_eq!(
            duplicates(Some(0.5)),
            format!("{start}; under other seeds 50 % of these still do")
        );
    }
}
