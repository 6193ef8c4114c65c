//! Reads a budget file, such as `heapwise.toml`.
//!
//! ```toml
//! [[budget]]
//! variants = "words/s*"     # an experiment, a variant or a glob
//! input = { width = 1000 }           # applies only at this input; without it, at any
//! peak = "4 MB"                      # a number of bytes, or a text with a unit
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

use super::budgets::{Budget, Budgets};
use super::limit::{BudgetLimit, LimitedFigure};

impl Budgets {
    /// Reads the text of the budget file at `path`. `names` yields a pair for each variant of this
    /// program: the experiment's name and the variant's.
    ///
    /// # Errors
    ///
    /// If the text is not valid TOML, or has an unknown key or an invalid value. The message names
    /// the file, the budget and the key, and a valid value.
    pub fn parse<'a>(
        text: &str,
        path: &Path,
        names: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Result<Self> {
        Self::from_tables(parse_tables(text, path)?, path, names)
    }

    /// Like [`parse`](Self::parse), for a budget file that several programs share. Skips the
    /// budgets of experiments that this program does not have, and returns a warning for each that is
    /// not among the variants of other programs, `others`, either.
    ///
    /// # Errors
    ///
    /// As for [`parse`](Self::parse).
    pub fn parse_shared<'a>(
        text: &str,
        path: &Path,
        names: impl Iterator<Item = (&'a str, &'a str)> + Clone,
        others: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Result<(Self, Vec<String>)> {
        let mut warnings = Vec::new();
        let mut tables = parse_tables(text, path)?;
        tables.retain(|(number, table)| {
            let unknown = find_unknown_experiment(table, names.clone());
            let is_of_other = find_unknown_experiment(table, others.clone()).is_none();
            warnings.extend(unknown.as_ref().filter(|_| !is_of_other).map(|error| {
                let path = path.display();
                format!("{path}: budget {number} is not checked: {error}")
            }));
            unknown.is_none()
        });
        Ok((Self::from_tables(tables, path, names)?, warnings))
    }

    fn from_tables<'a>(
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

/// Parses the file into the tables of its budgets, numbered from 1.
fn parse_tables(text: &str, path: &Path) -> Result<Vec<(usize, Table)>> {
    let file: Table = text
        .parse()
        .map_err(|error| Error::format(path, format!("not TOML: {error}")))?;
    let tables = budget_tables(file).map_err(|problem| Error::format(path, problem))?;
    Ok((1..).zip(tables).collect())
}

/// The error for a budget whose experiment is not among `names`; `None` if the experiment is known.
/// A pattern that is a glob is checked as a whole.
fn find_unknown_experiment<'a>(
    table: &Table,
    names: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Option<Error> {
    let pattern = table.get("variants")?.as_str()?;
    let experiment = match pattern.split_once('/') {
        Some((experiment, _)) if !experiment.contains(['*', '?', '[']) => experiment,
        _ => pattern,
    };
    let patterns = Patterns::new(&[experiment.to_string()], names);
    patterns
        .err()
        .filter(|error| matches!(error, Error::Unknown { .. }))
}

/// The tables under `budget`. The file may also have `call-sites`, which is read with profiles.
fn budget_tables(mut file: Table) -> Result<Vec<Table>, String> {
    const FORM: &str = "begin each budget with a line `[[budget]]`";
    let budgets = file.remove("budget");
    file.remove("call-sites");
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
    tables.ok_or_else(|| format!("`budget` is not a list of tables; {FORM}"))
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
                    "`variants` is missing or not a text; give an experiment, a variant or a glob, such as variants = \"words/*\"",
                ));
            }
        };
        let variants = variants.map_err(|error| format!("`variants`: {error}"))?;
        let input = read_input(table.remove("input"))?;
        let mut limits = Vec::new();
        if let Some(metrics) = table.remove("metrics") {
            let Toml::Table(metrics) = metrics else {
                return Err(String::from(
                    "`metrics` is not a table; give the metrics by name, such as metrics = { load_factor = 0.9 }",
                ));
            };
            for (name, value) in metrics {
                let metric = LimitedFigure::Metric(name);
                let limit = BudgetLimit::read(&metric, value)?;
                limits.push((metric, limit));
            }
        }
        for (name, value) in table {
            let figure = LimitedFigure::find(&name)?;
            let limit = BudgetLimit::read(&figure, value)?;
            limits.push((figure, limit));
        }
        if limits.is_empty() {
            return Err(String::from(
                "it limits no figure; add a limit, such as peak = \"8 MB\"",
            ));
        }
        Ok(Self {
            number,
            variants,
            input,
            limits,
        })
    }
}

/// Reads the names and values of inputs; each value as it is written on the command line.
fn read_input(table: Option<Toml>) -> Result<Vec<(String, String)>, String> {
    let problem = "`input` is not a table of numbers and texts; give values by name, such as input = { n = 1000 }";
    let table = match table {
        None => return Ok(Vec::new()),
        Some(Toml::Table(table)) => table,
        Some(_) => return Err(String::from(problem)),
    };
    let to_text = |value| match value {
        Toml::Integer(value) => Ok(value.to_string()),
        Toml::Float(value) => Ok(value.to_string()),
        Toml::String(value) => Ok(value),
        _ => Err(String::from(problem)),
    };
    let values = table.into_iter();
    values
        .map(|(name, value)| Ok((name, to_text(value)?)))
        .collect()
}
