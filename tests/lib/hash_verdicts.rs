//! Verdicts on hash functions: known good functions are good, known bad functions are not, and false
//! findings are no more frequent than the thresholds promise.

use heapwise::lab::experiments::describe_defect;
use heapwise::lab::hash::defects::{LEVEL, find_defects};
use heapwise::lab::hash::key_sets::KeySet;
use heapwise::lab::hash::keys::Keys;
use heapwise::lab::hash::{HashFunction, Quality, functions};

const KNOWN_GOOD: [&str; 4] = ["siphash-1-3", "siphash-2-4", "foldhash-quality", "ahash"];

fn function(name: &str) -> HashFunction {
    functions::find(name).unwrap()
}

/// Whether the worst defect of a function on a built-in set is harmful, and its description.
fn found(name: &str, set: &str) -> (bool, String) {
    let keys = KeySet::find(set).unwrap().keys(1, None);
    let quality = Quality::measure(&function(name), 1, &keys);
    match find_defects(&quality, &keys, LEVEL).into_iter().next() {
        Some(worst) => (worst.is_harmful, describe_defect(&worst)),
        None => (false, String::new()),
    }
}

#[test]
fn known_good_functions_are_good_on_every_built_in_set() {
    for set in KeySet::ALL {
        for name in KNOWN_GOOD {
            assert_eq!(
                found(name, set.name),
                (false, String::new()),
                "{name} on {}",
                set.name
            );
        }
    }
}

#[test]
fn known_bad_functions_have_their_known_defects() {
    let harmful = |name, set, message: &str| {
        let (is_harmful, why) = found(name, set);
        assert!(
            is_harmful && why.contains(message),
            "{name} on {set}: {why}"
        );
    };
    harmful(
        "old-fx",
        "multiples",
        "its low bits put the keys in 16 of 65 536 buckets",
    );
    harmful(
        "old-fx",
        "high-bits",
        "its low bits put the keys in 1 of 65 536 buckets",
    );
    harmful("old-fx", "floats", "its low bits");
    harmful(
        "identity",
        "multiples",
        "its low bits put the keys in 16 of 65 536 buckets",
    );
    harmful(
        "identity",
        "sequential",
        "its tag bits put the keys in 1 of 128 buckets",
    );
    harmful(
        "first-letter",
        "unicode-names",
        "pairs of keys share all 64 bits, such as `AMPERSAND` and `APOSTROPHE`",
    );
    harmful("address", "grid", "hash differently after a copy");
    harmful(
        "wyhash-final3",
        "grid",
        "under other seeds 100 % of these still do",
    );
}

#[test]
fn better_than_random_is_reported_and_not_harmful() {
    let (is_harmful, why) = found("rustc-hash", "sequential");
    assert!(
        !is_harmful && why.contains("more evenly than chance"),
        "{why}"
    );
}

#[test]
fn a_few_collisions_within_chance_are_no_defect() {
    assert_eq!(found("first-letter", "cities"), (false, String::new()));
}

/// The promised rate of false findings at a loose threshold.
const LOOSE_LEVEL: f64 = 0.2;

/// The number of seeds of 200 with a finding, at the default and at the loose thresholds.
fn false_findings(name: &str, keys: &Keys) -> [usize; 2] {
    let function = function(name);
    let mut found = [0, 0];
    for seed in 0..200 {
        let quality = Quality::measure(&function, seed, keys);
        for (found, level) in found.iter_mut().zip([LEVEL, LOOSE_LEVEL]) {
            *found += usize::from(!find_defects(&quality, keys, level).is_empty());
        }
    }
    found
}

#[test]
#[ignore = "slow"]
fn over_200_seeds_false_findings_are_no_more_frequent_than_promised() {
    let few: Vec<String> = (0..200).map(|n| format!("key {n}")).collect();
    let sets = [
        Keys::U64((0..3000).collect()),
        Keys::U64((0..3000).map(|n| n << 32).collect()),
        KeySet::find("two-letters").unwrap().keys(1, None),
        Keys::Text(few.iter().map(String::as_str).collect()),
    ];
    let found_in = |keys: &Keys| {
        let mut found_loosely = 0;
        for name in KNOWN_GOOD {
            let [found, loosely] = false_findings(name, keys);
            assert_eq!(found, 0, "{name}: the promise is one in a million");
            // The promise is at most 40; 17 more are three standard deviations.
            assert!(
                loosely <= 57,
                "{name}: {loosely} of 200 where 40 are promised"
            );
            found_loosely += loosely;
        }
        found_loosely
    };
    let found_loosely: usize = std::thread::scope(|scope| {
        let threads = sets.each_ref().map(|keys| scope.spawn(|| found_in(keys)));
        threads.map(|thread| thread.join().unwrap()).iter().sum()
    });
    // Without any false finding the thresholds would be too strict: the rate is within a factor of
    // ten of the promise.
    assert!(
        found_loosely > 16 * 4,
        "only {found_loosely} of 3200 where 640 are promised"
    );
}
