//! The items of two lists side by side, by a key.

use std::collections::VecDeque;
use std::hash::Hash;

use hashbrown::HashMap;

/// An item of each list, or of one.
type Both<'a, T> = (Option<&'a T>, Option<&'a T>);

/// Pairs the items of two lists by their keys; of several with one key the first with the first,
/// the second with the second. In the order of `new`, then what is left of `old` in its order.
pub(super) fn matched<'a, T, K: Hash + Eq>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&'a T) -> K,
) -> Vec<Both<'a, T>> {
    let mut places: HashMap<K, VecDeque<usize>> = HashMap::with_capacity(old.len());
    for (place, item) in old.iter().enumerate() {
        places.entry(key(item)).or_default().push_back(place);
    }
    let mut is_left = vec![true; old.len()];
    let mut pairs: Vec<Both<'a, T>> = Vec::with_capacity(new.len());
    for item in new {
        let place = places.get_mut(&key(item)).and_then(VecDeque::pop_front);
        place.into_iter().for_each(|place| is_left[place] = false);
        pairs.push((place.map(|place| &old[place]), Some(item)));
    }
    let left = old.iter().zip(is_left).filter(|(_, is_left)| *is_left);
    pairs.extend(left.map(|(item, _)| (Some(item), None)));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_keys_are_matched_one_to_one() {
        let pairs = matched(&["a", "b", "a", "c"], &["a", "d", "a", "a", "b"], |item| {
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
