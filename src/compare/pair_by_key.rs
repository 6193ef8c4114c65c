//! Pairs the items of two lists that have the same key.

use std::collections::VecDeque;
use std::hash::Hash;

use hashbrown::HashMap;

/// An item of the old list and its counterpart in the new list; one of them may be missing.
type ItemPair<'a, T> = (Option<&'a T>, Option<&'a T>);

/// Pairs the items of two lists by key. Items with equal keys are paired in order: the first with
/// the first, the second with the second. The pairs come in the order of `new`, followed by the
/// unpaired items of `old` in their order.
pub(super) fn pair_by_key<'a, T, K: Hash + Eq>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&'a T) -> K,
) -> Vec<ItemPair<'a, T>> {
    let mut old_by_key: HashMap<K, VecDeque<usize>> = HashMap::with_capacity(old.len());
    for (index, item) in old.iter().enumerate() {
        old_by_key.entry(key(item)).or_default().push_back(index);
    }
    let mut is_unpaired = vec![true; old.len()];
    let mut pairs: Vec<ItemPair<'a, T>> = Vec::with_capacity(new.len());
    for item in new {
        let index = old_by_key.get_mut(&key(item)).and_then(VecDeque::pop_front);
        if let Some(index) = index {
            is_unpaired[index] = false;
        }
        pairs.push((index.map(|index| &old[index]), Some(item)));
    }
    let unpaired = old
        .iter()
        .zip(is_unpaired)
        .filter(|(_, unpaired)| *unpaired);
    pairs.extend(unpaired.map(|(item, _)| (Some(item), None)));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_keys_are_paired_one_to_one() {
        let pairs = pair_by_key(&["a", "b", "a", "c"], &["a", "d", "a", "a", "b"], |item| {
            *item
        });
        let expected = [
            (Some(&"a"), Some(&"a")),
            (None, Some(&"d")),
            (Some(&"a"), Some(&"a")),
            (None, Some(&"a")),
            (Some(&"b"), Some(&"b")),
            (Some(&"c"), None),
        ];
        assert_eq!(pairs, expected);
    }
}
