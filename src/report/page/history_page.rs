//! A history of a figure as a page: a plot, and a table of the changes.

use maud::{Markup, PreEscaped, html};

use crate::compare::VariantHistory;
use crate::report::document::{render_document, render_figure, render_scrolling};
use crate::report::history::{RevisionHistory, first_row, step_row};
use crate::report::plain::plain;
use crate::report::plot::{Axis, AxisUnit, COLOURS, DASHES, LARGE_SIZE, Line, render_lines};

use super::legend::render_legend;
use super::parts::render_in_parts;

/// The most variants in the table.
const MOST_VARIANTS: usize = 200;

/// A whole HTML document: the figure of each variant that changed, over the revisions, and what
/// changed it.
pub fn render_history_page(history: &RevisionHistory) -> String {
    let heading = history.figure.heading();
    let title = format!("heapwise: {heading} from revision to revision");
    let header = html! {
        h1 { (title) }
        p { (history.figure.explanation) }
    };
    let changed = &history.history.changed;
    let main = html! {
        @if changed.is_empty() { p { "No change of " (heading) "." } }
        (render_in_parts(changed, COLOURS * DASHES, "variant", |part| render_plot(part, history)))
        (render_in_parts(changed, MOST_VARIANTS, "variant", |part| {
            html! { @for variant in part { (render_table(variant, history)) } }
        }))
        (render_revisions(history))
    };
    render_document(&title, &header, &main)
}

/// A line for each variant. Revisions are numbered from 1.
fn render_plot(variants: &[VariantHistory], history: &RevisionHistory) -> Markup {
    let lines = variants.iter().enumerate().map(|(index, variant)| Line {
        name: plain(&variant.name),
        colour_index: Some(index),
        points: points(variant),
    });
    let lines: Vec<Line> = lines.collect();
    if lines.is_empty() {
        return html! {};
    }
    let values = lines.iter().flat_map(|line| &line.points);
    let (xs, ys) = (values.clone().map(|(x, _)| *x), values.map(|(_, y)| *y));
    let unit = AxisUnit::from(history.figure.unit);
    let axes = (Axis::whole("revision", xs), Axis::linear("", unit, ys));
    let marks = Some((AxisUnit::Number, unit));
    let title = format!("{} over revisions", history.figure.heading());
    let plot = render_lines(&lines, axes, LARGE_SIZE, marks, &title);
    let names = variants.iter().map(|variant| variant.name.as_str());
    let legend = render_legend(names.enumerate());
    render_figure(&title, "", PreEscaped(plot), legend)
}

fn points(variant: &VariantHistory) -> Vec<(f64, f64)> {
    let numbered = (1_u32..).zip(&variant.values);
    let points = numbered.filter_map(|(number, value)| Some((f64::from(number), (*value)? as f64)));
    points.collect()
}

fn render_table(variant: &VariantHistory, history: &RevisionHistory) -> Markup {
    let first = first_row(variant, history).into_iter();
    let steps = variant.steps.iter().map(|step| step_row(step, history));
    let table = html! {
        table {
            thead {
                tr {
                    th scope="col" { (history.figure.heading()) }
                    th scope="col" { "difference" }
                    th.text scope="col" { "revision" }
                    th.text scope="col" { "call site" }
                }
            }
            tbody {
                @for [value, difference, revision, site] in first.chain(steps) {
                    tr {
                        td { (value) }
                        td.sign { (difference) }
                        td.text { (revision) }
                        td.text { code { (site) } }
                    }
                }
            }
        }
    };
    html! {
        section {
            h2 { (plain(&variant.name)) }
            (render_scrolling("Changes", table))
        }
    }
}

/// The number of each revision in the plot.
fn render_revisions(history: &RevisionHistory) -> Markup {
    html! {
        section {
            h2 { "Revisions" }
            ol { @for revision in &history.revisions { li { (plain(revision)) } } }
        }
    }
}
