//! Which function of one profile is which of another.

use std::borrow::Cow;

use hashbrown::HashMap;
use indexmap::IndexSet;

use crate::profile::Profile;

use super::names;
use super::sites::{Function, Sites};

/// How much of a function's name must be alike.
#[derive(Clone, Copy)]
enum Name {
    Whole,
    WithoutCrates,
    LastPart,
}

/// What must be alike for two functions to be one, the strictest first: a name, and so many of the
/// last parts of the file's path. What one rule has found a later one leaves alone.
///
/// The `dhat` crate keeps three parts of a path, Valgrind one. The first part of a path, and a
/// crate's name, change where a program is built elsewhere or renamed; a build with line tables
/// only tells the last part of a name. A function may also move to another file.
const RULES: [(Name, usize); 11] = [
    (Name::Whole, 3),
    (Name::Whole, 2),
    (Name::Whole, 1),
    (Name::WithoutCrates, 3),
    (Name::WithoutCrates, 2),
    (Name::WithoutCrates, 1),
    (Name::LastPart, 3),
    (Name::LastPart, 2),
    (Name::LastPart, 1),
    (Name::Whole, 0),
    (Name::WithoutCrates, 0),
];

/// A number for each function of two profiles; those that are the same in both have the same.
pub(super) struct Numbers {
    pub(super) old: Vec<usize>,
    pub(super) new: Vec<usize>,
    /// Those from here on are of functions that only one profile has.
    pub(super) unmatched_from: usize,
}

/// The call sites of two profiles, and the numbers of their functions.
pub(super) struct Numbered<'a> {
    pub(super) old: Sites<'a>,
    pub(super) new: Sites<'a>,
    pub(super) numbers: Numbers,
}

impl<'a> Numbered<'a> {
    pub(super) fn of(old: &'a Profile, new: &'a Profile) -> Self {
        let (old, new) = (Sites::of(old), Sites::of(new));
        Self {
            numbers: Numbers::of(&old.functions, &new.functions),
            old,
            new,
        }
    }
}

impl Numbers {
    /// Numbers the functions of two profiles.
    fn of(old: &IndexSet<Function<'_>>, new: &IndexSet<Function<'_>>) -> Self {
        let mut numbers = [vec![None; old.len()], vec![None; new.len()]];
        let mut next = 0;
        for rule in RULES {
            let mut groups: HashMap<_, [Vec<usize>; 2]> = HashMap::new();
            for (side, functions) in [old, new].into_iter().enumerate() {
                let unmatched = functions.iter().enumerate();
                for (place, function) in unmatched.filter(|(at, _)| numbers[side][*at].is_none()) {
                    let group = groups.entry(key(function, rule)).or_default();
                    group[side].push(place);
                }
            }
            // In no order: the numbers are compared for equality only.
            for group in groups.into_values() {
                if group.iter().any(Vec::is_empty) {
                    continue;
                }
                for (side, places) in group.into_iter().enumerate() {
                    for place in places {
                        numbers[side][place] = Some(next);
                    }
                }
                next += 1;
            }
        }
        let unmatched_from = next;
        let [old, new] = numbers.map(|numbers| {
            let fill = |number: Option<usize>| {
                number.unwrap_or_else(|| {
                    next += 1;
                    next - 1
                })
            };
            numbers.into_iter().map(fill).collect()
        });
        Self {
            old,
            new,
            unmatched_from,
        }
    }
}

fn key<'a>(function: &'a Function<'_>, (name, parts): (Name, usize)) -> (Cow<'a, str>, &'a str) {
    let name = match name {
        Name::Whole => Cow::from(&function.name),
        Name::WithoutCrates => Cow::from(names::without_crates(&function.name)),
        Name::LastPart => Cow::from(names::last_part(&function.name)),
    };
    let file = match parts {
        0 => "",
        parts => names::tail(function.file, parts),
    };
    (name, file)
}
