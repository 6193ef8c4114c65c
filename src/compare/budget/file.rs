//! The file in which budgets stand.
//!
//! ```toml
//! [[budget]]
//! variants = "julia/on-the-fly*"     # an experiment, a variant or a glob
//! input = { width = 1000 }           # only at this input; at any where it is left out
//! peak = "4 MB"                      # bytes, or a text with a unit
//! blocks = 1
//! time = "500 ms"
//!
//! [[budget]]
//! variants = "table"
//! peak = { per_element = "80 B" }
//! total = { baseline = "main", growth = "5%" }
//! metrics = { live_bytes_per_entry = 60 }
//! ```

use std::path::Path;

use toml::{Table, Value as Toml};

use crate::error::{Error, Result};
use crate::record::Patterns;

use super::super::ceiling::{Ceiling, Figure};
use super::{Budget, Budgets};

impl Budgets {
    /// Reads the text of a budget file; `names` are those of the experiments and their variants.
    ///
    /// # Errors
    ///
    /// Where the text is no TOML, or a key or value in it is not one that there is: names the
    /// file, the budget and the key, and what would be right.
    pub fn read<'a>(
        text: &str,
        path: &Path,
        names: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Result<Self> {
        Self::of_tables(numbered_tables(text, path)?, path, names)
    }

    /// Reads the text of a file that several programs share. The budgets of experiments that this
    /// program does not have are left out, with a sentence on each.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read).
    pub fn read_own<'a>(
        text: &str,
        path: &Path,
        names: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Result<(Self, Vec<String>)> {
        let mut left_out = Vec::new();
        let mut tables = numbered_tables(text, path)?;
        tables.retain(|(number, table)| {
            let elsewhere = experiment_elsewhere(table, names.clone());
            left_out.extend(elsewhere.as_ref().map(|unknown| {
                let path = path.display();
                format!("{path}: budget {number} is not checked: {unknown}")
            }));
            elsewhere.is_none()
        });
        Ok((Self::of_tables(tables, path, names)?, left_out))
    }

    fn of_tables<'a>(
        tables: Vec<(usize, Table)>,
        path: &Path,
        names: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Result<Self> {
        let budgets = tables.into_iter().map(|(number, table)| {
            Budget::read(number, table, names.clone())
                .map_err(|problem| Error::format(path, format!("budget {number}: {problem}")))
        });
        Ok(Self {
            path: path.to_path_buf(),
            budgets: budgets.collect::<Result<_>>()?,
        })
    }
}

/// The tables of the file's budgets, each with its number.
fn numbered_tables(text: &str, path: &Path) -> Result<Vec<(usize, Table)>> {
    let file: Table = text
        .parse()
        .map_err(|error| Error::format(path, format!("not TOML: {error}")))?;
    let tables = tables(file).map_err(|problem| Error::format(path, problem))?;
    Ok((1..).zip(tables).collect())
}

/// Where the experiment that a budget's pattern names is not one of `names`: the error that says so.
/// A glob may stand for any.
fn experiment_elsewhere<'a>(
    table: &Table,
    names: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Option<Error> {
    let pattern = table.get("variants")?.as_str()?;
    let asked = match pattern.split_once('/') {
        Some((experiment, _)) if !experiment.contains(['*', '?', '[']) => experiment,
        _ => pattern,
    };
    let found = Patterns::new(&[asked.to_string()], names);
    found
        .err()
        .filter(|error| matches!(error, Error::Unknown { .. }))
}

/// The tables of the file: those under `budget`, and nothing beside them.
fn tables(mut file: Table) -> Result<Vec<Table>, String> {
    const FORM: &str = "begin each budget with a line `[[budget]]`";
    let budgets = file.remove("budget");
    if let Some(key) = file.keys().next() {
        return Err(format!("unknown key `{key}`; {FORM}"));
    }
    let budgets = match budgets {
        None => Some(Vec::new()),
        Some(Toml::Array(budgets)) => Some(budgets),
        Some(_) => None,
    };
    let tables = budgets.and_then(|budgets| {
        let table = |budget| match budget {
            Toml::Table(table) => Some(table),
            _ => None,
        };
        budgets.into_iter().map(table).collect()
    });
    tables.ok_or_else(|| format!("`budget` is no list of tables; {FORM}"))
}

impl Budget {
    fn read<'a>(
        number: usize,
        mut table: Table,
        names: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Result<Self, String> {
        let variants = match table.remove("variants") {
            Some(Toml::String(pattern)) => Patterns::new(&[pattern], names),
            _ => {
                return Err(String::from(
                    "`variants` is no text; give an experiment, a variant or a glob, such as variants = \"julia/*\"",
                ));
            }
        };
        let variants = variants.map_err(|error| format!("`variants`: {error}"))?;
        let input = input(table.remove("input"))?;
        let mut ceilings = Vec::new();
        if let Some(metrics) = table.remove("metrics") {
            let Toml::Table(metrics) = metrics else {
                return Err(String::from(
                    "`metrics` is no table; give the metrics by name, such as metrics = { load_factor = 0.9 }",
                ));
            };
            for (name, value) in metrics {
                ceilings.push(Ceiling::read(Figure::Metric(name), value)?);
            }
        }
        for (name, value) in table {
            let figure = Figure::named(&name)?;
            ceilings.push(Ceiling::read(figure, value)?);
        }
        match ceilings.is_empty() {
            true => Err(String::from(
                "it limits nothing; give a figure, such as peak = \"8 MB\"",
            )),
            false => Ok(Self {
                number,
                variants,
                input,
                ceilings,
            }),
        }
    }
}

/// The values of inputs, as they would be written on the command line.
fn input(table: Option<Toml>) -> Result<Vec<(String, String)>, String> {
    let problem = "`input` is no table; give values by name, such as input = { n = 1000 }";
    let table = match table {
        None => return Ok(Vec::new()),
        Some(Toml::Table(table)) => table,
        Some(_) => return Err(String::from(problem)),
    };
    let value = |value| match value {
        Toml::Integer(value) => Ok(value.to_string()),
        Toml::Float(value) => Ok(value.to_string()),
        Toml::String(value) => Ok(value),
        _ => Err(String::from(problem)),
    };
    let values = table.into_iter();
    values
        .map(|(name, given)| Ok((name, value(given)?)))
        .collect()
}
