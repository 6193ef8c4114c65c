//! The declaration of an input, and the reading of a value for it.

use std::ops::RangeInclusive;

use crate::error::{Error, Result};
use crate::record::Value;
use crate::units;

/// A declared input.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it means, in one line.
    pub about: String,
    /// Its default and the values it may have.
    pub domain: Domain,
}

/// The default of an input and the values it may have.
///
/// A default alone makes one: a whole number of any type those from 0 on, or all where it is
/// negative; a float any finite number; a text any text.
#[derive(Debug, Clone, PartialEq)]
pub struct Domain {
    defaults: Vec<Value>,
    allowed: Allowed,
}

#[derive(Debug, Clone, PartialEq)]
enum Allowed {
    Integers(RangeInclusive<i64>),
    Reals(RangeInclusive<f64>),
    /// A word that stands for no number, or what else is allowed.
    Or(String, Box<Allowed>),
    Texts,
    Choices(Vec<String>),
}

impl Domain {
    /// Whole numbers in `range`.
    pub fn integers(default: i64, range: RangeInclusive<i64>) -> Self {
        Self::with_default(Value::Integer(default), Allowed::Integers(range))
    }

    /// Numbers in `range`.
    pub fn reals(default: f64, range: RangeInclusive<f64>) -> Self {
        Self::with_default(Value::Real(default), Allowed::Reals(range))
    }

    /// The same values, or `word`, which is the default. As an `Option` the input is then none.
    ///
    /// ```
    /// use heapwise::experiment::{Domain, Input};
    ///
    /// let size = Domain::integers(1, 1..=100).or("all");
    /// let input = Input::from_iter([(String::from("n"), size.default().clone())]);
    /// assert_eq!(input.get::<Option<u64>>("n"), None);
    /// ```
    #[must_use]
    pub fn or(self, word: impl Into<String>) -> Self {
        let word = word.into();
        let allowed = Allowed::Or(word.clone(), Box::new(self.allowed));
        Self::with_default(Value::Text(word), allowed)
    }

    /// One of `choices`, of which the first is the default.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn one_of<C: Into<String>>(choices: impl IntoIterator<Item = C>) -> Self {
        let choices: Vec<String> = choices.into_iter().map(Into::into).collect();
        let first = choices.first().expect("an input has at least one value");
        Self::with_default(Value::Text(first.clone()), Allowed::Choices(choices))
    }

    /// Any text; where none is given, each of `defaults` makes an entry.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn each_of<D: Into<String>>(defaults: impl IntoIterator<Item = D>) -> Self {
        let defaults = defaults.into_iter().map(|text| Value::Text(text.into()));
        let defaults: Vec<Value> = defaults.collect();
        assert!(!defaults.is_empty(), "an input has at least one default");
        Self {
            defaults,
            allowed: Allowed::Texts,
        }
    }

    /// The default; of several, the first.
    pub fn default(&self) -> &Value {
        &self.defaults[0]
    }

    /// Every default: a run to which no value is given makes an entry for each.
    pub fn defaults(&self) -> &[Value] {
        &self.defaults
    }

    /// What is wrong with a value that it may not have.
    pub(super) fn problem_of(&self, value: &Value) -> Option<String> {
        self.allowed.read(&value.to_string()).err()
    }

    fn with_default(default: Value, allowed: Allowed) -> Self {
        Self {
            defaults: vec![default],
            allowed,
        }
    }
}

impl Parameter {
    /// Reads a value for this input.
    ///
    /// Whole numbers may be written as `1000`, `1_000` or `1e3`.
    ///
    /// # Errors
    ///
    /// Where the text is not of the input's type, or out of its range.
    pub fn read(&self, text: &str) -> Result<Value> {
        self.domain
            .allowed
            .read(text)
            .map_err(|problem| Error::Input {
                name: self.name.clone(),
                value: text.to_string(),
                problem: format!(
                    "{problem}, for example `--input {}={}`",
                    self.name,
                    self.domain.default()
                ),
            })
    }
}

impl Allowed {
    fn read(&self, text: &str) -> Result<Value, String> {
        match self {
            Self::Integers(range) => units::parse_whole(text, range).map(Value::Integer),
            Self::Reals(range) => real(text, range),
            Self::Or(word, _) if word == text => Ok(Value::Text(word.clone())),
            Self::Or(_, others) => others.read(text),
            Self::Texts => Ok(Value::Text(text.to_string())),
            Self::Choices(choices) => choice(text, choices),
        }
    }
}

fn real(text: &str, range: &RangeInclusive<f64>) -> Result<Value, String> {
    match text.parse::<f64>() {
        Ok(value) if range.contains(&value) => Ok(Value::Real(value)),
        Ok(value) if value.is_finite() => Err(format!(
            "is out of range: give a number from {} to {}",
            range.start(),
            range.end()
        )),
        _ => Err(String::from("is not a finite number: give one")),
    }
}

fn choice(text: &str, choices: &[String]) -> Result<Value, String> {
    match choices.iter().any(|choice| choice == text) {
        true => Ok(Value::Text(text.to_string())),
        false => Err(format!("is not one of {}: give one", choices.join(", "))),
    }
}

macro_rules! from_integer {
    ($($integer:ty),*) => {$(
        /// A default above the greatest `i64` is taken for that.
        impl From<$integer> for Domain {
            fn from(default: $integer) -> Self {
                let default = i64::try_from(default).unwrap_or(i64::MAX);
                let least = if default < 0 { i64::MIN } else { 0 };
                Self::integers(default, least..=i64::MAX)
            }
        }
    )*};
}

from_integer!(i32, i64, isize, u32, u64, usize);

impl From<f64> for Domain {
    fn from(default: f64) -> Self {
        Self::reals(default, f64::MIN..=f64::MAX)
    }
}

impl From<&str> for Domain {
    fn from(default: &str) -> Self {
        Self::from(default.to_string())
    }
}

impl From<String> for Domain {
    fn from(default: String) -> Self {
        Self::with_default(Value::Text(default), Allowed::Texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width() -> Parameter {
        Parameter {
            name: String::from("width"),
            about: String::new(),
            domain: Domain::integers(1000, 1..=65_536),
        }
    }

    #[test]
    fn whole_numbers_may_have_exponents_and_underscores() {
        for text in ["2000", "2_000", "2e3", "2000.0"] {
            assert_eq!(width().read(text).unwrap(), Value::Integer(2000), "{text}");
        }
    }

    #[test]
    fn a_bad_value_is_told_with_what_would_be_right() {
        let told = |text: &str| width().read(text).unwrap_err().to_string();
        for text in ["0", "-5", "1e12", "1e300", "99999999999999999999"] {
            let expected = format!(
                "input `width`: `{text}` is out of range: give a whole number from 1 to 65536, \
                 for example `--input width=1000`"
            );
            assert_eq!(told(text), expected);
        }
        for text in ["abc", "", "1.5", "nan", "inf"] {
            assert!(told(text).contains("is not a whole number"), "{text}");
        }
    }

    #[test]
    fn a_default_that_is_not_negative_allows_no_negative_value() {
        let mut n = width();
        n.domain = Domain::from(7);
        assert!(n.read("-1").is_err());
        assert!(
            n.read("1e19")
                .unwrap_err()
                .to_string()
                .contains("out of range")
        );
        assert_eq!(
            n.read("10000000000000000").unwrap(),
            Value::Integer(10_000_000_000_000_000)
        );
        n.domain = Domain::from(-7);
        assert_eq!(n.read("-1").unwrap(), Value::Integer(-1));
    }

    #[test]
    fn a_choice_is_one_of_those_declared() {
        let mut kind = width();
        kind.domain = Domain::one_of(["text", "u64"]);
        assert_eq!(kind.read("u64").unwrap(), Value::Text("u64".into()));
        assert_eq!(kind.domain.default(), &Value::Text("text".into()));
        let told = kind.read("u46").unwrap_err().to_string();
        assert!(told.contains("is not one of text, u64: give one"), "{told}");
    }

    #[test]
    fn reals_are_finite() {
        let mut load = width();
        load.domain = Domain::from(0.5);
        assert_eq!(load.read("0.75").unwrap(), Value::Real(0.75));
        assert!(load.read("nan").is_err() && load.read("inf").is_err());
        load.domain = Domain::reals(0.5, 0.1..=0.9).or("own");
        assert_eq!(load.read("own").unwrap(), Value::Text("own".into()));
        assert_eq!(load.read("0.75").unwrap(), Value::Real(0.75));
        let told = load.read("1.5").unwrap_err().to_string();
        assert!(
            told.contains(
                "is out of range: give a number from 0.1 to 0.9, for example `--input width=own`"
            ),
            "{told}"
        );
    }
}
