//! The one work that every map does, part by part.

use std::hash::Hash;
use std::marker::PhantomData;
use std::time::Instant;

use crate::alloc::InPhase;

use super::Tabled;
use super::dictionary::Dictionary;
use super::families::Family;
use super::keys::{KeyVisitor, TableKey};

/// What the parts of the work came to: the same for every map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Done {
    /// The sum of the values that were looked up.
    hits: u64,
    /// How many of the absent keys were found.
    misses: u64,
    /// The sum of the values that were taken out.
    removed: u64,
    /// The sum of all values at the end, and how many there are.
    iterated: (u64, u64),
}

/// The parts of the work, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Insert,
    Hit,
    Miss,
    Remove,
    Reinsert,
    Iterate,
}

impl Part {
    fn about(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Hit => "look up",
            Self::Miss => "miss",
            Self::Remove => "remove half",
            Self::Reinsert => "insert again",
            Self::Iterate => "iterate",
        }
    }
}

/// What hears of each part.
pub(super) trait Parts {
    /// A part begins.
    fn begin(&mut self, part: Part);
    /// The part ends, after so many operations.
    fn end(&mut self, part: Part, operations: usize);
}

/// A phase of the timeline for each part.
#[derive(Default)]
pub(super) struct Phases(Option<InPhase>);

impl Parts for Phases {
    fn begin(&mut self, part: Part) {
        self.0 = Some(InPhase::begin(part.about()));
    }

    fn end(&mut self, _part: Part, _operations: usize) {
        self.0 = None;
    }
}

/// Nanoseconds an operation of each part.
#[derive(Default)]
pub(super) struct Clock {
    started: Option<Instant>,
    pub(super) ns: Vec<(Part, f64)>,
}

impl Parts for Clock {
    fn begin(&mut self, _part: Part) {
        self.started = Some(Instant::now());
    }

    fn end(&mut self, part: Part, operations: usize) {
        if let Some(started) = self.started.take() {
            let ns = started.elapsed().as_nanos() as f64 / operations.max(1) as f64;
            self.ns.push((part, ns));
        }
    }
}

/// Does the work on a map of family `F`, and drops it.
pub(super) struct Work<'a, F, P> {
    tabled: &'a Tabled,
    parts: P,
    family: PhantomData<F>,
}

impl<'a, F, P: Default> Work<'a, F, P> {
    pub(super) fn new(tabled: &'a Tabled) -> Self {
        Self {
            tabled,
            parts: P::default(),
            family: PhantomData,
        }
    }
}

impl<F: Family, P: Parts> KeyVisitor for Work<'_, F, P> {
    type Output = (Done, P);

    fn visit<K: TableKey>(
        mut self,
        keys: impl Iterator<Item = K> + Clone,
        shuffled: impl Iterator<Item = K> + Clone,
        absent: impl Iterator<Item = K> + Clone,
    ) -> (Done, P) {
        let mut map = F::make::<K>(self.tabled);
        let done = do_all(&mut map, keys, shuffled, absent, &mut self.parts);
        (done, self.parts)
    }
}

/// Puts every key in, looks every one up in another order, and as many that are not there, takes
/// half of them out, puts them in again, and goes through all.
fn do_all<K: TableKey>(
    map: &mut impl Dictionary<K>,
    keys: impl Iterator<Item = K>,
    shuffled: impl Iterator<Item = K> + Clone,
    absent: impl Iterator<Item = K>,
    parts: &mut impl Parts,
) -> Done {
    let mut done = Done::default();
    parts.begin(Part::Insert);
    let entries = insert_all(map, keys);
    parts.end(Part::Insert, entries);

    parts.begin(Part::Hit);
    for key in shuffled.clone() {
        done.hits = done.hits.wrapping_add(map.get(&key).unwrap_or(0));
    }
    parts.end(Part::Hit, entries);

    parts.begin(Part::Miss);
    let mut looked_up = 0;
    for key in absent {
        looked_up += 1;
        done.misses += u64::from(map.get(&key).is_some());
    }
    parts.end(Part::Miss, looked_up);

    let half = shuffled.take(entries / 2);
    parts.begin(Part::Remove);
    for key in half.clone() {
        done.removed = done.removed.wrapping_add(map.remove(&key).unwrap_or(0));
    }
    map.settle();
    parts.end(Part::Remove, entries / 2);

    parts.begin(Part::Reinsert);
    insert_all(map, half);
    parts.end(Part::Reinsert, entries / 2);

    parts.begin(Part::Iterate);
    for value in map.values() {
        done.iterated.0 = done.iterated.0.wrapping_add(value);
        done.iterated.1 += 1;
    }
    parts.end(Part::Iterate, entries);
    done
}

/// Puts in every key with its place; how many there were.
pub(super) fn insert_all<K>(map: &mut impl Dictionary<K>, keys: impl Iterator<Item = K>) -> usize {
    let mut entries = 0;
    for key in keys {
        map.insert(key, entries);
        entries += 1;
    }
    map.settle();
    entries as usize
}
