//! The program points of profiles, in a form in which those of both recorders compare.

use std::collections::BTreeMap;

use serde_json::Value;

/// The keys of the compared figures in a DHAT file.
const KEYS: [&str; 8] = ["tb", "tbk", "gb", "gbk", "eb", "ebk", "mb", "mbk"];

/// The keys of a program point's own peak. If folding merges program points of the `dhat` crate, the
/// own peak of the result is the sum of theirs, an upper bound.
const OWN_PEAK: [&str; 2] = ["mb", "mbk"];

/// The beginnings of the names of functions that belong to a recorder or to the allocator around
/// it.
const OF_RECORDERS: [&str; 8] = [
    "heapwise::alloc::recorder",
    "heapwise::alloc::allocator",
    "heapwise::alloc::source",
    "<heapwise::alloc::allocator",
    "dhat::",
    "<dhat::",
    "__rustc",
    "__rust_",
];

/// The frame of heapwise's recorder between the stack of a thread and the one that started it.
pub const THREAD_START: &str = "[thread started by]";

/// The figures of program points by their backtraces, innermost frame first. A frame is its text
/// without the address, and with the last two components of its path, because the recorders cut
/// paths differently; frames of the recorders are left out. Program points that become the same
/// are added up.
#[derive(Debug, PartialEq)]
pub struct ProgramPoints(BTreeMap<Vec<String>, Figures>);

/// The figures of a program point by their keys in a DHAT file.
type Figures = BTreeMap<&'static str, u64>;

impl ProgramPoints {
    pub fn from_profile(profile: &Value) -> Self {
        let frames: Vec<String> = profile["ftbl"]
            .as_array()
            .unwrap()
            .iter()
            .map(|frame| with_short_path(without_address(frame.as_str().unwrap())))
            .collect();
        let mut points: BTreeMap<Vec<String>, Figures> = BTreeMap::new();
        for point in profile["pps"].as_array().unwrap() {
            let backtrace = point["fs"].as_array().unwrap().iter();
            let backtrace = backtrace
                .map(|index| &frames[index.as_u64().unwrap() as usize])
                .filter(|frame| !OF_RECORDERS.iter().any(|of| frame.starts_with(of)))
                .cloned()
                .collect();
            let figures = points.entry(backtrace).or_default();
            for key in KEYS {
                *figures.entry(key).or_default() += point[key].as_u64().unwrap();
            }
        }
        Self(points)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The sum of a figure over all program points.
    pub fn total(&self, key: &str) -> u64 {
        self.0.values().map(|figures| figures[key]).sum()
    }

    /// The backtraces in which a frame has this text in it.
    pub fn backtraces_with<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a [String]> {
        let backtraces = self.0.keys().map(Vec::as_slice);
        backtraces.filter(move |backtrace| has_frame(backtrace, text))
    }

    /// The sum of a figure over the program points in whose backtraces a frame has this text in it.
    pub fn total_with(&self, text: &str, key: &str) -> u64 {
        self.total_where(key, |backtrace| has_frame(backtrace, text))
    }

    /// The sum of a figure over the program points whose backtraces are chosen.
    pub fn total_where(&self, key: &str, is_chosen: impl Fn(&[String]) -> bool) -> u64 {
        let points = self.0.iter();
        points
            .filter(|(backtrace, _)| is_chosen(backtrace))
            .map(|(_, figures)| figures[key])
            .sum()
    }

    /// Checks that both have the same backtraces with the same figures.
    pub fn assert_same(&self, reference: &Self, what: &str) {
        self.assert_figures(reference, what, |_, found, expected| found == expected);
    }

    /// The same, where folding merged program points of the reference: their own peaks are an upper
    /// bound.
    pub fn assert_same_merged(&self, reference: &Self, what: &str) {
        self.assert_figures(reference, what, |key, found, expected| {
            found == expected || OWN_PEAK.contains(&key) && found < expected
        });
    }

    /// The same, where peaks depend on chance.
    pub fn assert_same_totals(&self, reference: &Self, what: &str) {
        let is_peak = |key: &str| OWN_PEAK.contains(&key) || ["gb", "gbk"].contains(&key);
        self.assert_figures(reference, what, |key, found, expected| {
            found == expected || is_peak(key)
        });
    }

    /// The program points without the stacks that started threads, which the reference lacks. Those
    /// that become the same have no peak of their own.
    fn without_thread_starts(&self) -> Self {
        let mut points: BTreeMap<Vec<String>, Figures> = BTreeMap::new();
        for (backtrace, figures) in &self.0 {
            let thread = backtrace.split(|frame| frame == THREAD_START).next();
            let merged = points.entry(thread.unwrap_or_default().to_vec());
            merged
                .and_modify(|merged| {
                    merged.retain(|key, _| !OWN_PEAK.contains(key));
                    for (key, sum) in merged {
                        *sum += figures[key];
                    }
                })
                .or_insert_with(|| figures.clone());
        }
        Self(points)
    }

    fn assert_figures(
        &self,
        reference: &Self,
        what: &str,
        is_right: impl Fn(&str, u64, u64) -> bool,
    ) {
        let own = self.without_thread_starts();
        assert!(!own.0.is_empty(), "{what}: no program points");
        for (backtrace, expected) in &reference.0 {
            let Some(found) = own.0.get(backtrace) else {
                panic!("{what}: missing: {expected:?} at {backtrace:#?}");
            };
            let are_right = KEYS.iter().all(|key| {
                found
                    .get(key)
                    .is_none_or(|found| is_right(key, *found, expected[key]))
            });
            assert!(
                are_right,
                "{what}: {found:?} instead of {expected:?} at {backtrace:#?}"
            );
        }
        let unknown = own
            .0
            .iter()
            .find(|(backtrace, _)| !reference.0.contains_key(*backtrace));
        assert!(
            unknown.is_none(),
            "{what}: not in the reference: {unknown:#?}"
        );
    }
}

/// Whether a frame of the backtrace has this text in it.
pub fn has_frame(backtrace: &[String], text: &str) -> bool {
    backtrace.iter().any(|frame| frame.contains(text))
}

fn without_address(frame: &str) -> &str {
    match frame.split_once(": ") {
        Some((address, rest)) if address.starts_with("0x") => rest,
        _ => frame,
    }
}

fn with_short_path(frame: &str) -> String {
    let Some((function, place)) = frame.rsplit_once(" (") else {
        return frame.to_string();
    };
    let slash = place.rmatch_indices('/').nth(1);
    let place = slash.map_or(place, |(slash, _)| &place[slash + 1..]);
    format!("{function} ({place}")
}
