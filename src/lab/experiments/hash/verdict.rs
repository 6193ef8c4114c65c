//! The verdict on a hash function, in words.

use indexmap::IndexSet;

use crate::lab::hash::Bias;
use crate::lab::hash::defects::{BucketSpread, Defect, HashBits};
use crate::lab::hash::key::Key;
use crate::lab::hash::model::LookupWork;
use crate::lab::hash::prediction::{HARMFUL, LookupKind, Prediction};
use crate::record::{Grade, Verdict};
use crate::units;

/// The metric by which functions of one grade are ranked.
pub(super) const RANKED_BY: &str = "lookup_ns";

/// The least number of keys for a verdict. Fewer are in so few groups that what is counted takes no
/// measurable time.
const MIN_KEYS: u64 = 100;

const CAUTION: &str = "does not withstand chosen keys (HashDoS)";

/// The verdict on a function: what it costs a table with these keys, and what else was found.
pub(super) fn judge(
    prediction: &Prediction,
    defects: &[Defect],
    withstands_chosen_keys: bool,
) -> Verdict {
    let strayed = defects
        .iter()
        .find(|defect| matches!(defect, Defect::StrayedCopies { .. }));
    let (grade, why) = match strayed {
        Some(strayed) => (Grade::Bad, describe_defect(strayed)),
        None => judge_cost(prediction),
    };
    let others: Vec<&Defect> = defects
        .iter()
        .filter(|defect| Some(*defect) != strayed)
        .collect();
    Verdict {
        ranked_by: Some(String::from(RANKED_BY)),
        is_provisional: prediction.keys < MIN_KEYS && grade != Grade::Bad,
        caution: (!withstands_chosen_keys).then(|| String::from(CAUTION)),
        notes: write_note(&others, prediction).into_iter().collect(),
        ..Verdict::new(grade, why)
    }
}

/// The grade by the cost of the worst kind of lookup under the worst seed.
fn judge_cost(prediction: &Prediction) -> (Grade, String) {
    if prediction.keys < MIN_KEYS {
        let keys = units::count_of(prediction.keys, "key");
        let why = format!("{keys} are too few to judge a hash function; give at least {MIN_KEYS}");
        return (Grade::Good, why);
    }
    let (_, _, factor) = prediction.worst();
    let grade = match factor {
        _ if prediction.is_harmless() => Grade::Good,
        harmful if harmful >= HARMFUL => Grade::Bad,
        _ => Grade::Suspect,
    };
    (grade, describe_cost(prediction))
}

/// What a lookup costs, and which counts are the reason if it costs more than with an ideal hash.
fn describe_cost(prediction: &Prediction) -> String {
    let (kind, seed, factor) = prediction.worst();
    let under = match prediction.seeds.len() {
        1 => String::new(),
        seeds => format!(" under the worst of {seeds} seeds"),
    };
    let layout = prediction.layout.name();
    let (article, name) = match kind {
        LookupKind::Insert => ("an", kind.name()),
        _ => ("a", kind.name()),
    };
    let cost = format!(
        "{article} {name} costs {} times that of an ideal hash in `{layout}`{under}",
        units::digits(factor)
    );
    let works = kind
        .work(&prediction.seeds[seed].work)
        .zip(kind.work(&prediction.ideal));
    match works {
        Some((work, ideal)) if factor > prediction.harmless => {
            let steps = prediction.layout.steps_name();
            format!("{cost}: {}", describe_work(work, ideal, steps))
        }
        _ => cost,
    }
}

fn describe_work(work: LookupWork, ideal: LookupWork, steps: &str) -> String {
    let [steps_read, compared, ideal_steps, ideal_compared] =
        [work.steps, work.comparisons, ideal.steps, ideal.comparisons].map(units::digits);
    format!(
        "it visits {steps_read} {steps} ({ideal_steps}) and compares {compared} keys \
         ({ideal_compared})"
    )
}

/// A note with the first defect and the names of the others. It does not change the grade.
fn write_note(defects: &[&Defect], prediction: &Prediction) -> Option<String> {
    let (first, others) = defects.split_first()?;
    let mut note = describe_defect(first);
    if let Defect::Duplicates { .. } = first {
        note.push_str(&describe_seeds(prediction));
    }
    let others = list_names(first, others);
    if !others.is_empty() {
        note.push_str(&format!("; more: {}", others.join(", ")));
    }
    Some(note)
}

/// How many pairs of keys share all 64 bits under each seed, if there are several.
fn describe_seeds(prediction: &Prediction) -> String {
    let seeds = prediction.seeds.len();
    let pairs = prediction.seeds.iter().map(|seed| seed.duplicates);
    match pairs.clone().min().zip(pairs.max()) {
        Some((least, most)) if seeds > 1 => format!(
            "; {} to {} pairs under {seeds} seeds",
            units::count(least),
            units::count(most)
        ),
        _ => String::new(),
    }
}

/// The distinct names of the other defects, except the name of the first.
fn list_names(first: &Defect, others: &[&Defect]) -> Vec<&'static str> {
    let first = defect_name(first);
    let names: IndexSet<&str> = others.iter().map(|defect| defect_name(defect)).collect();
    names.into_iter().filter(|name| *name != first).collect()
}

fn defect_name(defect: &Defect) -> &'static str {
    match defect {
        Defect::StrayedCopies { .. } => "copies",
        Defect::Duplicates { .. } => "duplicates",
        Defect::Clustered(bits, _) | Defect::TooEven(bits, _) => bits_name(*bits),
        Defect::Biased(_) => "avalanche",
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
    match defect {
        Defect::StrayedCopies { strayed, sampled } => format!(
            "equal keys hash differently after a copy ({strayed} of {sampled}): a table would not \
             find them again"
        ),
        Defect::Duplicates {
            pairs,
            expected_pairs,
            examples,
        } => describe_duplicates(*pairs, *expected_pairs, examples),
        Defect::Clustered(bits, spread) => describe_clustered(*bits, spread),
        Defect::TooEven(bits, spread) => describe_too_even(*bits, spread),
        Defect::Biased(bias) => describe_bias(bias),
    }
}

fn describe_duplicates(pairs: u64, expected_pairs: f64, examples: &[(Key, Key)]) -> String {
    let share = if pairs == 1 { "shares" } else { "share" };
    let quoted: Vec<String> = examples
        .iter()
        .map(|(one, other)| format!("`{}` and `{}`", shorten(one), shorten(other)))
        .collect();
    format!(
        "{} {} of keys {share} all 64 bits, such as {}; an ideal hash: {}",
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
    use crate::lab::hash::ideal;
    use crate::lab::hash::model::TableLayout;

    fn prediction(seeds: &[Vec<u64>]) -> Prediction {
        Prediction::from_hashes(seeds.iter().cloned(), TableLayout::Hashbrown)
    }

    fn biased() -> Defect {
        Defect::Biased(Bias {
            key_bit: 3,
            hash_bit: 5,
            flips: 500,
            trials: 500,
            cells: 64,
        })
    }

    #[test]
    fn few_keys_are_not_judged() {
        let of = |keys| judge(&prediction(&[ideal::hashes(keys, 9)]), &[], true);
        let (few, enough) = (of(99), of(100));
        assert!(few.is_provisional && !enough.is_provisional);
        assert_eq!(
            few.why,
            "99 keys are too few to judge a hash function; give at least 100"
        );
        assert!(enough.why.starts_with('a'), "{}", enough.why);
    }

    #[test]
    fn the_worst_seed_decides_and_defects_do_not() {
        let good = ideal::hashes(1000, 9);
        let verdict = judge(
            &prediction(&[good.clone(), good.clone()]),
            &[biased()],
            false,
        );
        assert_eq!(verdict.grade, Grade::Good);
        assert!(
            verdict
                .why
                .ends_with("in `hashbrown` under the worst of 2 seeds")
        );
        assert_eq!(verdict.caution.as_deref(), Some(CAUTION));
        assert_eq!(
            verdict.notes,
            [
                "flipping bit 3 of a key flips bit 5 of its hash in 500 of 500 trials: a bias of \
                 1.00, where chance gives about 0.139"
            ]
        );
        let verdict = judge(&prediction(&[good, vec![7; 1000]]), &[], true);
        assert_eq!((verdict.grade, verdict.caution), (Grade::Bad, None));
        assert!(
            verdict
                .why
                .contains("visits 31.8 groups (1.00) and compares 500 keys (0."),
            "{}",
            verdict.why
        );
    }

    #[test]
    fn a_function_whose_copies_stray_is_bad_whatever_it_costs() {
        let copies = Defect::StrayedCopies {
            strayed: 494,
            sampled: 494,
        };
        let verdict = judge(
            &prediction(&[ideal::hashes(10, 9)]),
            &[copies, biased()],
            false,
        );
        assert_eq!((verdict.grade, verdict.is_provisional), (Grade::Bad, false));
        assert_eq!(
            verdict.why,
            "equal keys hash differently after a copy (494 of 494): a table would not find them \
             again"
        );
        assert_eq!(verdict.notes.len(), 1);
    }

    #[test]
    fn a_note_has_the_duplicates_of_every_seed_and_the_names_of_other_defects() {
        let duplicates = Defect::Duplicates {
            pairs: 1,
            expected_pairs: 2e-10,
            examples: vec![(Key::Text(b"a".repeat(41)), Key::U64(7))],
        };
        let note = |seeds: &[Vec<u64>]| {
            let verdict = judge(&prediction(seeds), &[duplicates.clone(), biased()], true);
            verdict.notes[0].clone()
        };
        let start = format!(
            "1 pair of keys shares all 64 bits, such as `{}…` and `7`; an ideal hash: fewer than \
             one in a billion",
            "a".repeat(40)
        );
        assert_eq!(note(&[vec![1, 1]]), format!("{start}; more: avalanche"));
        assert_eq!(
            note(&[vec![1, 1, 1], vec![1, 2, 3]]),
            format!("{start}; 0 to 3 pairs under 2 seeds; more: avalanche")
        );
    }
}
