//! A single key, which can be copied, changed by one bit, and displayed.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::{Ipv4Addr, Ipv6Addr};

use uuid::Uuid;

use super::fixed_key::{F32, F64, FixedKey, for_each_fixed_key};

macro_rules! define_key {
    ($($name:ident($type:ty),)*) => {
        /// A key by value.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Key {
            /// The bytes of a string. After a bit is flipped they may not be UTF-8.
            Text(Vec<u8>),
            /// A byte string.
            Bytes(Vec<u8>),
            $(#[doc = concat!("Of type `", stringify!($type), "`.")] $name($type),)*
            /// The fields of a tuple.
            Tuple(Vec<Key>),
        }

        /// A key by reference. It hashes as [`Keys::visit_each`](super::keys::Keys::visit_each)
        /// passes it to a visitor.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum KeyRef<'a> {
            /// The bytes of a string.
            Text(&'a [u8]),
            /// A byte string.
            Bytes(&'a [u8]),
            $(#[doc = concat!("Of type `", stringify!($type), "`.")] $name($type),)*
            /// The fields of a tuple.
            Tuple(&'a [Key]),
        }

        $(impl From<$type> for Key {
            fn from(key: $type) -> Self {
                Self::$name(key)
            }
        })*

        impl Key {
            /// The key by reference.
            pub fn borrowed(&self) -> KeyRef<'_> {
                match self {
                    Self::Text(bytes) => KeyRef::Text(bytes),
                    Self::Bytes(bytes) => KeyRef::Bytes(bytes),
                    $(Self::$name(key) => KeyRef::$name(*key),)*
                    Self::Tuple(fields) => KeyRef::Tuple(fields),
                }
            }

            /// The number of bits of the key.
            pub fn bits(&self) -> usize {
                match self {
                    Self::Text(bytes) | Self::Bytes(bytes) => 8 * bytes.len(),
                    $(Self::$name(_) => <$type>::BITS as usize,)*
                    Self::Tuple(fields) => fields.iter().map(Self::bits).sum(),
                }
            }

            fn flip_valid(&mut self, bit: usize) {
                match self {
                    Self::Text(bytes) | Self::Bytes(bytes) => bytes[bit / 8] ^= 1 << (bit % 8),
                    $(Self::$name(key) => key.flip(bit),)*
                    Self::Tuple(fields) => flip_in_fields(fields, bit),
                }
            }
        }

        impl Hash for KeyRef<'_> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                match *self {
                    // As `str` hashes; these bytes may not be UTF-8, so they cannot become a `str`.
                    Self::Text(bytes) => {
                        state.write(bytes);
                        state.write_u8(0xff);
                    }
                    Self::Bytes(bytes) => bytes.hash(state),
                    $(Self::$name(key) => key.hash(state),)*
                    Self::Tuple(fields) => {
                        fields.iter().for_each(|field| field.borrowed().hash(state));
                    }
                }
            }
        }

        impl fmt::Display for Key {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    Self::Text(bytes) => {
                        write!(f, "{}", String::from_utf8_lossy(bytes).escape_debug())
                    }
                    Self::Bytes(bytes) => write!(f, "{}", bytes.escape_ascii()),
                    $(Self::$name(key) => write!(f, "{key}"),)*
                    Self::Tuple(fields) => display_fields(fields, f),
                }
            }
        }
    };
}

for_each_fixed_key!(define_key);

impl<A: Into<Key>, B: Into<Key>> From<(A, B)> for Key {
    fn from((first, second): (A, B)) -> Self {
        Self::Tuple(vec![first.into(), second.into()])
    }
}

impl Key {
    /// Flips one bit. Bit 0 is the lowest bit of the number or of the first byte. The bits of a tuple
    /// are those of its fields, one field after the other.
    ///
    /// # Panics
    ///
    /// If `bit` is out of bounds.
    pub fn flip(&mut self, bit: usize) {
        assert!(
            bit < self.bits(),
            "a key of {} bits has no bit {bit}",
            self.bits()
        );
        self.flip_valid(bit);
    }
}

fn flip_in_fields(fields: &mut [Key], bit: usize) {
    let mut bit = bit;
    for field in fields {
        match bit.checked_sub(field.bits()) {
            Some(rest) => bit = rest,
            None => return field.flip_valid(bit),
        }
    }
}

fn display_fields(fields: &[Key], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let fields: Vec<String> = fields.iter().map(Key::to_string).collect();
    write!(f, "({})", fields.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bit_flips_alone_and_flips_back() {
        let keys = [
            Key::Text(b"Rome".to_vec()),
            Key::Bytes(vec![0, 255]),
            Key::U32(7),
            Key::I32(-7),
            Key::U64(7),
            Key::I64(-7),
            Key::U128(7 << 100),
            Key::F32(1.5_f32.into()),
            Key::F64(1.5_f64.into()),
            Key::Ipv4(Ipv4Addr::LOCALHOST),
            Key::Ipv6(Ipv6Addr::LOCALHOST),
            Key::Uuid(Uuid::from_u128(7)),
            Key::Tuple(vec![Key::I32(-1), Key::Text(b"ab".to_vec()), Key::U64(2)]),
        ];
        for key in keys {
            let mut seen = vec![key.clone()];
            for bit in 0..key.bits() {
                let mut flipped = key.clone();
                flipped.flip(bit);
                assert!(
                    !seen.contains(&flipped),
                    "{key:?}: bit {bit} gives a value that another bit gave"
                );
                seen.push(flipped.clone());
                flipped.flip(bit);
                assert_eq!(flipped, key);
            }
        }
    }

    #[test]
    fn a_key_is_displayed_as_readable_text() {
        assert_eq!(Key::Text(b"a\tb".to_vec()).to_string(), "a\\tb");
        assert_eq!(Key::Bytes(vec![b'a', 0xff]).to_string(), "a\\xff");
        assert_eq!(Key::F64(0.5_f64.into()).to_string(), "0.5");
        assert_eq!(Key::Ipv4(Ipv4Addr::LOCALHOST).to_string(), "127.0.0.1");
        assert_eq!(Key::Ipv6(Ipv6Addr::LOCALHOST).to_string(), "::1");
        let fields = vec![Key::I32(3), Key::Text(b"a".to_vec())];
        assert_eq!(Key::Tuple(fields).to_string(), "(3, a)");
    }
}
