//! Plots of one experiment at several inputs: its figures against each numeric input.

use indexmap::{IndexMap, IndexSet};
use maud::{Markup, PreEscaped, html};

use crate::record::{Case, Figure, Outcome, Row, Value};
use crate::report::document::{render_figure, render_note};
use crate::report::plain::plain;
use crate::report::plot::{Axis, AxisUnit, COLOURS, DASHES, LARGE_SIZE, Line, render_lines};

use super::legend::render_legend;
use super::parts::render_in_parts;

/// Cases that differ in one input only, each with its value of that input.
type Sweep<'a> = Vec<(f64, &'a Case)>;

type RowValue = dyn Fn(&Row) -> Option<f64>;

/// A value of each row, with its title and the unit of its axis.
struct PlottedValue {
    title: String,
    unit: AxisUnit,
    value: Box<RowValue>,
}

/// The most sweeps of an experiment that are plotted, and the most values of each.
const MOST_SWEEPS: usize = 24;
const MOST_VALUES: usize = 24;

/// Plots the figures against each input that has several values in `cases`.
pub(super) fn render_size_plots(cases: &[Case]) -> Markup {
    let Some(first) = cases.first() else {
        return html! {};
    };
    let inputs = first.input.keys();
    let mut sweeps = inputs.flat_map(|input| {
        let sweeps = find_sweeps(cases, input).into_iter();
        sweeps.map(move |(others, sweep)| (input, others, sweep))
    });
    html! {
        @for (input, others, sweep) in sweeps.by_ref().take(MOST_SWEEPS) {
            (render_sweep(input, &others, &sweep))
        }
        (render_more(sweeps.count(), "plots against an input"))
    }
}

/// A note on how many plots are left out.
fn render_more(count: usize, plots: &str) -> Markup {
    html! {
        @if count > 0 { (render_note(&format!("{count} more {plots}; `--format json` has all"))) }
    }
}

/// The cases at several values of `input`, in ascending order of the value, for each combination of
/// the other inputs' values.
fn find_sweeps<'a>(cases: &'a [Case], input: &str) -> IndexMap<String, Sweep<'a>> {
    let mut sweeps: IndexMap<String, Sweep<'a>> = IndexMap::new();
    for case in cases {
        let others = case.input.iter().filter(|(name, _)| *name != input);
        let others: Vec<String> = others
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if let Some(value) = case.input.get(input).and_then(number) {
            sweeps
                .entry(others.join(" "))
                .or_default()
                .push((value, case));
        }
    }
    for sweep in sweeps.values_mut() {
        sweep.sort_by(|one, other| one.0.total_cmp(&other.0));
        sweep.dedup_by_key(|(value, _)| *value);
    }
    sweeps.retain(|_, sweep| sweep.len() > 1);
    sweeps
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(value) => Some(*value as f64),
        Value::Real(value) => Some(*value),
        Value::Text(_) => None,
    }
}

fn render_sweep(input: &str, others: &str, sweep: &Sweep<'_>) -> Markup {
    let rows = || sweep.iter().flat_map(|(_, case)| &case.variants);
    let variants: IndexSet<&str> = rows().map(|row| row.name.as_str()).collect();
    let variants: Vec<&str> = variants.into_iter().collect();
    let values = plotted_values(rows());
    let more = values.len().saturating_sub(MOST_VALUES);
    html! {
        h3 { "Against " (plain(input)) " " span.faint { (plain(others)) } }
        div.plots {
            @for value in values.iter().take(MOST_VALUES) {
                (render_in_parts(&variants, COLOURS * DASHES, "variant", |variants| {
                    render_plot(input, value, sweep, variants)
                }))
            }
        }
        (render_more(more, "plots of metrics"))
    }
}

/// Bytes for each element, the median time, and every metric that is not a detail.
fn plotted_values<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<PlottedValue> {
    let fixed = [
        PlottedValue {
            title: String::from("bytes per element"),
            unit: AxisUnit::Bytes,
            value: Box::new(Row::bytes_per_element),
        },
        PlottedValue {
            title: format!("median {}", Figure::TIME_MEDIAN_NS.heading()),
            unit: Figure::TIME_MEDIAN_NS.unit.into(),
            value: Box::new(|row| Some(Figure::TIME_MEDIAN_NS.value(row)? as f64)),
        },
    ];
    let metrics = rows
        .flat_map(|row| &row.metrics)
        .filter(|metric| !metric.detail);
    let metrics: IndexMap<&str, &str> = metrics
        .map(|metric| (metric.name.as_str(), metric.unit.as_str()))
        .collect();
    let metrics = metrics.into_iter().map(|(name, unit)| PlottedValue {
        title: name.to_string(),
        unit: axis_unit(unit),
        value: {
            let name = name.to_string();
            Box::new(move |row| Some(row.metrics.iter().find(|metric| metric.name == name)?.value))
        },
    });
    fixed.into_iter().chain(metrics).collect()
}

/// The unit of the axis for a metric in `unit`. The axis of a mean such as `ns/item` has the unit
/// before the slash.
fn axis_unit(unit: &str) -> AxisUnit {
    match unit.split('/').next() {
        Some("ns") => AxisUnit::Nanoseconds,
        Some("B") => AxisUnit::Bytes,
        Some("%") => AxisUnit::Percent,
        _ => AxisUnit::Number,
    }
}

/// Plots one value against the input, with a line for each variant.
fn render_plot(input: &str, value: &PlottedValue, sweep: &Sweep<'_>, variants: &[&str]) -> Markup {
    let drawn: Vec<Line> = variants
        .iter()
        .enumerate()
        .map(|(index, variant)| Line {
            name: plain(variant),
            colour_index: Some(index),
            points: points(variant, value, sweep),
        })
        .filter(|line| line.points.len() > 1)
        .collect();
    if drawn.is_empty() {
        return html! {};
    }
    let axes = axes(&plain(input), value.unit, &drawn);
    let title = format!("{} against {input}", value.title);
    let units = Some((AxisUnit::Number, value.unit));
    let plot = render_lines(&drawn, axes, LARGE_SIZE, units, &plain(&title));
    let names = drawn
        .iter()
        .filter_map(|line| Some((line.colour_index?, variants[line.colour_index?])));
    render_figure(&title, "", PreEscaped(plot), render_legend(names))
}

/// The axes for the points of `drawn`. The x-axis is logarithmic if every value of the input is at
/// least 1; the axis of bytes or times is then logarithmic too. Other axes are logarithmic only if
/// their values span a wide range.
fn axes(input: &str, unit: AxisUnit, drawn: &[Line]) -> (Axis, Axis) {
    let points = drawn.iter().flat_map(|line| &line.points);
    let (xs, ys) = (points.clone().map(|(x, _)| *x), points.map(|(_, y)| *y));
    let is_size = xs.clone().all(|x| x >= 1.0);
    let x = if is_size {
        Axis::logarithmic(input, AxisUnit::Number, xs)
    } else {
        Axis::fitting(input, AxisUnit::Number, xs)
    };
    let is_amount = [AxisUnit::Bytes, AxisUnit::Nanoseconds].contains(&unit);
    let y = if is_size && is_amount {
        Axis::logarithmic("", unit, ys)
    } else {
        Axis::fitting("", unit, ys)
    };
    (x, y)
}

fn points(variant: &str, value: &PlottedValue, sweep: &Sweep<'_>) -> Vec<(f64, f64)> {
    let points = sweep.iter().filter_map(|(x, case)| {
        let mut rows = case.variants.iter();
        let row = rows.find(|row| row.name == variant && row.outcome == Outcome::Measured)?;
        Some((*x, (value.value)(row)?))
    });
    points.collect()
}
