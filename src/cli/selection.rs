//! The options that say what to measure, shared by `run` and `profile`.

use std::time::Duration;

use clap::Args;

use crate::measure::Limits;
use crate::units;

/// An input and its value, as `NAME=VALUE`.
pub(super) fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_string(), value.to_string())),
        _ => Err(String::from("give NAME=VALUE, for example n=1000")),
    }
}

/// Limits for one worker.
#[derive(Debug, Default, Args)]
pub(super) struct LimitArguments {
    /// End a worker that runs longer
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,

    /// Have the system refuse a worker more private memory, its instrument's included: `500MB`, `2GiB`
    #[arg(long, value_name = "BYTES", value_parser = units::parse_bytes)]
    memory: Option<u64>,
}

impl LimitArguments {
    /// As the workers are told.
    pub(super) fn limits(&self) -> Limits {
        Limits {
            timeout: self.timeout,
            memory_bytes: self.memory,
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .filter(|seconds| (0.001..=1e9).contains(seconds))
        .map(Duration::from_secs_f64)
        .ok_or_else(|| {
            String::from("give a number of seconds from 0.001 to 1e9, for example 30 or 0.5")
        })
}
