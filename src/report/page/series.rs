//! What variants tell at more than one point: of a few variants a small plot each, of many one.

use indexmap::IndexSet;
use maud::{Markup, PreEscaped, html};

use crate::record::{Row, Series};
use crate::report::document::figure;
use crate::report::plain::plain;
use crate::report::plot::{Axis, Line, Unit, histogram, lines};

use super::{curves, legend};

/// From so many variants on they share a plot.
const FEW: usize = 12;
pub(super) const SMALL: (u32, u32) = (480, 330);
const LARGE: (u32, u32) = (960, 560);

/// A variant's name and a series of it.
type Told<'a> = (&'a str, &'a Series);

/// Every series that the rows tell but those that have plots of their own.
pub(super) fn of(rows: &[&Row]) -> Markup {
    let names = rows.iter().flat_map(|row| &row.series);
    let names: IndexSet<&str> = names.map(|series| series.name.as_str()).collect();
    let names = names.into_iter().filter(|name| *name != curves::CAPACITY);
    let told = names.map(|name| (name, told(rows, name)));
    html! {
        @for (name, told) in told.filter(|(_, told)| !told.is_empty()) {
            @if told.len() > FEW { (together(name, &told)) } @else { (one_by_one(name, &told)) }
        }
    }
}

/// The series of this name, each with its variant.
pub(super) fn told<'a>(rows: &[&'a Row], name: &str) -> Vec<Told<'a>> {
    let told = rows.iter().filter_map(|row| {
        let mut series = row.series.iter();
        let series = series.find(|series| series.name == name && !series.points.is_empty())?;
        Some((row.name.as_str(), series))
    });
    told.collect()
}

/// All lines in one plot, and what is expected of the first as one more.
fn together(name: &str, told: &[Told<'_>]) -> Markup {
    let of_variants = told.iter().enumerate().map(|(place, (_, series))| Line {
        place: Some(place),
        points: series.points.clone(),
    });
    let expected = told.iter().map(|(_, series)| &series.expected);
    let longest = expected.max_by_key(|points| points.len());
    let expected = longest
        .filter(|points| !points.is_empty())
        .map(|points| Line {
            place: None,
            points: points.clone(),
        });
    let legend = html! {
        @if expected.is_some() { (legend::accent("expected")) }
        (legend::places(told.iter().map(|(name, _)| *name).enumerate()))
    };
    let drawn: Vec<Line> = of_variants.chain(expected).collect();
    let plot = lines(&drawn, axes(told), LARGE, false, &plain(name));
    figure(&title(name), "", PreEscaped(plot), legend)
}

fn title(name: &str) -> String {
    name.replace('_', " ")
}

/// A small plot for each, all on the same axes.
fn one_by_one(name: &str, told: &[Told<'_>]) -> Markup {
    let has_theory = told.iter().any(|(_, series)| !series.expected.is_empty());
    let more = match has_theory {
        true => "Bars are what was found; the line is what theory expects, where there is one.",
        false => "",
    };
    let plots = html! {
        div.small {
            @for (variant, series) in told {
                div {
                    (plain(variant))
                    (PreEscaped(small(variant, series, axes(told))))
                }
            }
        }
    };
    figure(&title(name), more, plots, html! {})
}

fn small(variant: &str, series: &Series, axes: (Axis, Axis)) -> String {
    let about = plain(&format!("{} of {variant}", series.name));
    match is_histogram(&series.points) {
        true => histogram(&series.points, &series.expected, axes, SMALL, &about),
        false => {
            let points = series.points.clone();
            lines(
                &[Line {
                    place: Some(0),
                    points,
                }],
                axes,
                SMALL,
                false,
                &about,
            )
        }
    }
}

fn is_histogram(points: &[(f64, f64)]) -> bool {
    let is_next = |pair: &[(f64, f64)]| pair[1].0 - pair[0].0 == 1.0;
    points[0].0.fract() == 0.0 && points.windows(2).all(is_next)
}

/// Axes on which all of them fit.
fn axes(told: &[Told<'_>]) -> (Axis, Axis) {
    let points = told
        .iter()
        .flat_map(|(_, series)| series.points.iter().chain(&series.expected));
    let (xs, ys) = (points.clone().map(|(x, _)| *x), points.map(|(_, y)| *y));
    let first = told[0].1;
    let x = match told.iter().all(|(_, series)| is_histogram(&series.points)) {
        true => Axis::whole(&plain(&first.x), xs),
        false => Axis::fitting(&plain(&first.x), Unit::Number, xs),
    };
    let (unit, label) = match first.y.strip_prefix("% of ") {
        Some(of) => (Unit::Percent, format!("of {of}")),
        None => (Unit::Number, first.y.clone()),
    };
    (x, Axis::linear(&plain(&label), unit, ys))
}
