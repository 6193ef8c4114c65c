//! `heapwise growth-curve`: what growth policies do on the way to a length; allocates none of it.

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::lab::growth::{ALL, Curve, NamedPolicy, follow};
use crate::report;
use crate::units;

use super::{Status, output};

/// Tell how arrays grow under each policy, and what that costs; measures and allocates nothing
///
/// Only the growth steps are computed, so a length of 1e9 takes no longer than another. `copied/item`
/// are the bytes that a copying allocator moves, for each item; the headroom is the room that lies
/// idle, in % of the items' own bytes: at the end, and at worst at any length from 1000 on. The
/// tuple has a step for each item, and is left out beyond 2^20.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A growth policy, such as `rust` or `list-3.9`; all by default, and of one its steps
    #[arg(value_name = "POLICY")]
    policies: Vec<String>,

    /// How many items are appended
    #[arg(long, value_name = "N", default_value = "1e6", value_parser = from_zero, allow_negative_numbers = true)]
    items: usize,

    /// The size of an item in bytes
    #[arg(long, value_name = "BYTES", default_value = "8", value_parser = from_one, allow_negative_numbers = true)]
    item_bytes: usize,

    /// The capacity before the first item
    #[arg(long, value_name = "N", default_value = "0", value_parser = from_zero, allow_negative_numbers = true)]
    initial: usize,

    /// The form to tell it in
    #[arg(long, value_enum, default_value_t = FormatName::Text)]
    format: FormatName,
}

/// A form by its name.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    /// A line for each policy; of one its steps
    Text,
    /// One line for each step, exact figures
    Csv,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status> {
    let (mut curves, mut left_out) = (Vec::new(), Vec::new());
    for named in chosen(&arguments.policies)? {
        match curve(&named, arguments) {
            Ok(curve) => curves.push((named.name, curve)),
            Err(error) => left_out.push(error),
        }
    }
    // What was asked for by its name, or all there is, is no aside.
    if !arguments.policies.is_empty() || curves.is_empty() {
        left_out.drain(..).next().map_or(Ok(()), Err)?;
    }
    output::print(&match arguments.format {
        FormatName::Text => report::growth_curves(&curves),
        FormatName::Csv => report::growth_curves_csv(&curves),
    })?;
    for error in left_out {
        output::complain(&format!("left out: {error}"));
    }
    Ok(Status::Well)
}

/// The policies of these names, each once, in the order of the list; all where none is named.
fn chosen(names: &[String]) -> Result<Vec<NamedPolicy>> {
    let known = ALL.map(|named| named.name);
    let unknown = names.iter().find(|name| !known.contains(&name.as_str()));
    if let Some(name) = unknown {
        return Err(Error::unknown("policy", name, known));
    }
    let is_chosen =
        |named: &NamedPolicy| names.is_empty() || names.iter().any(|name| name == named.name);
    Ok(ALL.into_iter().filter(is_chosen).collect())
}

fn curve(named: &NamedPolicy, arguments: &Arguments) -> Result<Curve> {
    let policy = named.policy(arguments.items);
    let followed = follow(
        &policy,
        arguments.items,
        arguments.item_bytes,
        arguments.initial,
    );
    followed.map_err(|error| Error::Argument {
        argument: named.name.to_string(),
        problem: error.to_string(),
    })
}

fn from_zero(text: &str) -> Result<usize, String> {
    whole(text, 0)
}

fn from_one(text: &str) -> Result<usize, String> {
    whole(text, 1)
}

fn whole(text: &str, least: i64) -> Result<usize, String> {
    let number = units::parse_whole(text, &(least..=i64::MAX))?;
    usize::try_from(number).map_err(|_| format!("is out of range: give at most {}", usize::MAX))
}
