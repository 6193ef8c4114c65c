//! One experiment at several sizes or loads: its figures against each input that is a number.

use indexmap::{IndexMap, IndexSet};
use maud::{Markup, PreEscaped, html};

use crate::record::{Entry, Figure, Outcome, Row, Value};
use crate::report::document::figure;
use crate::report::plain::plain;
use crate::report::plot::{Axis, Line, Unit, lines};

use super::legend;

const SIZE: (u32, u32) = (960, 560);

/// Entries that differ in one input only, each at its value.
type Sweep<'a> = Vec<(f64, &'a Entry)>;

type OfRow = dyn Fn(&Row) -> Option<f64>;

/// A figure of a row, with its title and its axis.
struct Measured {
    title: String,
    unit: Unit,
    of: Box<OfRow>,
}

/// The plots against each input of which the entries have several values.
pub(super) fn of(entries: &[Entry]) -> Markup {
    let Some(first) = entries.first() else {
        return html! {};
    };
    html! {
        @for input in first.input.keys() {
            @for (others, sweep) in sweeps(entries, input) {
                (against(input, &others, &sweep))
            }
        }
    }
}

/// The entries at several values of `input`, by what their other inputs are.
fn sweeps<'a>(entries: &'a [Entry], input: &str) -> IndexMap<String, Sweep<'a>> {
    let mut sweeps: IndexMap<String, Sweep<'a>> = IndexMap::new();
    for entry in entries {
        let others = entry.input.iter().filter(|(name, _)| *name != input);
        let others: Vec<String> = others
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if let Some(value) = entry.input.get(input).and_then(number) {
            sweeps
                .entry(others.join(" "))
                .or_default()
                .push((value, entry));
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

fn against(input: &str, others: &str, sweep: &Sweep<'_>) -> Markup {
    let rows = || sweep.iter().flat_map(|(_, entry)| &entry.variants);
    let variants: IndexSet<&str> = rows().map(|row| row.name.as_str()).collect();
    html! {
        h3 { "Against " (plain(input)) " " span.faint { (plain(others)) } }
        div.plots {
            @for measured in figures(rows()) { (plot(input, &measured, sweep, &variants)) }
        }
    }
}

/// Bytes an element, the time, and every metric that is no detail.
fn figures<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<Measured> {
    let fixed = [
        Measured {
            title: String::from("bytes an element"),
            unit: Unit::Bytes,
            of: Box::new(Row::bytes_per_element),
        },
        Measured {
            title: String::from("median time"),
            unit: Unit::Nanoseconds,
            of: Box::new(|row| Some(Figure::TIME_MEDIAN_NS.value(row)? as f64)),
        },
    ];
    let metrics = rows
        .flat_map(|row| &row.metrics)
        .filter(|metric| !metric.detail);
    let metrics: IndexMap<&str, &str> = metrics
        .map(|metric| (metric.name.as_str(), metric.unit.as_str()))
        .collect();
    let metrics = metrics.into_iter().map(|(name, unit)| Measured {
        title: name.to_string(),
        unit: match unit {
            "ns" | "ns/key" => Unit::Nanoseconds,
            "B" | "B/entry" => Unit::Bytes,
            "%" => Unit::Percent,
            _ => Unit::Number,
        },
        of: {
            let name = name.to_string();
            Box::new(move |row| Some(row.metrics.iter().find(|metric| metric.name == name)?.value))
        },
    });
    fixed.into_iter().chain(metrics).collect()
}

/// One figure against the input, a line for each variant.
fn plot(input: &str, measured: &Measured, sweep: &Sweep<'_>, variants: &IndexSet<&str>) -> Markup {
    let drawn: Vec<Line> = variants
        .iter()
        .enumerate()
        .map(|(place, variant)| Line {
            place: Some(place),
            points: points(variant, measured, sweep),
        })
        .filter(|line| line.points.len() > 1)
        .collect();
    if drawn.is_empty() {
        return html! {};
    }
    let axes = axes(&plain(input), measured.unit, &drawn);
    let title = format!("{} against {input}", measured.title);
    let plot = lines(&drawn, axes, SIZE, true, &plain(&title));
    let names = drawn
        .iter()
        .filter_map(|line| Some((line.place?, variants[line.place?])));
    figure(&title, "", PreEscaped(plot), legend::places(names))
}

/// Sizes, and the bytes and times at them, are on logarithmic axes; loads and what depends on them
/// are not.
fn axes(input: &str, unit: Unit, drawn: &[Line]) -> (Axis, Axis) {
    let points = drawn.iter().flat_map(|line| &line.points);
    let (xs, ys) = (points.clone().map(|(x, _)| *x), points.map(|(_, y)| *y));
    let is_size = xs.clone().all(|x| x >= 1.0);
    let x = match is_size {
        true => Axis::logarithmic(input, Unit::Number, xs),
        false => Axis::fitting(input, Unit::Number, xs),
    };
    let y = match is_size && [Unit::Bytes, Unit::Nanoseconds].contains(&unit) {
        true => Axis::logarithmic("", unit, ys),
        false => Axis::fitting("", unit, ys),
    };
    (x, y)
}

fn points(variant: &str, measured: &Measured, sweep: &Sweep<'_>) -> Vec<(f64, f64)> {
    let points = sweep.iter().filter_map(|(x, entry)| {
        let mut rows = entry.variants.iter();
        let row = rows.find(|row| row.name == variant && row.outcome == Outcome::Measured)?;
        Some((*x, (measured.of)(row)?))
    });
    points.collect()
}
