//! The values of an experiment's inputs.

use std::path::PathBuf;

use indexmap::IndexMap;

use crate::record::{self, Value};

/// The value of every input that an experiment declares, in the order of declaration.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Input {
    values: IndexMap<String, Value>,
}

impl Input {
    /// The value of the input `name`, converted to the requested type.
    ///
    /// ```
    /// use heapwise::experiment::Input;
    /// use heapwise::record::Value;
    /// let input = Input::from_iter([(String::from("n"), Value::Integer(1000))]);
    /// let n: usize = input.get("n");
    /// assert_eq!(n, 1000);
    /// ```
    ///
    /// # Panics
    ///
    /// If the experiment declares no such input, or its value does not fit the type.
    #[track_caller]
    pub fn get<V: FromValue>(&self, name: &str) -> V {
        let Some(value) = self.values.get(name) else {
            panic!("the experiment declares no input `{name}`");
        };
        V::from_value(value).unwrap_or_else(|| {
            let requested = std::any::type_name::<V>();
            panic!("input `{name}` is {value}, which is not a {requested}")
        })
    }

    /// The values by name.
    pub fn values(&self) -> &IndexMap<String, Value> {
        &self.values
    }
}

impl FromIterator<(String, Value)> for Input {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(values: I) -> Self {
        Self {
            values: values.into_iter().collect(),
        }
    }
}

/// A type that an input's value converts to.
pub trait FromValue: Sized {
    /// The value as this type; `None` if it does not fit.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! from_integer {
    ($($integer:ty),*) => {$(
        impl FromValue for $integer {
            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::Integer(value) => (*value).try_into().ok(),
                    _ => None,
                }
            }
        }
    )*};
}

from_integer!(i32, i64, isize, u8, u16, u32, u64, usize);

impl FromValue for f64 {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Real(value) => Some(*value),
            Value::Integer(value) => Some(*value as f64),
            Value::Text(_) => None,
        }
    }
}

/// `None` if the value is a keyword instead of a value of the inner type.
impl<V: FromValue> FromValue for Option<V> {
    fn from_value(value: &Value) -> Option<Self> {
        match (V::from_value(value), value) {
            (None, Value::Text(_)) => Some(None),
            (None, _) => None,
            (some, _) => Some(some),
        }
    }
}

/// The path that the user named, also if it is not UTF-8.
impl FromValue for PathBuf {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(value) => Some(record::text_to_path(value)),
            _ => None,
        }
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(value) => Some(value.clone()),
            _ => None,
        }
    }
}
