//! Bars beside names, one or several each.

use plotters::prelude::*;

use super::axis::Axis;
use super::frame::Frame;
use super::ink;

const WIDTH: u32 = 960;
/// How high a bar is, and how high what surrounds the bars of a name.
const BAR: u32 = 15;
const GAP: u32 = 22;
/// The axis below, with its labels.
const BELOW: u32 = 100;

/// A name with its bars, each in the colour of its place; one that is not to be had takes no bar.
pub(in crate::report) struct Bar {
    pub(in crate::report) name: String,
    pub(in crate::report) values: Vec<Option<f64>>,
    /// Whether it stands out.
    pub(in crate::report) is_marked: bool,
}

/// The bars, from the top down. Where there is one for each name, marks are what has a colour.
pub(in crate::report) fn bars(bars: &[Bar], x: Axis, about: &str) -> String {
    let each = bars
        .iter()
        .map(|bar| bar.values.len())
        .max()
        .unwrap_or(1)
        .max(1);
    let place_height = (BAR * each as u32).max(18) + GAP;
    let frame = Frame {
        x,
        y: Axis::names(bars.iter().map(|bar| bar.name.clone())),
        size: (WIDTH, place_height * bars.len() as u32 + BELOW),
        about,
    };
    let height = f64::from(BAR.max(18 / each as u32)) / f64::from(place_height);
    let rectangle = |row: usize, place: usize, value: f64| {
        let top = -(row as f64) + (each as f64 / 2.0 - place as f64) * height;
        let colour = match (each, bars[row].is_marked) {
            (1, true) => ink::ACCENT,
            (1, false) => ink::FAINT,
            _ => ink::colour(place),
        };
        Rectangle::new(
            [(0.0, top), (frame.x.at(value), top - height)],
            colour.filled(),
        )
    };
    frame.draw(|chart| {
        let rectangles = bars.iter().enumerate().flat_map(|(row, bar)| {
            let values = bar.values.iter().enumerate();
            values.filter_map(move |(place, value)| Some((row, place, (*value)?)))
        });
        let rectangles = rectangles.map(|(row, place, value)| rectangle(row, place, value));
        chart.draw_series(rectangles)?;
        Ok(())
    })
}
