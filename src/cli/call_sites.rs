//! The options for call sites: whose code they are in, and how many are shown.

use std::path::Path;

use clap::Args;
use toml::{Table, Value};

use crate::error::{Error, Result};
use crate::profile::{OwnershipPatterns, Profile};
use crate::report::{self, ShownSites, TextLayout};

use super::budget::DEFAULT_FILE;
use super::read;
use super::selection::lossy_parser;

/// The user's patterns for own and other code.
#[derive(Debug, Default, Args)]
pub(super) struct OwnershipArguments {
    /// Count a crate, a function or a path as your own code; repeatable
    #[arg(long, value_name = "PATTERN", value_parser = lossy_parser())]
    own: Vec<String>,

    /// Count a crate, a function or a path as other code; repeatable
    #[arg(long, value_name = "PATTERN", value_parser = lossy_parser())]
    foreign: Vec<String>,
}

/// How much of the call sites of a profile is shown.
#[derive(Debug, Args)]
pub(super) struct ShownArguments {
    /// Show N call sites of a profile, those with the most bytes first
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..), allow_negative_numbers = true)]
    top: u32,

    /// Show the functions that each call site called below it, N levels deep
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        allow_negative_numbers = true
    )]
    depth: u32,
}

impl ShownArguments {
    /// The call sites of a variant in its profile and in that of C code's blocks, below its name.
    pub(super) fn render_variant(
        &self,
        name: &str,
        profile: Option<&Profile>,
        outside: Option<&Profile>,
        layout: TextLayout,
    ) -> String {
        report::render_variant_sites(name, profile, outside, self.with_layout(layout))
    }

    pub(super) fn render(&self, profile: &Profile, layout: TextLayout) -> String {
        report::render_top_call_sites(profile, self.with_layout(layout))
    }

    /// The call sites of a profile of C code's blocks.
    pub(super) fn render_outside(&self, profile: &Profile, layout: TextLayout) -> String {
        report::render_outside_call_sites(profile, self.with_layout(layout))
    }

    fn with_layout(&self, layout: TextLayout) -> ShownSites {
        ShownSites {
            most: self.top as usize,
            depth: self.depth as usize,
            layout,
        }
    }
}

/// Adds a pattern of one kind.
type AddPattern = fn(&mut OwnershipPatterns, &str) -> Result<(), String>;

impl OwnershipArguments {
    /// The patterns of the options and of the table `[call-sites]` in heapwise.toml.
    ///
    /// # Errors
    ///
    /// If heapwise.toml cannot be read, or a pattern is not valid.
    pub(super) fn load(&self) -> Result<OwnershipPatterns> {
        let mut patterns = OwnershipPatterns::default();
        let file = Path::new(DEFAULT_FILE);
        if file.exists() {
            let text = read::text(file, "a budget file")?;
            add_from_file(&mut patterns, &text).map_err(|problem| Error::format(file, problem))?;
        }
        let options: [(&str, &[String], AddPattern); 2] = [
            ("--own", &self.own, OwnershipPatterns::add_own),
            ("--foreign", &self.foreign, OwnershipPatterns::add_foreign),
        ];
        for (option, values, add) in options {
            for value in values {
                add(&mut patterns, value).map_err(|problem| Error::Argument {
                    argument: format!("{option} {value}"),
                    problem,
                })?;
            }
        }
        Ok(patterns)
    }
}

/// Adds the patterns of the table `[call-sites]`: `own` and `foreign`, lists of texts.
fn add_from_file(patterns: &mut OwnershipPatterns, text: &str) -> Result<(), String> {
    const FORM: &str = "`[call-sites]` has `own` and `foreign`, lists of texts";
    let file: Table = text.parse().map_err(|error| format!("not TOML: {error}"))?;
    let Some(table) = file.get("call-sites") else {
        return Ok(());
    };
    let table = table.as_table().ok_or(FORM)?;
    for (key, value) in table {
        let values: Option<Vec<&str>> = value
            .as_array()
            .and_then(|values| values.iter().map(Value::as_str).collect());
        let (add, values): (AddPattern, _) = match (key.as_str(), values) {
            ("own", Some(values)) => (OwnershipPatterns::add_own, values),
            ("foreign", Some(values)) => (OwnershipPatterns::add_foreign, values),
            _ => return Err(format!("`call-sites.{key}` is not valid; {FORM}")),
        };
        for value in values {
            add(patterns, value)
                .map_err(|problem| format!("`call-sites.{key}`: `{value}` {problem}"))?;
        }
    }
    Ok(())
}
