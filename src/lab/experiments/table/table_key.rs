//! The types of keys that tables have, and the types of their values.

use std::borrow::Borrow;
use std::hash::Hash;
use std::net::Ipv6Addr;

use uuid::Uuid;

use super::tuple_key::TupleKey;

/// A key to insert into a table, or to look up in it.
pub(super) trait TableKey: Copy {
    /// The type of the keys that the table stores.
    type Stored: Borrow<Self::Query> + Clone + Eq + Hash + Ord + PartialEq<Self::Query>;
    /// The type that keys are looked up as.
    type Query: Eq + Hash + Ord + ?Sized;
    /// Whether every size of values is compiled for keys of this type.
    const HAS_ALL_VALUES: bool = false;

    /// The key to store.
    fn to_stored(self) -> Self::Stored;

    /// The key to look up.
    fn query(&self) -> &Self::Query;
}

macro_rules! stored_as_is {
    ($key:ty $(, generic: [$($generic:tt)*])? $(, all_values: $all:literal)?) => {
        impl$(<$($generic)*>)? TableKey for $key {
            type Stored = Self;
            type Query = Self;
            $(const HAS_ALL_VALUES: bool = $all;)?

            fn to_stored(self) -> Self {
                self
            }

            fn query(&self) -> &Self {
                self
            }
        }
    };
}

stored_as_is!(u32);
stored_as_is!(u64, all_values: true);
stored_as_is!(i64);
stored_as_is!(u128);
stored_as_is!(Ipv6Addr);
stored_as_is!(Uuid);
stored_as_is!((u32, u32));
stored_as_is!((u64, u64));
stored_as_is!(&'a str, generic: ['a]);
stored_as_is!(&'a [u8], generic: ['a]);
stored_as_is!(TupleKey<'a, PADDING>, generic: ['a, const PADDING: usize]);

/// A key that the table owns: a `String`, which is allocated when it is inserted.
#[derive(Clone, Copy)]
pub(super) struct Owned<K>(pub(super) K);

impl TableKey for Owned<&str> {
    type Stored = String;
    type Query = str;

    fn to_stored(self) -> String {
        self.0.to_owned()
    }

    fn query(&self) -> &str {
        self.0
    }
}

/// A value, which stands for a number.
pub(super) trait TableValue: Copy + Ord {
    /// The value that marks a removed entry; `None` if every value stands for a number.
    const REMOVED: Option<Self>;

    /// The value for a number: as many of its low bytes as it has.
    fn from_number(number: u64) -> Self;

    /// The number, or as much of it as the value has.
    fn number(&self) -> u64;
}

impl TableValue for () {
    const REMOVED: Option<Self> = None;

    fn from_number(_number: u64) {}

    fn number(&self) -> u64 {
        0
    }
}

impl TableValue for u64 {
    const REMOVED: Option<Self> = Some(Self::MAX);

    fn from_number(number: u64) -> Self {
        number
    }

    fn number(&self) -> u64 {
        *self
    }
}

/// A number and more bytes.
impl<const WORDS: usize> TableValue for [u64; WORDS] {
    const REMOVED: Option<Self> = Some([u64::MAX; WORDS]);

    fn from_number(number: u64) -> Self {
        let mut words = [0; WORDS];
        words[0] = number;
        words
    }

    fn number(&self) -> u64 {
        self[0]
    }
}
