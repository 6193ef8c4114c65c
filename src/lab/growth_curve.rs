//! `heapwise growth-curve`: the growth steps of array policies and their cost. Measures and allocates
//! nothing.

use clap::{Args, FromArgMatches, ValueEnum};

use crate::lab::growth::{ALL, Curve, GrowthStep, NamedPolicy, WORST_FROM, follow};
use crate::report::{TableColumn, TextLayout, TextTable, fitting_columns};
use crate::units;
use crate::{CommandOutput, Error, Subcommand};

/// Print how arrays grow under each policy, and what that costs; measures and allocates nothing
///
/// Only the growth steps are computed, so a length of 1e9 takes no longer than another. `copied/item`
/// is the number of bytes that a copying allocator moves for each item. The headroom is the unused
/// capacity, in % of the items' own bytes: at the end, and the worst at any length from 1000 on. The
/// tuple has a step for each item, and is omitted beyond 2^20 items.
#[derive(Debug, Args)]
struct CurveArguments {
    /// A growth policy, such as `rust` or `list-3.9`; all by default; a single one with its steps
    #[arg(value_name = "POLICY")]
    policies: Vec<String>,

    /// The number of items to append
    #[arg(long, value_name = "N", default_value = "1e6", value_parser = parse_from_zero, allow_negative_numbers = true)]
    items: usize,

    /// The size of an item in bytes
    #[arg(long, value_name = "BYTES", default_value = "8", value_parser = parse_from_one, allow_negative_numbers = true)]
    item_bytes: usize,

    /// The capacity before the first item
    #[arg(long, value_name = "N", default_value = "0", value_parser = parse_from_zero, allow_negative_numbers = true)]
    initial: usize,

    /// Show every step of a single policy; without it, of more than 200 the first and the last 20
    #[arg(long)]
    all: bool,

    /// The format
    #[arg(long, value_enum, default_value_t = CurveFormat::Text)]
    format: CurveFormat,
}

/// The most steps that are all shown by default, and how many of more are shown from each end.
const MOST_SHOWN: usize = 200;
const SHOWN_FROM_END: usize = 20;

/// The value of `--format`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum CurveFormat {
    /// A line for each policy; a single policy with its steps
    Text,
    /// One line for each step, exact figures
    Csv,
}

/// The subcommand `growth-curve`.
pub fn subcommand() -> Subcommand {
    let command = CurveArguments::augment_args(clap::Command::new("growth-curve"));
    Subcommand::with_layout(command, "list-3.9 --items 1e9", |matches, layout| {
        let arguments = CurveArguments::from_arg_matches(matches);
        let arguments = arguments.expect("the matches are those of these arguments");
        let layout = TextLayout {
            is_whole: arguments.all,
            ..layout
        };
        run(&arguments, layout)
    })
}

fn run(arguments: &CurveArguments, layout: TextLayout) -> Result<CommandOutput, Error> {
    let (mut curves, mut failures) = (Vec::new(), Vec::new());
    for policy in select(&arguments.policies)? {
        match curve(&policy, arguments) {
            Ok(curve) => curves.push((policy.name, curve)),
            Err(error) => failures.push(error),
        }
    }
    // A policy without a curve is an error if it was named, or if no policy has one.
    if (!arguments.policies.is_empty() || curves.is_empty())
        && let Some(error) = failures.pop()
    {
        return Err(error);
    }
    let warnings = failures.iter().map(|error| format!("omitted: {error}"));
    Ok(CommandOutput {
        text: match arguments.format {
            CurveFormat::Text => render_text(&curves, layout),
            CurveFormat::Csv => render_csv(&curves),
        },
        warnings: warnings.collect(),
    })
}

/// The policies with these names, each once, in the order of the list; all if no name is given.
///
/// # Errors
///
/// If a name is not that of a policy.
fn select(names: &[String]) -> Result<Vec<NamedPolicy>, Error> {
    let known = ALL.map(|policy| policy.name);
    let unknown = names.iter().find(|name| !known.contains(&name.as_str()));
    if let Some(name) = unknown {
        return Err(Error::unknown("policy", name, known));
    }
    let is_selected =
        |policy: &NamedPolicy| names.is_empty() || names.iter().any(|name| name == policy.name);
    Ok(ALL.into_iter().filter(is_selected).collect())
}

fn curve(named: &NamedPolicy, arguments: &CurveArguments) -> Result<Curve, Error> {
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

fn parse_from_zero(text: &str) -> Result<usize, String> {
    parse_whole(text, 0)
}

fn parse_from_one(text: &str) -> Result<usize, String> {
    parse_whole(text, 1)
}

fn parse_whole(text: &str, least: i64) -> Result<usize, String> {
    let number = units::parse_whole(text, &(least..=i64::MAX))?;
    usize::try_from(number).map_err(|_| format!("is out of range: give at most {}", usize::MAX))
}

/// A line for each policy with its cost; a single policy with its steps too, as many as can be read unless
/// the layout is whole.
fn render_text(curves: &[(&str, Curve)], layout: TextLayout) -> String {
    let head = [
        "policy",
        "steps",
        "copied/item",
        "total",
        "peak",
        "copying peak",
        "headroom",
        "at worst",
    ];
    let costs = curves.iter().map(|(name, curve)| cost(name, curve));
    let mut text = TextTable::new(COST_COLUMNS, head, costs).render(layout);
    if let [(_, curve)] = curves {
        text.push('\n');
        text.push_str(&render_steps(curve, layout));
    }
    text
}

/// The columns of costs. The sums that follow from the others are the least important ones.
const COST_COLUMNS: [TableColumn; 8] = [
    TableColumn::name(0),
    TableColumn::number(3),
    TableColumn::number(0),
    TableColumn::number(5),
    TableColumn::number(4),
    TableColumn::number(0),
    TableColumn::number(2),
    TableColumn::number(1),
];

fn cost(name: &str, curve: &Curve) -> [String; 8] {
    let copied = curve.copied_bytes_per_item();
    [
        name.to_string(),
        units::count(curve.steps().len() as u64),
        figure(copied, "B"),
        units::bytes(curve.total_bytes()),
        units::bytes(curve.peak_bytes()),
        units::bytes(curve.copying_peak_bytes()),
        figure(curve.headroom_percent(), "%"),
        figure(curve.worst_headroom_percent(WORST_FROM), "%"),
    ]
}

fn figure(value: Option<f64>, unit: &str) -> String {
    const ABSENT: &str = "–";
    value.map_or_else(
        || ABSENT.to_string(),
        |value| format!("{} {unit}", units::digits(value)),
    )
}

fn render_steps(curve: &Curve, layout: TextLayout) -> String {
    let count = curve.steps().len();
    let head = ["step", "length", "before", "after", "copied so far"].map(String::from);
    let rows = || {
        let steps = (1..).zip(curve.copied_by_step());
        let shown = steps.filter(|(number, _)| layout.is_whole || is_shown(*number, count));
        std::iter::once(head.clone()).chain(shown.map(step_cells))
    };
    // There may be a million rows, so they are rendered twice instead of being kept.
    let mut widths = [0; 5];
    for row in rows() {
        for (width, cell) in widths.iter_mut().zip(&row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let fitting = fitting_steps(widths, layout);
    let mut text = String::new();
    for row in rows() {
        let cells = fitting.iter().map(|&at| (&row[at], widths[at]));
        let cells = cells.map(|(cell, width)| format!(" {cell:>width$}"));
        text.push_str(&cells.collect::<Vec<String>>().join(" "));
        text.push('\n');
    }
    let left_out = widths.len() - fitting.len();
    if left_out > 0 {
        let left_out = units::count_of(left_out as u64, "more column");
        text.push_str(&layout.wrap_text(&format!("`--wide` has {left_out}")));
    }
    if !layout.is_whole && count > MOST_SHOWN {
        let first = count - SHOWN_FROM_END + 1;
        text.push_str(&layout.wrap_text(&format!(
            "steps 1 to {SHOWN_FROM_END} and {first} to {count} of {count}; `--all` shows every step"
        )));
    }
    text
}

/// The columns of steps that fit, by their places. The capacity before a step is the least important one,
/// since the step before has it too.
fn fitting_steps(widths: [usize; 5], layout: TextLayout) -> Vec<usize> {
    const RANKS: [usize; 5] = [1, 0, 2, 0, 0];
    const LEAST: usize = 3;
    let columns: Vec<(usize, usize)> = widths
        .map(|width| width + 2)
        .into_iter()
        .zip(RANKS)
        .collect();
    let width = layout.width.unwrap_or(usize::MAX);
    fitting_columns(&columns, width, LEAST)
}

/// Whether the step with this number, of `count` in all, is shown by default.
fn is_shown(number: usize, count: usize) -> bool {
    count <= MOST_SHOWN || number <= SHOWN_FROM_END || number > count - SHOWN_FROM_END
}

fn step_cells((number, (step, copied)): (usize, (GrowthStep, u64))) -> [String; 5] {
    let counts = [number, step.before + 1, step.before, step.after];
    let [number, length, before, after] = counts.map(|count| units::count(count as u64));
    [number, length, before, after, units::bytes(copied)]
}

/// A line for each step of each policy: the length at which the array grew, the capacities in items
/// before and after, and the bytes copied up to and including the step.
fn render_csv(curves: &[(&str, Curve)]) -> String {
    let mut text = String::from("policy,step,length,capacity_before,capacity_after,copied_bytes\n");
    for (name, curve) in curves {
        for (number, (step, copied)) in (1..).zip(curve.copied_by_step()) {
            let (length, before, after) = (step.before + 1, step.before, step.after);
            let line = format!("{name},{number},{length},{before},{after},{copied}\n");
            text.push_str(&line);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::growth::{RustVec, follow};

    #[test]
    fn one_policy_is_shown_with_its_steps() {
        let curve = follow(&RustVec, 9, 8, 0).unwrap();
        let layout = TextLayout::default();
        let text = render_text(&[("rust", curve.clone())], layout);
        let expected = " \
policy  steps  copied/item  total   peak  copying peak  headroom  at worst
 rust        3       10.7 B  224 B  128 B         192 B    77.8 %         –

 step  length  before  after  copied so far
    1       1       0      4            0 B
    2       5       4      8           32 B
    3       9       8     16           96 B
";
        assert_eq!(text, expected);
        let several = [("rust", curve.clone()), ("again", curve)];
        assert_eq!(render_text(&several, layout).lines().count(), 3);
    }

    #[test]
    fn csv_has_a_line_for_each_step() {
        let curves = [("rust", follow(&RustVec, 9, 8, 3).unwrap())];
        let expected = "policy,step,length,capacity_before,capacity_after,copied_bytes\n\
                        rust,1,4,3,6,24\n\
                        rust,2,7,6,12,72\n";
        assert_eq!(render_csv(&curves), expected);
    }
}
