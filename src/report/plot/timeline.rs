//! Live bytes over time, the phases named above.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::record::{Phase, Timeline};
use crate::report::plain::plain;

use super::axis::{Axis, Unit};
use super::frame::{Chart, Drawn, Frame, STROKE, text_style, text_width};
use super::ink;

const SIZE: (u32, u32) = (960, 420);
/// A step of the plot is so wide at least; of the points in it the lowest and the highest are drawn.
const STEPS: u64 = 320;

/// The timeline, stepwise, its peak marked.
pub(in crate::report) fn timeline(timeline: &Timeline, about: &str) -> String {
    let end = timeline.end_ns.max(1) as f64;
    let depths = timeline.phases.iter().map(|phase| phase.depth);
    let levels = depths.max().unwrap_or(0).saturating_add(1);
    let peak = timeline.peak_bytes() as f64;
    let mut y = Axis::linear("live", Unit::Bytes, [peak].into_iter());
    if !timeline.phases.is_empty() {
        y.range.end *= 1.0 + LEVEL * f64::from(levels.min(MOST_LEVELS)) + 0.02;
    }
    let frame = Frame {
        x: Axis::exact("time in the count pass", Unit::Nanoseconds, end),
        y,
        size: SIZE,
        about,
    };
    frame.draw(|chart| {
        let points = stepwise(&thinned(timeline));
        let area = AreaSeries::new(points.iter().copied(), 0.0, ink::SURFACE);
        chart.draw_series(area)?;
        let line = LineSeries::new(points, ink::colour(0).stroke_width(STROKE));
        chart.draw_series(line)?;
        phases(chart, timeline, frame.y.range.end)
    })
}

/// How much of the height a level of phases takes, and how many levels are drawn.
const LEVEL: f64 = 0.11;
const MOST_LEVELS: u32 = 4;

/// A bar and a name above the line for each phase, the outer ones on top.
fn phases(chart: &mut Chart<'_>, timeline: &Timeline, top: f64) -> Drawn {
    let height = top * LEVEL * 0.86;
    for (place, phase) in timeline.phases.iter().enumerate() {
        if phase.depth >= MOST_LEVELS {
            continue;
        }
        let level = top - height * 1.16 * f64::from(phase.depth);
        let (from, to) = (phase.begin_ns as f64, phase.end_ns as f64);
        let colour = ink::colour(place + 1);
        let bar = Rectangle::new(
            [(from, level), (to, level - height * 0.16)],
            colour.filled(),
        );
        chart.draw_series([bar])?;
        let edges = [from, to].map(|x| PathElement::new([(x, 0.0), (x, level)], ink::GRID));
        chart.draw_series(edges)?;
        let name = plain(&phase.name);
        if fits(chart, phase, &name) {
            let style = text_style(&ink::INK).pos(Pos::new(HPos::Left, VPos::Center));
            let at = (from, level - height * 0.6);
            chart.draw_series([Text::new(name, at, style)])?;
        }
    }
    Ok(())
}

/// Whether a phase is wide enough for its name; a list below the plot has them all.
fn fits(chart: &Chart<'_>, phase: &Phase, name: &str) -> bool {
    let at = |ns: u64| chart.backend_coord(&(ns as f64, 0.0)).0;
    at(phase.end_ns).saturating_sub(at(phase.begin_ns)) >= text_width(name)
}

/// Of each step of time the first point, the lowest, the highest and the last.
fn thinned(timeline: &Timeline) -> Vec<(u64, u64)> {
    let step = |at_ns: u64| at_ns as u128 * u128::from(STEPS) / u128::from(timeline.end_ns.max(1));
    let mut kept = Vec::new();
    for points in timeline
        .points
        .chunk_by(|one, other| step(one.0) == step(other.0))
    {
        let place = |bytes: Option<(usize, &(u64, u64))>| bytes.map_or(0, |(place, _)| place);
        let by_bytes =
            |one: &(usize, &(u64, u64)), other: &(usize, &(u64, u64))| one.1.1.cmp(&other.1.1);
        let lowest = place(points.iter().enumerate().min_by(by_bytes));
        let highest = place(points.iter().enumerate().max_by(by_bytes));
        let mut places = [0, lowest, highest, points.len() - 1];
        places.sort_unstable();
        kept.extend(places.map(|place| points[place]));
    }
    kept.dedup();
    kept.push((timeline.end_ns, kept.last().map_or(0, |(_, bytes)| *bytes)));
    kept
}

/// The corners of the steps between points.
fn stepwise(points: &[(u64, u64)]) -> Vec<(f64, f64)> {
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
        let kept = thinned(&timeline);
        assert!(kept.len() <= 4 * STEPS as usize + 1, "{}", kept.len());
        assert!(kept.contains(&(77_777, 9_999)) && kept.is_sorted_by_key(|(at, _)| *at));
        assert_eq!(kept.last(), Some(&(100_000, 99_999 % 7)));
    }

    #[test]
    fn a_phase_too_short_for_its_name_bears_none() {
        let phase = |name: &str, end_ns| Phase {
            name: name.to_string(),
            begin_ns: 0,
            end_ns,
            depth: 0,
        };
        let short = Timeline {
            end_ns: 1000,
            points: vec![(0, 8)],
            phases: vec![phase("fill the table", 20), phase("drop the table", 500)],
        };
        let svg = timeline(&short, "");
        assert!(
            !svg.contains("fill the table") && svg.contains("drop the table"),
            "{svg}"
        );
    }

    #[test]
    fn phases_are_named_down_to_the_last_level_that_is_drawn_and_in_plain_text() {
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
        let svg = timeline(&nested, "");
        let names = svg.matches("&lt;level&gt;").count();
        assert_eq!(names, MOST_LEVELS as usize, "{svg}");
        assert!(!svg.contains('\u{1b}'), "{svg}");
    }
}
