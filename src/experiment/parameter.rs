//! The declaration of an input, and the parsing of its values.

use std::ops::RangeInclusive;

use crate::error::{self, Error, Result};
use crate::record::Value;
use crate::units;

/// A declared input.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The input's name.
    pub name: String,
    /// What the input means, in one line.
    pub about: String,
    /// The input's default and its valid values.
    pub domain: Domain,
    /// The value in a test, if it has one of its own.
    pub test_value: Option<Value>,
    /// If the input has an option of `run`, the name of the option's value: `FILE` for `--words FILE`.
    pub option_value: Option<String>,
}

/// The default of an input and its valid values.
///
/// A default alone converts to a domain: a whole number allows the numbers from 0 on, or all if it is
/// negative; a float allows any finite number; a text allows any text.
#[derive(Debug, Clone, PartialEq)]
pub struct Domain {
    defaults: Vec<Value>,
    allowed: Allowed,
}

#[derive(Debug, Clone, PartialEq)]
enum Allowed {
    Integers(RangeInclusive<i64>),
    Reals(RangeInclusive<f64>),
    /// A keyword, or any value of the inner domain.
    Or(String, Box<Allowed>),
    Texts,
    Choices(Vec<String>),
}

impl Domain {
    /// Whole numbers in `range`, with this default.
    pub fn integers(default: i64, range: RangeInclusive<i64>) -> Self {
        Self::with_default(Value::Integer(default), Allowed::Integers(range))
    }

    /// Numbers in `range`, with this default. They may have a fraction.
    pub fn reals(default: f64, range: RangeInclusive<f64>) -> Self {
        Self::with_default(Value::Real(default), Allowed::Reals(range))
    }

    /// Allows the keyword `word` too, and makes it the default. As an `Option`, the keyword
    /// converts to `None`.
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

    /// One of `choices`. The first is the default.
    ///
    /// # Panics
    ///
    /// If there are no choices.
    pub fn one_of<C: Into<String>>(choices: impl IntoIterator<Item = C>) -> Self {
        let choices: Vec<String> = choices.into_iter().map(Into::into).collect();
        let first = choices.first().expect("an input has at least one value");
        Self::with_default(Value::Text(first.clone()), Allowed::Choices(choices))
    }

    /// Any text. Without a value, a run makes one case for each of `defaults`.
    ///
    /// # Panics
    ///
    /// If there are no defaults.
    pub fn each_of<D: Into<String>>(defaults: impl IntoIterator<Item = D>) -> Self {
        let defaults = defaults.into_iter().map(|text| Value::Text(text.into()));
        let defaults: Vec<Value> = defaults.collect();
        assert!(!defaults.is_empty(), "an input has at least one default");
        Self {
            defaults,
            allowed: Allowed::Texts,
        }
    }

    /// Whole numbers if all `values` are, otherwise any text. A run makes one case for each value.
    pub(crate) fn each_value(values: Vec<Value>) -> Self {
        let is_whole = |value: &Value| matches!(value, Value::Integer(_));
        let allowed = if values.iter().all(is_whole) {
            Allowed::Integers(i64::MIN..=i64::MAX)
        } else {
            Allowed::Texts
        };
        Self {
            defaults: values,
            allowed,
        }
    }

    /// The default; of several defaults, the first.
    pub fn default(&self) -> &Value {
        &self.defaults[0]
    }

    /// Every default. Without a value, a run makes one case for each.
    pub fn defaults(&self) -> &[Value] {
        &self.defaults
    }

    /// Why `value` is not valid; `None` if it is.
    pub(super) fn problem_with(&self, value: &Value) -> Option<String> {
        self.allowed.parse(&value.to_string()).err()
    }

    fn with_default(default: Value, allowed: Allowed) -> Self {
        Self {
            defaults: vec![default],
            allowed,
        }
    }
}

impl Parameter {
    /// Parses a value of this input. Whole numbers may be written as `1000`, `1_000` or `1e3`.
    ///
    /// # Errors
    ///
    /// If the text is not of the input's type, or out of its range.
    pub fn parse(&self, text: &str) -> Result<Value> {
        self.domain
            .allowed
            .parse(text)
            .map_err(|problem| Error::Input {
                name: self.name.clone(),
                value: text.to_string(),
                problem: format!(
                    "{problem}, for example `--input {}={}`",
                    self.name,
                    self.example(text)
                ),
            })
    }

    /// A valid value: the choice nearest to `text`, or the default.
    fn example(&self, text: &str) -> String {
        let choices: Vec<&str> = match &self.domain.allowed {
            Allowed::Choices(choices) => choices.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        let nearest = error::nearest(text, &choices).into_iter().next();
        nearest.unwrap_or_else(|| self.domain.default().to_string())
    }
}

impl Allowed {
    fn parse(&self, text: &str) -> Result<Value, String> {
        match self {
            Self::Integers(range) => units::parse_whole(text, range).map(Value::Integer),
            Self::Reals(range) => parse_real(text, range),
            Self::Or(word, _) if word == text => Ok(Value::Text(word.clone())),
            Self::Or(_, inner) => inner.parse(text),
            Self::Texts => Ok(Value::Text(text.to_string())),
            Self::Choices(choices) => parse_choice(text, choices),
        }
    }
}

fn parse_real(text: &str, range: &RangeInclusive<f64>) -> Result<Value, String> {
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

fn parse_choice(text: &str, choices: &[String]) -> Result<Value, String> {
    if choices.iter().any(|choice| choice == text) {
        Ok(Value::Text(text.to_string()))
    } else {
        Err(format!("is not one of {}: give one", choices.join(", ")))
    }
}

macro_rules! from_integer {
    ($($integer:ty),*) => {$(
        /// A default above the greatest `i64` becomes the greatest `i64`.
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
            test_value: None,
            name: String::from("width"),
            about: String::new(),
            domain: Domain::integers(1000, 1..=65_536),
            option_value: None,
        }
    }

    #[test]
    fn whole_numbers_may_have_exponents_and_underscores() {
        for text in ["2000", "2_000", "2e3", "2000.0"] {
            assert_eq!(width().parse(text).unwrap(), Value::Integer(2000), "{text}");
        }
    }

    #[test]
    fn an_invalid_value_is_reported_with_what_would_be_right() {
        let message = |text: &str| width().parse(text).unwrap_err().to_string();
        for text in ["0", "-5", "1e12", "1e300", "99999999999999999999"] {
            let expected = format!(
                "input `width`: `{text}` is out of range: give a whole number from 1 to 65536, \
                 for example `--input width=1000`"
            );
            assert_eq!(message(text), expected);
        }
        for text in ["abc", "", "1.5", "nan", "inf"] {
            assert!(message(text).contains("is not a whole number"), "{text}");
        }
    }

    #[test]
    fn a_default_that_is_not_negative_allows_no_negative_value() {
        let mut n = width();
        n.domain = Domain::from(7);
        assert!(n.parse("-1").is_err());
        assert!(
            n.parse("1e19")
                .unwrap_err()
                .to_string()
                .contains("out of range")
        );
        assert_eq!(
            n.parse("10000000000000000").unwrap(),
            Value::Integer(10_000_000_000_000_000)
        );
        n.domain = Domain::from(-7);
        assert_eq!(n.parse("-1").unwrap(), Value::Integer(-1));
    }

    #[test]
    fn a_choice_is_one_of_those_declared() {
        let mut kind = width();
        kind.domain = Domain::one_of(["text", "u64"]);
        assert_eq!(kind.parse("u64").unwrap(), Value::Text("u64".into()));
        assert_eq!(kind.domain.default(), &Value::Text("text".into()));
        let message = kind.parse("u46").unwrap_err().to_string();
        assert!(
            message.contains("is not one of text, u64: give one"),
            "{message}"
        );
    }

    #[test]
    fn reals_are_finite() {
        let mut load = width();
        load.domain = Domain::from(0.5);
        assert_eq!(load.parse("0.75").unwrap(), Value::Real(0.75));
        assert!(load.parse("nan").is_err() && load.parse("inf").is_err());
        load.domain = Domain::reals(0.5, 0.1..=0.9).or("own");
        assert_eq!(load.parse("own").unwrap(), Value::Text("own".into()));
        assert_eq!(load.parse("0.75").unwrap(), Value::Real(0.75));
        let message = load.parse("1.5").unwrap_err().to_string();
        assert!(
            message.contains(
                "is out of range: give a number from 0.1 to 0.9, for example `--input width=own`"
            ),
            "{message}"
        );
    }
}
