//! The keys of a table: those to insert, the same keys in another order, and as many absent keys.

use std::net::Ipv4Addr;

use crate::Error;
use crate::lab::hash::keys::{Keys, Tuples};

use super::absent::absent_keys;
use super::shuffle::shuffled_indices;
use super::table_key::{Owned, TableKey};
use super::tuple_key::{self, MAX_PADDING, TupleKey};

/// An operation on keys of any type.
pub(super) trait KeyVisitor {
    /// The result of the operation.
    type Output;

    /// Does the operation.
    fn visit<K: TableKey>(
        self,
        orders: KeyOrders<impl Iterator<Item = K> + Clone, impl Fn(usize) -> K>,
    ) -> Self::Output;
}

/// The keys in the orders in which the work takes them.
#[derive(Clone)]
pub(super) struct KeyOrders<I, F> {
    /// The keys in order.
    pub(super) keys: I,
    /// The same keys in another order.
    pub(super) shuffled: I,
    /// The key at an index of the other order.
    pub(super) shuffled_at: F,
    /// Absent keys.
    pub(super) absent: I,
}

/// The keys in order, shuffled, and as many keys that are absent.
pub(super) struct TableKeys {
    keys: Keys,
    shuffled: Keys,
    absent: Keys,
    /// Whether tables own copies of text.
    are_owned: bool,
}

macro_rules! visit_typed {
    ($self:ident, $visitor:ident, copied: $($copied:ident)*, borrowed: $($borrowed:ident)*) => {
        match (&$self.keys, &$self.shuffled, &$self.absent) {
            $((Keys::$copied(keys), Keys::$copied(shuffled), Keys::$copied(absent)) => {
                $visitor.visit(KeyOrders {
                    keys: keys.iter().copied(),
                    shuffled: shuffled.iter().copied(),
                    shuffled_at: |index| shuffled[index],
                    absent: absent.iter().copied(),
                })
            })*
            (Keys::Text(keys), Keys::Text(shuffled), Keys::Text(absent)) if $self.are_owned => {
                $visitor.visit(KeyOrders {
                    keys: keys.iter().map(Owned),
                    shuffled: shuffled.iter().map(Owned),
                    shuffled_at: |index| Owned(shuffled.get(index)),
                    absent: absent.iter().map(Owned),
                })
            }
            $((Keys::$borrowed(keys), Keys::$borrowed(shuffled), Keys::$borrowed(absent)) => {
                $visitor.visit(KeyOrders {
                    keys: keys.iter(),
                    shuffled: shuffled.iter(),
                    shuffled_at: |index| shuffled.get(index),
                    absent: absent.iter(),
                })
            })*
            (Keys::Tuples(keys), Keys::Tuples(shuffled), Keys::Tuples(absent)) => {
                visit_tuples($visitor, [keys, shuffled, absent])
            }
            _ => unreachable!("all keys are of one type"),
        }
    };
}

impl TableKeys {
    /// # Errors
    ///
    /// If the keys are tuples that are too large.
    pub(super) fn new(keys: Keys, are_owned: bool, seed: u64) -> Result<Self, Error> {
        let keys = unify(keys);
        if let Keys::Tuples(tuples) = &keys
            && tuple_key::padding(tuples) > MAX_PADDING
        {
            return Err(too_large(tuples));
        }
        Ok(Self {
            shuffled: keys.select(&shuffled_indices(keys.len(), seed)),
            absent: absent_keys(&keys, seed),
            are_owned,
            keys,
        })
    }

    /// Whether they are 64-bit words.
    pub(super) fn are_words(&self) -> bool {
        matches!(self.keys, Keys::U64(_))
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn visit<V: KeyVisitor>(&self, visitor: V) -> V::Output {
        visit_typed!(
            self, visitor,
            copied: U32 U64 I64 U128 Ipv6 Uuid U32Pairs U64Pairs,
            borrowed: Text Bytes
        )
    }
}

fn too_large(tuples: &Tuples) -> Error {
    Error::Input {
        name: String::from("key_type"),
        value: format!("a tuple of {} fields", tuples.columns().len()),
        problem: format!(
            "is larger than {} bytes; select fewer with `columns`",
            size_of::<TupleKey<MAX_PADDING>>()
        ),
    }
}

/// The same keys as another type of the same size and with the same hashes, so that fewer types are
/// compiled. (The hash of an `i64` differs from that of a `u64` for the function `python`.)
fn unify(keys: Keys) -> Keys {
    match keys {
        Keys::I32(numbers) => Keys::U32(convert(numbers, i32::cast_unsigned)),
        Keys::F32(floats) => Keys::U32(convert(floats, |float| float.bits())),
        Keys::F64(floats) => Keys::U64(convert(floats, |float| float.bits())),
        Keys::Ipv4(addresses) => {
            let bits = |address: Ipv4Addr| u32::from_ne_bytes(address.octets());
            Keys::U32(convert(addresses, bits))
        }
        Keys::I32Pairs(pairs) => Keys::U32Pairs(convert(pairs, |(first, second)| {
            (first.cast_unsigned(), second.cast_unsigned())
        })),
        Keys::Tuples(tuples) => {
            let columns = tuples.into_columns();
            Keys::tuples(columns.into_iter().map(unify).collect())
        }
        others => others,
    }
}

fn convert<K, U>(keys: Vec<K>, to_unified: impl Fn(K) -> U) -> Vec<U> {
    keys.into_iter().map(to_unified).collect()
}

fn visit_tuples<V: KeyVisitor>(visitor: V, tuples: [&Tuples; 3]) -> V::Output {
    match tuple_key::padding(tuples[0]) {
        0 => visit_padded::<V, 0>(visitor, tuples),
        1 => visit_padded::<V, 1>(visitor, tuples),
        _ => visit_padded::<V, MAX_PADDING>(visitor, tuples),
    }
}

fn visit_padded<V: KeyVisitor, const PADDING: usize>(
    visitor: V,
    [keys, shuffled, absent]: [&Tuples; 3],
) -> V::Output {
    fn rows<const PADDING: usize>(
        tuples: &Tuples,
    ) -> impl Iterator<Item = TupleKey<'_, PADDING>> + Clone {
        (0..tuples.len()).map(|index| TupleKey::new(tuples, index))
    }
    visitor.visit(KeyOrders {
        keys: rows::<PADDING>(keys),
        shuffled: rows(shuffled),
        shuffled_at: |index| TupleKey::new(shuffled, index),
        absent: rows(absent),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::hash::functions;

    #[test]
    fn unified_keys_have_the_size_and_the_hashes_of_the_keys() {
        let addresses = [[10, 0, 0, 1], [1, 2, 3, 4]].map(Ipv4Addr::from);
        let sets = [
            Keys::I32(vec![-7, 7]),
            Keys::F32(vec![0.5.into(), (-1.0).into()]),
            Keys::F64(vec![0.5.into(), (-1.0).into()]),
            Keys::Ipv4(addresses.into()),
            Keys::U64Pairs(vec![(1, 2), (3, 4)]),
            Keys::I32Pairs(vec![(-3, 4), (3, -4)]),
            Keys::tuples(vec![Keys::I32(vec![-1, 1]), Keys::I64(vec![-2, 2])]),
            Keys::tuples(vec![Keys::F32(vec![0.5.into()]), Keys::U32(vec![2])]),
        ];
        for keys in sets {
            let unified = unify(keys.clone());
            assert_eq!(unified.bytes(), keys.bytes());
            for function in functions::all() {
                let key_hasher = function.with_seed(1);
                let hashes = |keys| key_hasher.hashes(keys);
                let is_equal = hashes(&unified) == hashes(&keys);
                assert!(
                    is_equal || function.name() == "address",
                    "{}: {keys:?}",
                    function.name()
                );
            }
        }
    }
}
