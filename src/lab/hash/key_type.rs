//! The types that the text of a key file can be parsed as.

use std::net::{Ipv4Addr, Ipv6Addr};

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use uuid::Uuid;

use super::fixed_key::for_each_fixed_key;
use super::keys::{F32, F64, Keys, Packed};

/// The type that a line or a field of a key file is parsed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// UTF-8 text.
    Text,
    /// Bytes.
    Bytes,
    /// Bytes in hexadecimal.
    Hex,
    /// Bytes in base64 (RFC 4648), in the standard or the URL-safe alphabet, with or without padding.
    Base64,
    /// Whole numbers from 0 to 2³² - 1.
    U32,
    /// Whole numbers from -2³¹ to 2³¹ - 1.
    I32,
    /// Whole numbers from 0 to 2⁶⁴ - 1.
    U64,
    /// Whole numbers from -2⁶³ to 2⁶³ - 1.
    I64,
    /// Whole numbers from 0 to 2¹²⁸ - 1.
    U128,
    /// Floating-point numbers of 32 bits.
    F32,
    /// Floating-point numbers of 64 bits.
    F64,
    /// IPv4 addresses.
    Ipv4,
    /// IPv6 addresses.
    Ipv6,
    /// UUIDs.
    Uuid,
}

/// Why a text is not a key.
pub(super) enum FieldProblem {
    /// The byte at this index is not UTF-8.
    NotUtf8(usize),
    /// The text is not of the key type.
    NotOfType,
}

macro_rules! impl_fixed_types {
    ($($name:ident($type:ty),)*) => {
        impl KeyType {
            /// No keys of this type.
            pub(super) fn empty_keys(self) -> Keys {
                match self {
                    Self::Text => Keys::Text(Packed::default()),
                    Self::Bytes | Self::Hex | Self::Base64 => Keys::Bytes(Packed::default()),
                    $(Self::$name => Keys::$name(Vec::new()),)*
                }
            }

            /// Parses `field` and appends it to `keys`, which are of this type.
            pub(super) fn parse_into(
                self,
                keys: &mut Keys,
                field: &[u8],
            ) -> Result<(), FieldProblem> {
                match keys {
                    Keys::Text(text) => text.push(decode_utf8(field)?),
                    Keys::Bytes(bytes) if self == Self::Bytes => bytes.push(field),
                    Keys::Bytes(bytes) => bytes.push(&self.decode(decode_utf8(field)?.trim())?),
                    $(Keys::$name(keys) => {
                        let key = decode_utf8(field)?.trim().parse::<$type>();
                        keys.push(key.map_err(|_| FieldProblem::NotOfType)?);
                    })*
                    _ => unreachable!("fields are parsed one by one"),
                }
                Ok(())
            }
        }
    };
}

for_each_fixed_key!(impl_fixed_types);

impl KeyType {
    /// Every key type with its name.
    pub const ALL: [(&'static str, Self); 14] = [
        ("text", Self::Text),
        ("bytes", Self::Bytes),
        ("hex", Self::Hex),
        ("base64", Self::Base64),
        ("u32", Self::U32),
        ("i32", Self::I32),
        ("u64", Self::U64),
        ("i64", Self::I64),
        ("u128", Self::U128),
        ("f32", Self::F32),
        ("f64", Self::F64),
        ("ipv4", Self::Ipv4),
        ("ipv6", Self::Ipv6),
        ("uuid", Self::Uuid),
    ];

    /// The key type with this name.
    pub fn find(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, key_type)| *key_type)
    }

    /// The name.
    pub fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, key_type)| *key_type == self);
        found.map_or("", |(name, _)| *name)
    }

    /// What a text of this type is.
    pub(super) fn rule(self) -> String {
        match self {
            Self::Hex => String::from("hex, pairs of the digits 0 to 9 and a to f"),
            Self::Base64 => String::from("base64, as RFC 4648 defines it"),
            other => format!("a valid {}", other.name()),
        }
    }

    /// The bytes of a text in hexadecimal or base64.
    fn decode(self, text: &str) -> Result<Vec<u8>, FieldProblem> {
        let decoded = match self {
            Self::Hex => hex::decode(text).ok(),
            _ => base64_engine(text).decode(text).ok(),
        };
        decoded.ok_or(FieldProblem::NotOfType)
    }
}

fn base64_engine(text: &str) -> GeneralPurpose {
    const CONFIG: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    if text.contains(['-', '_']) {
        GeneralPurpose::new(&base64::alphabet::URL_SAFE, CONFIG)
    } else {
        GeneralPurpose::new(&base64::alphabet::STANDARD, CONFIG)
    }
}

fn decode_utf8(field: &[u8]) -> Result<&str, FieldProblem> {
    str::from_utf8(field).map_err(|error| FieldProblem::NotUtf8(error.valid_up_to()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_type_is_found_by_its_name() {
        for (name, key_type) in KeyType::ALL {
            assert_eq!(KeyType::find(name), Some(key_type));
            assert_eq!(key_type.name(), name);
        }
        assert_eq!(KeyType::find("u46"), None);
    }
}
