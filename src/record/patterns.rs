//! Patterns that select variants: by experiment, by full name, or by a glob.

use super::report::full_name;
use crate::error::{Error, Result};

/// Patterns that select variants. An empty list selects all of them.
pub struct Patterns(Vec<Pattern>);

/// An experiment's name, a variant's full name, or a glob over full names.
struct Pattern {
    text: String,
    glob: glob::Pattern,
}

impl Patterns {
    /// Parses patterns. `names` are the known pairs of experiment and variant.
    ///
    /// # Errors
    ///
    /// If a pattern is not a valid glob, or matches none of the names.
    pub fn new<'a>(
        patterns: &[String],
        names: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Result<Self> {
        let patterns: Vec<Pattern> = patterns
            .iter()
            .map(|text| Pattern::new(text))
            .collect::<Result<_>>()?;
        for pattern in &patterns {
            let is_named = |(experiment, variant)| pattern.matches(experiment, variant);
            if !names.clone().any(is_named) {
                return Err(unknown(names, &pattern.text));
            }
        }
        Ok(Self(patterns))
    }

    /// Whether the patterns select a variant.
    pub fn selects(&self, experiment: &str, variant: &str) -> bool {
        let matches = |pattern: &Pattern| pattern.matches(experiment, variant);
        self.0.is_empty() || self.0.iter().any(matches)
    }
}

impl Pattern {
    fn new(text: &str) -> Result<Self> {
        let glob = glob::Pattern::new(text).map_err(|error| Error::Argument {
            argument: text.to_string(),
            problem: format!(
                "{error}; a pattern is an experiment, `experiment/variant`, or a glob over these with * and ?"
            ),
        })?;
        Ok(Self {
            text: text.to_string(),
            glob,
        })
    }

    fn matches(&self, experiment: &str, variant: &str) -> bool {
        self.glob.matches(experiment) || self.glob.matches(&full_name(experiment, variant))
    }
}

fn unknown<'a>(names: impl Iterator<Item = (&'a str, &'a str)>, text: &str) -> Error {
    let names: Vec<(&str, &str)> = names.collect();
    let full = |(experiment, variant): &(&str, &str)| full_name(experiment, variant);
    let is_glob = text.contains(['*', '?', '[']);
    if is_glob || text.contains('/') {
        let kind = if is_glob {
            "variant that matches"
        } else {
            "variant"
        };
        let known: Vec<String> = names.iter().map(full).collect();
        return Error::unknown(kind, text, known.iter().map(String::as_str));
    }
    let either = names
        .iter()
        .flat_map(|(experiment, variant)| [*experiment, *variant]);
    let mut error = Error::unknown("experiment", text, either);
    if let Error::Unknown { near, .. } = &mut error {
        let is_experiment = |name: &str| names.iter().any(|(experiment, _)| *experiment == name);
        let of_variant = |name: &str| names.iter().find(|(_, variant)| *variant == name).map(full);
        for name in near.iter_mut().filter(|name| !is_experiment(name)) {
            *name = of_variant(name).unwrap_or_default();
        }
    }
    error
}
