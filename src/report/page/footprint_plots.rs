//! The plots of every experiment: time against the peak, and the bytes of each variant.

use maud::{Markup, PreEscaped, html};

use crate::record::{Figure, Outcome, Row};
use crate::report::columns::has_allocations;
use crate::report::document::render_figure;
use crate::report::plain::{plain, plain_up_to};
use crate::report::plot::{Axis, AxisUnit, BarRow, Spot, render_bars, render_scatter};
use crate::report::ties::share_machine;

use super::legend::render_legend;
use super::parts::render_in_parts;
use super::titles::capitalize;

/// The figures that have bars in the plot of a variant. The last bar may be much longer than the
/// others.
const BARS: [Figure; 4] = [
    Figure::PEAK_BYTES,
    Figure::COPYING_PEAK_BYTES,
    Figure::HELD_PEAK_BYTES,
    Figure::TOTAL_BYTES,
];

const PEAK: Figure = Figure::PEAK_BYTES;
const TIME: Figure = Figure::TIME_MEDIAN_NS;

/// The most variants that have bars in one plot, and the most characters of a name beside a bar.
const MOST_BARS: usize = 24;
const LONGEST_NAME: usize = 32;

/// If there are more variants than this, the plot may lack room for some of their names.
const CROWD: usize = 9;

/// A plot of each variant by its time and its peak, or by its time alone if no variant allocates; none if
/// the times come from several machines.
pub(super) fn render_time_against_peak(rows: &[&Row]) -> Markup {
    let measured = rows.iter().filter(|row| row.outcome == Outcome::Measured);
    let spots = measured.filter_map(|row| {
        Some(Spot {
            name: plain(&row.name),
            x: TIME.value(row)? as f64,
            y: PEAK.value(row)? as f64,
        })
    });
    let spots: Vec<Spot> = spots.collect();
    html! {
        @if !spots.is_empty() && share_machine(rows) {
            @if has_allocations(rows) { (render_spots(&spots)) } @else { (render_times(&spots)) }
        }
    }
}

fn short_name(name: &str) -> String {
    plain_up_to(name, LONGEST_NAME)
}

fn title() -> String {
    format!("{} against {}", capitalize(&TIME.heading()), PEAK.heading())
}

fn time_label() -> String {
    format!("median {}", TIME.heading())
}

fn render_spots(spots: &[Spot]) -> Markup {
    let times = spots.iter().map(|spot| spot.x);
    let peaks = spots.iter().map(|spot| spot.y);
    let x = Axis::fitting(&time_label(), TIME.unit.into(), times);
    let y = Axis::fitting(&PEAK.heading(), PEAK.unit.into(), peaks);
    let about = format!("{} of each variant", title());
    let units = (TIME.unit.into(), PEAK.unit.into());
    let plot = render_scatter(spots, (x, y), units, &about);
    let optimal: Vec<&str> = spots
        .iter()
        .filter(|spot| spot.is_pareto_optimal(spots))
        .map(|spot| spot.name.as_str())
        .collect();
    let left_out = match spots.len() {
        ..=CROWD => "",
        _ => " Names that would overlap are left out; point at a spot for its name.",
    };
    let explanation = format!("Pareto-optimal: {}.{left_out}", optimal.join(", "));
    render_figure(&title(), &explanation, PreEscaped(plot), html! {})
}

fn render_times(spots: &[Spot]) -> Markup {
    let bar = |spot: &Spot| BarRow {
        name: short_name(&spot.name),
        values: vec![Some(spot.x)],
        is_marked: spot.is_pareto_optimal(spots),
    };
    let bars: Vec<BarRow> = spots.iter().map(bar).collect();
    let about = format!("{} of each variant", capitalize(&time_label()));
    let axis = (time_label(), AxisUnit::from(TIME.unit));
    let plot = render_in_parts(&bars, MOST_BARS, "variant", |bars| {
        PreEscaped(render_bars(
            bars,
            (&axis.0, axis.1),
            &[],
            f64::INFINITY,
            &about,
        ))
    });
    let (peak, time) = (PEAK.heading(), TIME.heading());
    let explanation = format!(
        "The {peak} of every variant is 0 B. The variant with the shortest {time} is marked."
    );
    render_figure(&title(), &explanation, plot, html! {})
}

/// Bars for the bytes of each variant.
pub(super) fn render_footprints(rows: &[&Row]) -> Markup {
    let footprints = rows.iter().filter(|row| row.heap.is_some());
    let footprints = footprints.map(|row| BarRow {
        name: short_name(&row.name),
        values: BARS
            .iter()
            .map(|figure| figure.value(row).map(|bytes| bytes as f64))
            .collect(),
        is_marked: false,
    });
    let footprints: Vec<BarRow> = footprints.collect();
    if footprints.is_empty() || !has_allocations(rows) {
        return html! {};
    }
    let names = BARS.map(|figure| figure.heading());
    let names = names.each_ref().map(String::as_str);
    let about = format!("Bytes of each variant: {}", names.join(", "));
    let longest = longest_bar(&footprints);
    let axis = ("", AxisUnit::Bytes);
    let plot = render_in_parts(&footprints, MOST_BARS, "variant", |footprints| {
        PreEscaped(render_bars(footprints, axis, &names, longest, &about))
    });
    let legend = render_legend(names.into_iter().enumerate());
    render_figure("Bytes", "", plot, legend)
}

/// The length at which bars end: a few times the largest of the other figures, so that long bars of
/// the last figure do not make the others invisible.
fn longest_bar(footprints: &[BarRow]) -> f64 {
    const TIMES: f64 = 3.0;
    let others = footprints
        .iter()
        .flat_map(|bar| &bar.values[..BARS.len() - 1]);
    let largest = others.flatten().copied().fold(0.0, f64::max);
    if largest > 0.0 {
        largest * TIMES
    } else {
        f64::INFINITY
    }
}
