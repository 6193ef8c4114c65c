//! Plots of the series of variants: small plots for few variants, one plot for many.

use indexmap::IndexSet;
use maud::{Markup, PreEscaped, html};

use crate::record::{PlotKind, Row, Series};
use crate::report::document::render_figure;
use crate::report::plain::plain;
use crate::report::plot::{
    Axis, AxisUnit, COLOURS, DASHES, LARGE_SIZE, Line, SMALL_SIZE, render_histogram, render_lines,
};

use super::capacity::render_capacity;
use super::legend::{render_accent, render_legend};
use super::parts::render_in_parts;
use super::titles::title;

/// The most variants that have small plots; more share one plot.
const MOST_SMALL_PLOTS: usize = 12;

/// A variant's name and one of its series.
type VariantSeries<'a> = (&'a str, &'a Series);

/// The plots of every series of the rows, in the order in which the rows first have them.
pub(super) fn render_series(rows: &[&Row]) -> Markup {
    let names = rows.iter().flat_map(|row| &row.series);
    let names: IndexSet<&str> = names.map(|series| series.name.as_str()).collect();
    let plots = names.into_iter().map(|name| {
        let variants = series_of_variants(rows, name);
        render_plots(name, &variants)
    });
    html! { @for plot in plots { (plot) } }
}

/// The series of this name with at least one point, each with the name of its variant.
fn series_of_variants<'a>(rows: &[&'a Row], name: &str) -> Vec<VariantSeries<'a>> {
    let variants = rows.iter().filter_map(|row| {
        let mut series = row.series.iter();
        let series = series.find(|series| series.name == name && !series.points.is_empty())?;
        Some((row.name.as_str(), series))
    });
    variants.collect()
}

fn render_plots(name: &str, variants: &[VariantSeries<'_>]) -> Markup {
    let Some((_, first)) = variants.first() else {
        return html! {};
    };
    match first.plot {
        PlotKind::Capacity => render_capacity(&title(name), variants),
        PlotKind::Auto if variants.len() > MOST_SMALL_PLOTS => {
            render_in_parts(variants, COLOURS * DASHES, "variant", |variants| {
                render_together(name, variants)
            })
        }
        PlotKind::Auto => render_one_by_one(name, variants),
    }
}

/// Renders one plot with a line for each variant, and a line for the longest of the expected
/// series.
fn render_together(name: &str, variants: &[VariantSeries<'_>]) -> Markup {
    let measured = variants
        .iter()
        .enumerate()
        .map(|(index, (variant, series))| Line {
            name: plain(variant),
            colour_index: Some(index),
            points: series.points.clone(),
        });
    let expected = variants.iter().map(|(_, series)| &series.expected);
    let longest = expected.max_by_key(|points| points.len());
    let expected = longest
        .filter(|points| !points.is_empty())
        .map(|points| Line {
            name: String::from("expected"),
            colour_index: None,
            points: points.clone(),
        });
    let legend = html! {
        @if expected.is_some() { (render_accent("expected")) }
        (render_legend(variants.iter().map(|(name, _)| *name).enumerate()))
    };
    let drawn: Vec<Line> = measured.chain(expected).collect();
    let plot = render_lines(&drawn, axes(variants), LARGE_SIZE, None, &plain(name));
    render_figure(&title(name), "", PreEscaped(plot), legend)
}

/// A small plot for each variant, all on the same axes.
fn render_one_by_one(name: &str, variants: &[VariantSeries<'_>]) -> Markup {
    let has_theory = variants
        .iter()
        .any(|(_, series)| !series.expected.is_empty());
    let explanation = if has_theory {
        "Bars are measured; the line is what a theory expects, if there is one."
    } else {
        ""
    };
    let unit = y_unit(variants).0;
    let plots = html! {
        div.small {
            @for (variant, series) in variants {
                div {
                    (plain(variant))
                    (PreEscaped(render_small(variant, series, axes(variants), unit)))
                }
            }
        }
    };
    render_figure(&title(name), explanation, plots, html! {})
}

fn render_small(variant: &str, series: &Series, axes: (Axis, Axis), unit: AxisUnit) -> String {
    let about = plain(&format!("{} of {variant}", series.name));
    if is_histogram(&series.points) {
        let (points, expected) = (&series.points, &series.expected);
        return render_histogram(points, expected, axes, unit, SMALL_SIZE, &about);
    }
    let line = Line {
        name: plain(variant),
        colour_index: Some(0),
        points: series.points.clone(),
    };
    render_lines(&[line], axes, SMALL_SIZE, None, &about)
}

/// True if every `x` is the whole number after the one before.
fn is_histogram(points: &[(f64, f64)]) -> bool {
    let is_next = |pair: &[(f64, f64)]| pair[1].0 - pair[0].0 == 1.0;
    points[0].0.fract() == 0.0 && points.windows(2).all(is_next)
}

/// Axes on which the series of all variants fit.
fn axes(variants: &[VariantSeries<'_>]) -> (Axis, Axis) {
    let points = variants
        .iter()
        .flat_map(|(_, series)| series.points.iter().chain(&series.expected));
    let (xs, ys) = (points.clone().map(|(x, _)| *x), points.map(|(_, y)| *y));
    let first = variants[0].1;
    let has_only_histograms = variants
        .iter()
        .all(|(_, series)| is_histogram(&series.points));
    let x = if has_only_histograms {
        Axis::whole(&plain(&first.x), xs)
    } else {
        Axis::fitting(&plain(&first.x), AxisUnit::Number, xs)
    };
    let (unit, label) = y_unit(variants);
    (x, Axis::linear(&plain(&label), unit, ys))
}

/// The unit and the label of the y-axis of the series.
fn y_unit(variants: &[VariantSeries<'_>]) -> (AxisUnit, String) {
    let y = &variants[0].1.y;
    match y.strip_prefix("% of ") {
        Some(whole) => (AxisUnit::Percent, format!("of {whole}")),
        None => (AxisUnit::Number, y.clone()),
    }
}
