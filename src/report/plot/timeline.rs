//! Live bytes over time, with the names of the phases above.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::record::{Phase, Timeline};
use crate::report::plain::plain;

use super::axis::{Axis, AxisUnit};
use super::frame::{Chart, DrawResult, PlotFrame, STROKE, text_style, text_width};
use super::ink;

const SIZE: (u32, u32) = (960, 420);
/// The number of intervals that the time is divided into, to draw few points of each.
const INTERVALS: u64 = 320;

/// A plot of the live bytes as steps, with the phases above.
pub(in crate::report) fn render_timeline(timeline: &Timeline, about: &str) -> String {
    let end = timeline.end_ns.max(1) as f64;
    let depths = timeline.phases.iter().map(|phase| phase.depth);
    let levels = depths.max().unwrap_or(0).saturating_add(1);
    let peak = timeline.peak_bytes() as f64;
    let mut y = Axis::linear("live", AxisUnit::Bytes, [peak].into_iter());
    if !timeline.phases.is_empty() {
        y.range.end *= 1.0 + LEVEL * f64::from(levels.min(MOST_LEVELS)) + 0.02;
    }
    let frame = PlotFrame {
        x: Axis::with_end("time in the count pass", AxisUnit::Nanoseconds, end),
        y,
        size: SIZE,
        about,
    };
    frame.render(|chart| {
        let points = step_corners(&thin_out(timeline));
        let area = AreaSeries::new(points.iter().copied(), 0.0, ink::SURFACE);
        chart.draw_series(area)?;
        let line = LineSeries::new(points, ink::colour(0).stroke_width(STROKE));
        chart.draw_series(line)?;
        draw_phases(chart, timeline, frame.y.range.end)
    })
}

/// The share of the height that a level of nested phases takes, and the most levels drawn.
const LEVEL: f64 = 0.11;
const MOST_LEVELS: u32 = 4;

/// A bar and a name above the line for each phase, the outer ones on top.
fn draw_phases(chart: &mut Chart<'_>, timeline: &Timeline, top: f64) -> DrawResult {
    let height = top * LEVEL * 0.86;
    for (index, phase) in timeline.phases.iter().enumerate() {
        if phase.depth >= MOST_LEVELS {
            continue;
        }
        let level = top - height * 1.16 * f64::from(phase.depth);
        let (from, to) = (phase.begin_ns as f64, phase.end_ns as f64);
        let colour = ink::colour(index + 1);
        let bar = Rectangle::new(
            [(from, level), (to, level - height * 0.16)],
            colour.filled(),
        );
        chart.draw_series([bar])?;
        let edges = [from, to].map(|x| PathElement::new([(x, 0.0), (x, level)], ink::GRID));
        chart.draw_series(edges)?;
        let name = plain(&phase.name);
        if has_room(chart, phase, &name) {
            let style = text_style(&ink::INK).pos(Pos::new(HPos::Left, VPos::Center));
            let at = (from, level - height * 0.6);
            chart.draw_series([Text::new(name, at, style)])?;
        }
    }
    Ok(())
}

/// True if a phase is wide enough for its name. The list below the plot has all names.
fn has_room(chart: &Chart<'_>, phase: &Phase, name: &str) -> bool {
    let at = |ns: u64| chart.backend_coord(&(ns as f64, 0.0)).0;
    at(phase.end_ns).saturating_sub(at(phase.begin_ns)) >= text_width(name)
}

/// The first, the lowest, the highest and the last point of each interval.
fn thin_out(timeline: &Timeline) -> Vec<(u64, u64)> {
    let interval =
        |at_ns: u64| at_ns as u128 * u128::from(INTERVALS) / u128::from(timeline.end_ns.max(1));
    let mut thinned = Vec::new();
    for points in timeline
        .points
        .chunk_by(|one, other| interval(one.0) == interval(other.0))
    {
        let index = |point: Option<(usize, &(u64, u64))>| point.map_or(0, |(index, _)| index);
        let by_bytes =
            |one: &(usize, &(u64, u64)), other: &(usize, &(u64, u64))| one.1.1.cmp(&other.1.1);
        let lowest = index(points.iter().enumerate().min_by(by_bytes));
        let highest = index(points.iter().enumerate().max_by(by_bytes));
        let mut indices = [0, lowest, highest, points.len() - 1];
        indices.sort_unstable();
        thinned.extend(indices.map(|index| points[index]));
    }
    thinned.dedup();
    let last_bytes = thinned.last().map_or(0, |(_, bytes)| *bytes);
    thinned.push((timeline.end_ns, last_bytes));
    thinned
}

/// The corners of the steps between points.
fn step_corners(points: &[(u64, u64)]) -> Vec<(f64, f64)> {
    let corners = points.windows(2).flat_map(|pair| {
        let [(at, bytes), (next, _)] = pair else {
            return [(0.0, 0.0); 2];
        };
        [(*at as f64, *bytes as f64), (*next as f64, *bytes as f64)]
    });
    let last = points.last().map(|&(at, bytes)| (at as f64, bytes as f64));
    let mut corners: Vec<(f64, f64)> = corners.chain(last).collect();
    corners.dedup();
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_every_peak_and_the_end() {
        let points = (0..100_000).map(|at| (at, if at == 77_777 { 9_999 } else { at % 7 }));
        let timeline = Timeline {
            end_ns: 100_000,
            points: points.collect(),
            phases: Vec::new(),
        };
        let thinned = thin_out(&timeline);
        assert!(
            thinned.len() <= 4 * INTERVALS as usize + 1,
            "{}",
            thinned.len()
        );
        assert!(thinned.contains(&(77_777, 9_999)) && thinned.is_sorted_by_key(|(at, _)| *at));
        assert_eq!(thinned.last(), Some(&(100_000, 99_999 % 7)));
    }

    #[test]
    fn a_phase_too_short_for_its_name_has_none() {
        let phase = |name: &str, end_ns| Phase {
            name: name.to_string(),
            begin_ns: 0,
            end_ns,
            depth: 0,
        };
        let short = Timeline {
            end_ns: 1000,
            points: vec![(0, 8)],
            phases: vec![phase("fill the buffer", 20), phase("drop the buffer", 500)],
        };
        let svg = render_timeline(&short, "");
        assert!(
            !svg.contains("fill the buffer") && svg.contains("drop the buffer"),
            "{svg}"
        );
    }

    #[test]
    fn phases_are_named_in_plain_text_down_to_the_last_level_that_is_drawn() {
        let phase = |depth: u32| Phase {
            name: format!("<level>\u{1b}{depth}"),
            begin_ns: 0,
            end_ns: 100,
            depth,
        };
        let nested = Timeline {
            end_ns: 100,
            points: vec![(0, 8)],
            phases: (0..=MOST_LEVELS).chain([u32::MAX]).map(phase).collect(),
        };
        let svg = render_timeline(&nested, "");
        let names = svg.matches("&lt;level&gt;").count();
        assert_eq!(names, MOST_LEVELS as usize, "{svg}");
        assert!(!svg.contains('\u{1b}'), "{svg}");
    }
}
