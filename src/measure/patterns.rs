//! Which variants are meant: by experiment, by full name, or by a glob.

use crate::error::{Error, Result};

/// Experiments, variants or globs; all where there are none.
pub struct Patterns(Vec<Pattern>);

/// An experiment's name, a variant's full name, or a glob over full names.
struct Pattern {
    text: String,
    glob: glob::Pattern,
}

impl Patterns {
    /// Reads patterns over `names`: those of an experiment and of a variant of it.
    ///
    /// # Errors
    ///
    /// Where one is no glob, or matches no name.
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

    /// Whether a variant is meant.
    pub fn choose(&self, experiment: &str, variant: &str) -> bool {
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
        self.glob.matches(experiment) || self.glob.matches(&format!("{experiment}/{variant}"))
    }
}

fn unknown<'a>(names: impl Iterator<Item = (&'a str, &'a str)>, text: &str) -> Error {
    let names: Vec<(&str, &str)> = names.collect();
    if text.contains('/') {
        let full: Vec<String> = names
            .iter()
            .map(|(experiment, variant)| format!("{experiment}/{variant}"))
            .collect();
        Error::unknown("variant", text, full.iter().map(String::as_str))
    } else {
        let experiments = names.iter().map(|(experiment, _)| *experiment);
        Error::unknown("experiment", text, experiments)
    }
}
