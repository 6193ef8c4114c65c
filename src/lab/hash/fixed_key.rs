//! Keys of fixed size: numbers, addresses and UUIDs.

use std::fmt::{self, Display};
use std::hash::Hash;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::num::ParseFloatError;
use std::str::FromStr;

use uuid::Uuid;

/// A key of fixed size, which can be parsed, displayed, and changed by one bit.
pub trait FixedKey: Copy + Eq + Ord + Hash + Display + FromStr {
    /// The number of bits.
    const BITS: usize = 8 * size_of::<Self>();

    /// Flips one bit. Bit 0 is the lowest bit of a number, an address or a UUID.
    fn flip(&mut self, bit: usize);
}

/// Calls the macro `$define` with the name and the type of each kind of keys of fixed size.
macro_rules! for_each_fixed_key {
    ($define:ident) => {
        $define! {
            U32(u32),
            I32(i32),
            U64(u64),
            I64(i64),
            U128(u128),
            F32(F32),
            F64(F64),
            Ipv4(Ipv4Addr),
            Ipv6(Ipv6Addr),
            Uuid(Uuid),
        }
    };
}

pub(super) use for_each_fixed_key;

macro_rules! float_key {
    ($name:ident, $float:ty, $bits:ty) => {
        /// A floating-point number as a key. Two are equal if their bits are.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($bits);

        impl $name {
            /// The number with these bits.
            pub fn from_bits(bits: $bits) -> Self {
                Self(bits)
            }

            /// The bits of the number.
            pub fn bits(self) -> $bits {
                self.0
            }
        }

        impl From<$float> for $name {
            fn from(value: $float) -> Self {
                Self(value.to_bits())
            }
        }

        impl FromStr for $name {
            type Err = ParseFloatError;

            fn from_str(text: &str) -> Result<Self, ParseFloatError> {
                text.parse::<$float>().map(Self::from)
            }
        }

        impl Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", <$float>::from_bits(self.0))
            }
        }

        impl FixedKey for $name {
            fn flip(&mut self, bit: usize) {
                self.0 ^= 1 << bit;
            }
        }
    };
}

float_key!(F32, f32, u32);
float_key!(F64, f64, u64);

macro_rules! integer_key {
    ($($integer:ty),*) => {$(
        impl FixedKey for $integer {
            fn flip(&mut self, bit: usize) {
                *self ^= 1 << bit;
            }
        }
    )*};
}

integer_key!(u32, i32, u64, i64, u128);

impl FixedKey for Ipv4Addr {
    fn flip(&mut self, bit: usize) {
        *self = Self::from_bits(self.to_bits() ^ 1 << bit);
    }
}

impl FixedKey for Ipv6Addr {
    fn flip(&mut self, bit: usize) {
        *self = Self::from_bits(self.to_bits() ^ 1 << bit);
    }
}

impl FixedKey for Uuid {
    fn flip(&mut self, bit: usize) {
        *self = Self::from_u128(self.as_u128() ^ 1 << bit);
    }
}
