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
    let rows = Rows::of(bars);
    let frame = Frame {
        x: axis(bars, (label, unit), most),
        y: Axis::names(bars.iter().map(|bar| bar.name.clone())),
        size: (WIDTH, rows.height() * bars.len() as u32 + BELOW),
        about,
    };
    let values = bars.iter().enumerate().flat_map(|(row, bar)| {
        let values = bar.values.iter().enumerate();
        values.filter_map(move |(place, value)| Some((row, bar, place, (*value)?)))
    });
    frame.draw(|chart| {
        for (row, bar, place, value) in values {
            let [top, bottom] = rows.edges(row, place);
            let end = value.min(most);
            let corners = [(0.0, top), (end, bottom)];
            let colour = colour(bar, place);
            chart.draw_series([Rectangle::new(corners, colour.filled())])?;
            if value > most {
                let figure = format!(" … {}", unit.shown(value));
                let at = (end, f64::midpoint(top, bottom));
                chart.draw_series([Text::new(figure, at, beside())])?;
            }
        }
        Ok(())
    })
}

/// How the bars lie: one row for each name, and so many bars in each, so thick.
struct Rows {
    each: usize,
    thickness: u32,
}

impl Rows {
    fn of(bars: &[Bar]) -> Self {
        let each = bars.iter().map(|bar| bar.values.len()).max();
        let each = each.unwrap_or(1).max(1);
        let thickness = if each == 1 { ALONE } else { BAR };
        Self { each, thickness }
    }

    fn height(&self) -> u32 {
        self.thickness * self.each as u32 + GAP
    }

    /// The upper and the lower edge of a bar, where a row has the height 1 and the first is about 0.
    fn edges(&self, row: usize, place: usize) -> [f64; 2] {
        let thickness = f64::from(self.thickness) / f64::from(self.height());
        let top = (self.each as f64 / 2.0 - place as f64) * thickness - row as f64;
        [top, top - thickness]
    }
}

/// The axis for the bars, and for the figures beside those that end early.
fn axis(bars: &[Bar], (label, unit): (&str, Unit), most: f64) -> Axis {
    const ROOM_FOR_FIGURES: f64 = 1.25;
    let values = || bars.iter().flat_map(|bar| bar.values.iter().flatten());
    let mut axis = Axis::linear(label, unit, values().map(|value| value.min(most)));
    if values().any(|value| *value > most) {
        axis.range.end *= ROOM_FOR_FIGURES;
    }
    axis
}

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
