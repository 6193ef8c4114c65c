//! Bars beside names, one or several each.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::{Axis, Unit};
use super::frame::{Frame, text_style};
use super::ink;

const WIDTH: u32 = 960;
/// How high a bar is at least, and a bar alone; and how high what surrounds the bars of a name.
const BAR: u32 = 12;
const ALONE: u32 = 18;
const GAP: u32 = 18;
/// The axis below, with its labels.
const BELOW: u32 = 106;

/// A name with its bars, each in the colour of its place; one that is not to be had takes no bar.
pub(in crate::report) struct Bar {
    pub(in crate::report) name: String,
    pub(in crate::report) values: Vec<Option<f64>>,
    /// Whether it stands out, where it is alone.
    pub(in crate::report) is_marked: bool,
}

/// The bars, from the top down, no longer than `most`: the longer ones end there, with their figure.
pub(in crate::report) fn bars(
    bars: &[Bar],
    (label, unit): (&str, Unit),
    most: f64,
    about: &str,
) -> String {
    let each = bars
        .iter()
        .map(|bar| bar.values.len())
        .max()
        .unwrap_or(1)
        .max(1);
    let thickness = if each == 1 { ALONE } else { BAR };
    let place_height = thickness * each as u32 + GAP;
    let values = || {
        bars.iter()
            .flat_map(|bar| bar.values.iter().flatten().copied())
    };
    let mut x = Axis::linear(label, unit, values().map(|value| value.min(most)));
    if values().any(|value| value > most) {
        x.range.end *= ROOM_FOR_FIGURES;
    }
    let frame = Frame {
        x,
        y: Axis::names(bars.iter().map(|bar| bar.name.clone())),
        size: (WIDTH, place_height * bars.len() as u32 + BELOW),
        about,
    };
    let height = f64::from(thickness) / f64::from(place_height);
    let top = |row: usize, place: usize| (each as f64 / 2.0 - place as f64) * height - row as f64;
    frame.draw(|chart| {
        for (row, bar) in bars.iter().enumerate() {
            for (place, value) in bar.values.iter().enumerate() {
                let Some(value) = *value else { continue };
                let (top, end) = (top(row, place), value.min(most));
                let corners = [(0.0, top), (end, top - height)];
                let colour = colour(bar, place);
                chart.draw_series([Rectangle::new(corners, colour.filled())])?;
                if value > most {
                    let figure = format!(" … {}", unit.shown(value));
                    let at = (end, top - height / 2.0);
                    chart.draw_series([Text::new(figure, at, beside())])?;
                }
            }
        }
        Ok(())
    })
}

const ROOM_FOR_FIGURES: f64 = 1.25;

fn colour(bar: &Bar, place: usize) -> RGBColor {
    match (bar.values.len(), bar.is_marked) {
        (1, true) => ink::ACCENT,
        (1, false) => ink::FAINT,
        _ => ink::colour(place),
    }
}

fn beside() -> TextStyle<'static> {
    text_style(&ink::INK).pos(Pos::new(HPos::Left, VPos::Center))
}
