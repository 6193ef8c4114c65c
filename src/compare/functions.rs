//! Finds the functions that two profiles have in common.

use std::borrow::Cow;

use hashbrown::HashMap;
use indexmap::IndexSet;

use crate::profile::Profile;

use super::names;
use super::sites::{FunctionKey, Sites};

/// What two profiles have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfilePair {
    /// Two builds of one program: lines and addresses may have moved, and functions may have been
    /// renamed, moved, inlined or mangled differently.
    Builds,
    /// Two variants in one build: the same function at the same place is the same code, and anything
    /// else is other code.
    Variants,
}

/// The part of a function's name that must be equal.
#[derive(Clone, Copy)]
enum NamePart {
    Whole,
    WithoutCrates,
    Last,
}

/// The rules by which two functions count as one, the strictest first: the part of the name, and
/// how many trailing components of the file's path, must be equal. Functions that match by one rule
/// are not compared by later ones.
///
/// The `dhat` crate keeps three components of a path, Valgrind one. A crate's name and the first
/// components of a path change if a program is renamed or built elsewhere. A build with line tables
/// only has the last part of a name. A function may also move to another file.
const RULES: [(NamePart, usize); 11] = [
    (NamePart::Whole, 3),
    (NamePart::Whole, 2),
    (NamePart::Whole, 1),
    (NamePart::WithoutCrates, 3),
    (NamePart::WithoutCrates, 2),
    (NamePart::WithoutCrates, 1),
    (NamePart::Last, 3),
    (NamePart::Last, 2),
    (NamePart::Last, 1),
    (NamePart::Whole, 0),
    (NamePart::WithoutCrates, 0),
];

/// The rule for two profiles of one build, in which a function has one name and one file.
const RULES_OF_ONE_BUILD: [(NamePart, usize); 1] = [(NamePart::Whole, usize::MAX)];

/// Numbers that identify the functions of two profiles. Functions that count as one have the same
/// number.
pub(super) struct FunctionNumbers {
    /// The number of each function of the old profile, by its index in [`Sites::functions`].
    pub(super) old: Vec<usize>,
    /// The number of each function of the new profile, by its index in [`Sites::functions`].
    pub(super) new: Vec<usize>,
    /// The first number that is not shared: a function that only one profile has gets this number
    /// or a greater one.
    pub(super) unmatched_from: usize,
}

/// The call sites of two profiles, and the numbers of their functions.
pub(super) struct NumberedSites<'a> {
    pub(super) old: Sites<'a>,
    pub(super) new: Sites<'a>,
    pub(super) numbers: FunctionNumbers,
}

impl<'a> NumberedSites<'a> {
    /// Collects the call sites of two profiles and numbers their functions.
    pub(super) fn new(old: &'a Profile, new: &'a Profile, pair: ProfilePair) -> Self {
        let (old, new) = (Sites::from_profile(old), Sites::from_profile(new));
        let rules = match pair {
            ProfilePair::Builds => &RULES[..],
            ProfilePair::Variants => &RULES_OF_ONE_BUILD,
        };
        Self {
            numbers: FunctionNumbers::new(&old.functions, &new.functions, rules),
            old,
            new,
        }
    }
}

impl FunctionNumbers {
    fn new(
        old: &IndexSet<FunctionKey<'_>>,
        new: &IndexSet<FunctionKey<'_>>,
        rules: &[(NamePart, usize)],
    ) -> Self {
        let mut numbers = [vec![None; old.len()], vec![None; new.len()]];
        let mut next = 0;
        for &rule in rules {
            let mut groups: HashMap<_, [Vec<usize>; 2]> = HashMap::new();
            for (side, functions) in [old, new].into_iter().enumerate() {
                let functions = functions.iter().enumerate();
                let unmatched = functions.filter(|(index, _)| numbers[side][*index].is_none());
                for (index, function) in unmatched {
                    let group = groups.entry(rule_key(function, rule)).or_default();
                    group[side].push(index);
                }
            }
            // The order of the groups is arbitrary, but numbers are compared for equality only.
            for group in groups.into_values() {
                if group.iter().any(Vec::is_empty) {
                    continue;
                }
                for (side, indices) in group.into_iter().enumerate() {
                    for index in indices {
                        numbers[side][index] = Some(next);
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

/// The key of a function under a rule: a part of its name, and the end of its file's path.
/// Functions with equal keys count as one.
fn rule_key<'a>(
    function: &'a FunctionKey<'_>,
    (part, components): (NamePart, usize),
) -> (Cow<'a, str>, &'a str) {
    let name = match part {
        NamePart::Whole => Cow::from(&function.name),
        NamePart::WithoutCrates => Cow::from(names::without_crates(&function.name)),
        NamePart::Last => Cow::from(names::last_part(&function.name)),
    };
    let path_end = match components {
        0 => "",
        components => names::path_end(function.file, components),
    };
    (name, path_end)
}
