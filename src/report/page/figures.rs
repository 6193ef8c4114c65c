//! The plots that every experiment has: time against peak bytes, and what the bytes were.

use maud::{Markup, PreEscaped, html};

use crate::record::{Figure, Outcome, Row};
use crate::report::columns::allocates;
use crate::report::document::figure;
use crate::report::plain::plain;
use crate::report::plot::{Axis, Bar, Spot, Unit, bars, scatter};

use super::legend;

/// What the bars of a variant show.
const SHOWN: [(&str, Figure); 4] = [
    ("peak", Figure::PEAK_BYTES),
    ("copying peak", Figure::COPYING_PEAK_BYTES),
    ("held", Figure::HELD_PEAK_BYTES),
    ("total", Figure::TOTAL_BYTES),
];

const TIME: &str = "median time";

/// More variants than this may leave some without a name in the plot.
const CROWD: usize = 9;

/// Each variant by its time and its peak; where none allocates, by its time alone.
pub(super) fn time_against_peak(rows: &[&Row]) -> Markup {
    let measured = rows.iter().filter(|row| row.outcome == Outcome::Measured);
    let spots = measured.filter_map(|row| {
        Some(Spot {
            name: plain(&row.name),
            x: Figure::TIME_MEDIAN_NS.value(row)? as f64,
            y: Figure::PEAK_BYTES.value(row)? as f64,
        })
    });
    let spots: Vec<Spot> = spots.collect();
    html! {
        @if !spots.is_empty() {
            @if allocates(rows) { (scattered(&spots)) } @else { (times(&spots)) }
        }
    }
}

fn scattered(spots: &[Spot]) -> Markup {
    let x = Axis::fitting(TIME, Unit::Nanoseconds, spots.iter().map(|spot| spot.x));
    let y = Axis::fitting("peak", Unit::Bytes, spots.iter().map(|spot| spot.y));
    let plot = scatter(spots, x, y, "Time against peak bytes of each variant");
    let unbeaten: Vec<&str> = spots
        .iter()
        .filter(|spot| spot.is_unbeaten(spots))
        .map(|spot| spot.name.as_str())
        .collect();
    let left_out = match spots.len() {
        ..=CROWD => "",
        _ => " Names that would lie upon others are left out.",
    };
    let more = format!(
        "No other is better in both than {}.{left_out}",
        unbeaten.join(", ")
    );
    figure("Time against peak", &more, PreEscaped(plot), html! {})
}

fn times(spots: &[Spot]) -> Markup {
    let bar = |spot: &Spot| Bar {
        name: spot.name.clone(),
        values: vec![Some(spot.x)],
        is_marked: spot.is_unbeaten(spots),
    };
    let times: Vec<Bar> = spots.iter().map(bar).collect();
    let about = "Time of each variant; all have a peak of 0 B";
    let plot = bars(&times, (TIME, Unit::Nanoseconds), f64::INFINITY, about);
    let more = "The peak of all is 0 B, so time alone tells them apart; no other beats the marked.";
    figure("Time against peak", more, PreEscaped(plot), html! {})
}

/// Peak, copying peak, held and total of each variant.
pub(super) fn footprints(rows: &[&Row]) -> Markup {
    let footprints = rows.iter().filter(|row| row.heap.is_some());
    let footprints = footprints.map(|row| Bar {
        name: plain(&row.name),
        values: SHOWN
            .iter()
            .map(|(_, figure)| figure.value(row).map(|bytes| bytes as f64))
            .collect(),
        is_marked: false,
    });
    let footprints: Vec<Bar> = footprints.collect();
    if footprints.is_empty() || !allocates(rows) {
        return html! {};
    }
    let about = "Peak, copying peak, held and total bytes of each variant";
    let plot = bars(&footprints, ("", Unit::Bytes), longest(&footprints), about);
    let names = SHOWN.iter().map(|(name, _)| *name).enumerate();
    figure("Bytes", "", PreEscaped(plot), legend::places(names))
}

/// Totals many times as large as all else would leave nothing to see of that.
fn longest(footprints: &[Bar]) -> f64 {
    const TIMES: f64 = 3.0;
    let but_totals = footprints
        .iter()
        .flat_map(|bar| &bar.values[..SHOWN.len() - 1]);
    let largest = but_totals.flatten().copied().fold(0.0, f64::max);
    match largest > 0.0 {
        true => largest * TIMES,
        false => f64::INFINITY,
    }
}
