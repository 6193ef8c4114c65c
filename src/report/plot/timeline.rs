//! Live bytes over time or over allocations, with the names of the phases above.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::record::{Phase, Timeline};
use crate::report::plain::plain;

use super::axis::{Axis, AxisUnit};
use super::frame::{PlotFrame, STROKE, text_style, text_width};
use super::ink;
use super::marks::Marks;
use super::scale::{Chart, DrawResult};

const SIZE: (u32, u32) = (960, 420);
/// The number of intervals that the x-axis is divided into, to draw few points of each.
const INTERVALS: u64 = 160;

/// The most marks of a timeline.
const MOST_MARKS: usize = 10;

/// Live bytes as steps, and the phases, over time or over allocations.
pub(in crate::report) struct TimelineSteps<'a> {
    label: &'static str,
    unit: AxisUnit,
    end: u64,
    /// Places on the x-axis, and the bytes live from then on.
    points: Vec<(u64, u64)>,
    phases: Vec<PlacedPhase<'a>>,
}

/// A phase with its place on the x-axis.
struct PlacedPhase<'a> {
    phase: &'a Phase,
    begin: u64,
    end: u64,
}

impl<'a> TimelineSteps<'a> {
    /// The timeline over time.
    pub(in crate::report) fn over_time(timeline: &'a Timeline) -> Self {
        let place = |phase: &'a Phase| PlacedPhase {
            phase,
            begin: phase.begin_ns,
            end: phase.end_ns,
        };
        Self {
            label: "time in the count pass",
            unit: AxisUnit::Nanoseconds,
            end: timeline.end_ns,
            points: timeline.points.clone(),
            phases: timeline.phases.iter().map(place).collect(),
        }
    }

    /// The timeline over allocations, reallocations and frees; `None` if it does not store them.
    pub(in crate::report) fn over_allocations(timeline: &'a Timeline) -> Option<Self> {
        let events = timeline.events.as_ref()?;
        let bytes = timeline.points.iter().map(|(_, bytes)| *bytes);
        let phases = timeline.phases.iter().zip(&events.phases);
        Some(Self {
            label: "allocations and frees",
            unit: AxisUnit::Number,
            end: events.count,
            points: events.points.iter().copied().zip(bytes).collect(),
            phases: phases
                .map(|(phase, &(begin, end))| PlacedPhase { phase, begin, end })
                .collect(),
        })
    }

    fn peak_bytes(&self) -> u64 {
        let bytes = self.points.iter().map(|(_, bytes)| *bytes);
        bytes.max().unwrap_or(0)
    }
}

/// A plot of the live bytes as steps, with the phases above.
pub(in crate::report) fn render_timeline(steps: &TimelineSteps<'_>, about: &str) -> String {
    let end = steps.end.max(1) as f64;
    let depths = steps.phases.iter().map(|placed| placed.phase.depth);
    let levels = depths.max().unwrap_or(0).saturating_add(1);
    let peak = steps.peak_bytes() as f64;
    let mut y = Axis::linear("live", AxisUnit::Bytes, [peak].into_iter());
    if !steps.phases.is_empty() {
        y.range.end *= 1.0 + LEVEL * f64::from(levels.min(MOST_LEVELS)) + 0.02;
    }
    let frame = PlotFrame {
        x: Axis::with_end(steps.label, steps.unit, end),
        y,
        size: SIZE,
        about,
    };
    frame.render(|chart, marks| {
        let thinned = thin_out(steps);
        let points = step_corners(&thinned);
        let area = AreaSeries::new(points.iter().copied(), 0.0, ink::SURFACE);
        chart.draw_series(area)?;
        let line = LineSeries::new(points, ink::colour(0).stroke_width(STROKE));
        chart.draw_series(line)?;
        draw_phases(chart, &steps.phases, frame.y.range.end)?;
        add_marks(chart, marks, steps, &thinned);
        Ok(())
    })
}

/// Marks runs of points with the most bytes that are live in each.
fn add_marks(
    chart: &Chart<'_>,
    marks: &mut Marks,
    steps: &TimelineSteps<'_>,
    points: &[(u64, u64)],
) {
    let runs = points.chunks(points.len().div_ceil(MOST_MARKS).max(1));
    let ends = runs.clone().skip(1).map(|run| run[0].0).chain([steps.end]);
    for (run, end) in runs.zip(ends) {
        let highest = run.iter().max_by_key(|(_, bytes)| *bytes);
        let &(at, bytes) = highest.unwrap_or(&run[0]);
        let text = format!(
            "{} at {}",
            AxisUnit::Bytes.render_value(bytes as f64),
            steps.unit.render_value(at as f64)
        );
        let corners = [
            (run[0].0 as f64, 0.0),
            (end as f64, steps.peak_bytes() as f64),
        ];
        marks.add_area(chart, corners, text);
    }
}

/// The share of the height that a level of nested phases takes, and the most levels drawn.
const LEVEL: f64 = 0.11;
const MOST_LEVELS: u32 = 4;

/// A bar and a name above the line for each phase, the outer ones on top.
fn draw_phases(chart: &mut Chart<'_>, phases: &[PlacedPhase<'_>], top: f64) -> DrawResult {
    let height = top * LEVEL * 0.86;
    for (index, placed) in phases.iter().enumerate() {
        let phase = placed.phase;
        if phase.depth >= MOST_LEVELS {
            continue;
        }
        let level = top - height * 1.16 * f64::from(phase.depth);
        let (from, to) = (placed.begin as f64, placed.end as f64);
        let colour = ink::colour(index + 1);
        let bar = Rectangle::new(
            [(from, level), (to, level - height * 0.16)],
            colour.filled(),
        );
        chart.draw_series([bar])?;
        let edges = [from, to].map(|x| PathElement::new([(x, 0.0), (x, level)], ink::GRID));
        chart.draw_series(edges)?;
        let name = plain(&phase.name);
        if has_room(chart, (from, to), &name) {
            let style = text_style(&ink::INK).pos(Pos::new(HPos::Left, VPos::Center));
            let at = (from, level - height * 0.6);
            chart.draw_series([Text::new(name, at, style)])?;
        }
    }
    Ok(())
}

/// True if a phase is wide enough for its name. The list below the plot has all names.
fn has_room(chart: &Chart<'_>, (from, to): (f64, f64), name: &str) -> bool {
    let at = |x: f64| chart.backend_coord(&(x, 0.0)).0;
    at(to).saturating_sub(at(from)) >= text_width(name)
}

/// The first, the lowest, the highest and the last point of each interval.
fn thin_out(steps: &TimelineSteps<'_>) -> Vec<(u64, u64)> {
    let interval = |at: u64| u128::from(at) * u128::from(INTERVALS) / u128::from(steps.end.max(1));
    let mut thinned = Vec::new();
    for points in steps
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
    thinned.push((steps.end, last_bytes));
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
    use crate::record::TimelineEvents;

    #[test]
    fn thinning_keeps_every_peak_and_the_end() {
        let points = (0..100_000).map(|at| (at, if at == 77_777 { 9_999 } else { at % 7 }));
        let timeline = Timeline {
            end_ns: 100_000,
            points: points.collect(),
            ..Timeline::default()
        };
        let thinned = thin_out(&TimelineSteps::over_time(&timeline));
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
            events: None,
        };
        let svg = render_timeline(&TimelineSteps::over_time(&short), "");
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
            events: None,
        };
        let svg = render_timeline(&TimelineSteps::over_time(&nested), "");
        let names = svg.matches("&lt;level&gt;").count();
        assert_eq!(names, MOST_LEVELS as usize, "{svg}");
        assert!(!svg.contains('\u{1b}'), "{svg}");
    }

    #[test]
    fn a_timeline_over_allocations_has_the_same_bytes_at_the_events() {
        let mut timeline = Timeline {
            end_ns: 100,
            points: vec![(0, 0), (90, 7)],
            ..Timeline::default()
        };
        assert!(TimelineSteps::over_allocations(&timeline).is_none());
        timeline.events = Some(TimelineEvents {
            count: 3,
            points: vec![0, 1],
            phases: Vec::new(),
        });
        let steps = TimelineSteps::over_allocations(&timeline).unwrap();
        assert_eq!(thin_out(&steps), [(0, 0), (1, 7), (3, 7)]);
        let svg = render_timeline(&steps, "");
        assert!(svg.contains("<title>7 B at 1</title>"), "{svg}");
    }
}
