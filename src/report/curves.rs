//! What growth policies cost on the way to a length.

use comfy_table::{CellAlignment, Table, presets};

use crate::lab::growth::{Curve, WORST_FROM};
use crate::units;

use super::table::ABSENT;
use super::text_table::table_lines;

/// A line for each policy with what it costs; where there is one only, its steps too.
pub fn growth_curves(curves: &[(&str, Curve)]) -> String {
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
    let mut text = table(head, costs, 1);
    if let [(_, curve)] = curves {
        text.push('\n');
        text.push_str(&steps(curve));
    }
    text
}

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
    value.map_or_else(
        || ABSENT.to_string(),
        |value| format!("{} {unit}", units::digits(value)),
    )
}

fn steps(curve: &Curve) -> String {
    let head = ["step", "length", "before", "after", "copied so far"];
    let steps = (1..).zip(curve.copied_by_step());
    let rows = steps.map(|(number, (step, copied))| {
        let counts = [number, step.before + 1, step.before, step.after];
        let [number, length, before, after] = counts.map(|count| units::count(count as u64));
        [number, length, before, after, units::bytes(copied)]
    });
    table(head, rows, 0)
}

/// A table whose columns from `right` on are numbers.
fn table<const N: usize>(
    head: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
    right: usize,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(head);
    table.add_rows(rows);
    for column in table.column_iter_mut().skip(right) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table_lines(&table)
}

/// A line for each step of each policy, under a head line: the length that an item too many made
/// grow, the capacities in items, and the bytes copied up to the step's end.
pub fn growth_curves_csv(curves: &[(&str, Curve)]) -> String {
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
        let text = growth_curves(&[("rust", curve.clone())]);
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
        assert_eq!(growth_curves(&several).lines().count(), 3);
    }

    #[test]
    fn csv_has_a_line_for_each_step() {
        let curves = [("rust", follow(&RustVec, 9, 8, 3).unwrap())];
        let expected = "policy,step,length,capacity_before,capacity_after,copied_bytes\n\
                        rust,1,4,3,6,24\n\
                        rust,2,7,6,12,72\n";
        assert_eq!(growth_curves_csv(&curves), expected);
    }
}
