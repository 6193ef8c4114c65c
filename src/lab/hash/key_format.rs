//! How the lines of a key file give keys: the types of their fields, and the columns that they are in.

use super::key_type::KeyType;

/// How each line of a key file gives a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFormat {
    types: Vec<KeyType>,
    columns: Columns,
}

/// The columns of a file in CSV (RFC 4180) that make a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Columns {
    /// The whole line, which is CSV only if the key is a tuple.
    All,
    /// The columns with these numbers, from 1, of a file without a header.
    Numbers(Vec<usize>),
    /// The columns with these names in the header, which is the first line.
    Names(Vec<String>),
}

/// Why types and columns are no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// There is no key type of this name.
    #[error(
        "is not one of {}: give one, or several with commas between them",
        type_names()
    )]
    UnknownType {
        /// The name.
        name: String,
    },
    /// The number of types is not that of the columns.
    #[error("does not have as many types as there are columns: give {columns}")]
    Unequal {
        /// The number of columns.
        columns: usize,
    },
}

fn type_names() -> String {
    KeyType::ALL.map(|(name, _)| name).join(", ")
}

impl KeyFormat {
    /// The format with these types, whose names have commas between them, and these columns.
    ///
    /// ```
    /// use heapwise::lab::hash::key_format::{Columns, FormatError, KeyFormat};
    ///
    /// assert!(KeyFormat::parse("u32,text", Columns::parse("customer,sku")).is_ok());
    /// let error = KeyFormat::parse("u32", Columns::parse("customer,sku")).unwrap_err();
    /// assert_eq!(error, FormatError::Unequal { columns: 2 });
    /// ```
    ///
    /// # Errors
    ///
    /// If a type is unknown, or if the number of types is not that of the columns.
    pub fn parse(types: &str, columns: Columns) -> Result<Self, FormatError> {
        let find = |name: &str| {
            KeyType::find(name.trim()).ok_or_else(|| FormatError::UnknownType {
                name: name.trim().to_string(),
            })
        };
        let types: Vec<KeyType> = types.split(',').map(find).collect::<Result<_, _>>()?;
        match columns.count() {
            Some(columns) if columns != types.len() => Err(FormatError::Unequal { columns }),
            _ => Ok(Self { types, columns }),
        }
    }

    /// The types of a key's fields.
    pub fn types(&self) -> &[KeyType] {
        &self.types
    }

    /// The columns of the fields.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The type of whole lines; `None` if the lines are CSV.
    pub(super) fn line_type(&self) -> Option<KeyType> {
        match (&self.columns, self.types.as_slice()) {
            (Columns::All, &[key_type]) => Some(key_type),
            _ => None,
        }
    }
}

impl From<KeyType> for KeyFormat {
    fn from(key_type: KeyType) -> Self {
        Self {
            types: vec![key_type],
            columns: Columns::All,
        }
    }
}

impl Columns {
    /// `all`, or the numbers or the names of columns with commas between them. Numbers are taken for
    /// names if one of them is not a number from 1.
    ///
    /// ```
    /// use heapwise::lab::hash::key_format::Columns;
    ///
    /// assert_eq!(Columns::parse("all"), Columns::All);
    /// assert_eq!(Columns::parse("1,3"), Columns::Numbers(vec![1, 3]));
    /// assert_eq!(Columns::parse("sku"), Columns::Names(vec![String::from("sku")]));
    /// ```
    pub fn parse(text: &str) -> Self {
        if text == "all" {
            return Self::All;
        }
        let names = text.split(',').map(str::trim);
        let number = |name: &str| name.parse().ok().filter(|&number: &usize| number > 0);
        match names.clone().map(number).collect() {
            Some(numbers) => Self::Numbers(numbers),
            None => Self::Names(names.map(String::from).collect()),
        }
    }

    /// The number of columns, if it is given.
    fn count(&self) -> Option<usize> {
        match self {
            Self::All => None,
            Self::Numbers(numbers) => Some(numbers.len()),
            Self::Names(names) => Some(names.len()),
        }
    }
}
