//! The texts of a profile's frames, in one allocation.

use std::fmt;
use std::ops::Index;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The texts of a profile's frames, by their indices.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FrameTexts {
    all: String,
    /// Where each text ends in `all`.
    ends: Vec<usize>,
}

impl FrameTexts {
    /// The number of frames.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no frames.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The texts in the order of their indices.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|index| &self[index])
    }
}

impl Index<usize> for FrameTexts {
    type Output = str;

    fn index(&self, index: usize) -> &str {
        let begin = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[begin..self.ends[index]]
    }
}

impl<T: AsRef<str>> Extend<T> for FrameTexts {
    fn extend<I: IntoIterator<Item = T>>(&mut self, texts: I) {
        for text in texts {
            self.all.push_str(text.as_ref());
            self.ends.push(self.all.len());
        }
    }
}

impl<T: AsRef<str>> FromIterator<T> for FrameTexts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut frames = Self::default();
        frames.extend(texts);
        frames
    }
}

impl fmt::Debug for FrameTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for FrameTexts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for FrameTexts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;

        impl<'de> Visitor<'de> for Texts {
            type Value = FrameTexts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sequence")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut texts: A) -> Result<FrameTexts, A::Error> {
                let mut frames = FrameTexts::default();
                while let Some(text) = texts.next_element::<String>()? {
                    frames.extend([text]);
                }
                Ok(frames)
            }
        }

        deserializer.deserialize_seq(Texts)
    }
}
