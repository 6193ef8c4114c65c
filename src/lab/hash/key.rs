//! A single key, which can be copied, changed by one bit, and displayed.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::Ipv4Addr;

use super::keys::{F64, GridPoint, Keys};

/// A key by value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The bytes of a string. After a bit is flipped they may not be UTF-8.
    Text(Vec<u8>),
    /// A byte string.
    Bytes(Vec<u8>),
    /// An unsigned integer.
    U64(u64),
    /// A signed integer.
    I64(i64),
    /// The bits of a floating-point number.
    F64(u64),
    /// The bits of an IPv4 address.
    Ipv4(u32),
    /// The column and the row of a point.
    Point(i32, i32),
}

/// A key by reference. It hashes as [`Keys::visit_each`] passes it to a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRef<'a> {
    /// The bytes of a string.
    Text(&'a [u8]),
    /// A byte string.
    Bytes(&'a [u8]),
    /// An unsigned integer.
    U64(u64),
    /// A signed integer.
    I64(i64),
    /// The bits of a floating-point number.
    F64(u64),
    /// The bits of an IPv4 address.
    Ipv4(u32),
    /// The column and the row of a point.
    Point(i32, i32),
}

impl Keys {
    /// The key at `index`.
    ///
    /// # Panics
    ///
    /// If `index` is out of bounds.
    pub fn key(&self, index: usize) -> Key {
        match self {
            Self::Text(keys) => Key::Text(keys.get(index).as_bytes().to_vec()),
            Self::Bytes(keys) => Key::Bytes(keys.get(index).to_vec()),
            Self::U64(keys) => Key::U64(keys[index]),
            Self::I64(keys) => Key::I64(keys[index]),
            Self::F64(keys) => Key::F64(keys[index].bits()),
            Self::Ipv4(keys) => Key::Ipv4(keys[index].to_bits()),
            Self::Points(keys) => Key::Point(keys[index].x, keys[index].y),
        }
    }
}

impl Key {
    /// The key by reference.
    pub fn borrowed(&self) -> KeyRef<'_> {
        match self {
            Self::Text(bytes) => KeyRef::Text(bytes),
            Self::Bytes(bytes) => KeyRef::Bytes(bytes),
            Self::U64(number) => KeyRef::U64(*number),
            Self::I64(number) => KeyRef::I64(*number),
            Self::F64(bits) => KeyRef::F64(*bits),
            Self::Ipv4(bits) => KeyRef::Ipv4(*bits),
            Self::Point(x, y) => KeyRef::Point(*x, *y),
        }
    }

    /// The number of bits of the key.
    pub fn bits(&self) -> usize {
        match self {
            Self::Text(bytes) | Self::Bytes(bytes) => 8 * bytes.len(),
            Self::U64(_) | Self::I64(_) | Self::F64(_) | Self::Point(..) => 64,
            Self::Ipv4(_) => 32,
        }
    }

    /// Flips one bit. Bit 0 is the lowest bit of the number or of the first byte.
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
        match self {
            Self::Text(bytes) | Self::Bytes(bytes) => bytes[bit / 8] ^= 1 << (bit % 8),
            Self::U64(number) | Self::F64(number) => *number ^= 1 << bit,
            Self::I64(number) => *number ^= 1 << bit,
            Self::Ipv4(number) => *number ^= 1 << bit,
            Self::Point(x, _) if bit < 32 => *x ^= 1 << bit,
            Self::Point(_, y) => *y ^= 1 << (bit - 32),
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
            Self::U64(number) => number.hash(state),
            Self::I64(number) => number.hash(state),
            Self::F64(bits) => F64::from_bits(bits).hash(state),
            Self::Ipv4(bits) => Ipv4Addr::from_bits(bits).hash(state),
            Self::Point(x, y) => GridPoint { x, y }.hash(state),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(bytes) => write!(f, "{}", String::from_utf8_lossy(bytes).escape_debug()),
            Self::Bytes(bytes) => write!(f, "{}", bytes.escape_ascii()),
            Self::U64(number) => write!(f, "{number}"),
            Self::I64(number) => write!(f, "{number}"),
            Self::F64(bits) => write!(f, "{:?}", f64::from_bits(*bits)),
            Self::Ipv4(bits) => write!(f, "{}", Ipv4Addr::from_bits(*bits)),
            Self::Point(x, y) => write!(f, "({x}, {y})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bit_flips_alone_and_flips_back() {
        let keys = [
            Key::Text(b"Rome".to_vec()),
            Key::Bytes(vec![0, 255]),
            Key::U64(7),
            Key::I64(-7),
            Key::F64(1.5_f64.to_bits()),
            Key::Ipv4(0x7f00_0001),
            Key::Point(-1, 2),
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
        assert_eq!(Key::F64(0.5_f64.to_bits()).to_string(), "0.5");
        assert_eq!(Key::Ipv4(0x7f00_0001).to_string(), "127.0.0.1");
        assert_eq!(Key::Point(3, -4).to_string(), "(3, -4)");
    }
}
