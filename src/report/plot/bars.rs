//! Bars beside names, one or several for each.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::{Axis, AxisUnit};
use super::frame::{PlotFrame, text_style};
use super::ink;

const WIDTH: u32 = 960;
/// The thickness of a bar in pixels, if a row has several bars and if it has one.
const BAR: u32 = 12;
const SINGLE_BAR: u32 = 18;
/// The space between the bars of two rows, in pixels.
const GAP: u32 = 18;
/// The height in pixels of the axis below the bars, with its labels.
const BELOW: u32 = 106;

/// A row of bars: a name, and a bar for each of its values, in the colour of the value's index. An
/// absent value has no bar.
pub(in crate::report) struct BarRow {
    pub(in crate::report) name: String,
    pub(in crate::report) values: Vec<Option<f64>>,
    /// True if the bar is highlighted. Ignored if the row has several bars.
    pub(in crate::report) is_marked: bool,
}

/// A plot of the rows from the top down. `names` are those of the values of a row, for marks. Bars longer than `most` end there, with their value beside
/// them.
pub(in crate::report) fn render_bars(
    bars: &[BarRow],
    (label, unit): (&str, AxisUnit),
    names: &[&str],
    most: f64,
    about: &str,
) -> String {
    let layout = BarLayout::new(bars);
    let frame = PlotFrame {
        x: axis(bars, (label, unit), most),
        y: Axis::from_names(bars.iter().map(|bar| bar.name.clone())),
        size: (WIDTH, layout.height() * bars.len() as u32 + BELOW),
        about,
    };
    let values = bars.iter().enumerate().flat_map(|(row, bar)| {
        let values = bar.values.iter().enumerate();
        values.filter_map(move |(index, value)| Some((row, bar, index, (*value)?)))
    });
    frame.render(|chart, marks| {
        for (row, bar, index, value) in values {
            let [top, bottom] = layout.edges(row, index);
            let end = value.min(most);
            let corners = [(0.0, top), (end, bottom)];
            let colour = colour(bar, index);
            chart.draw_series([Rectangle::new(corners, colour.filled())])?;
            let name = names.get(index).unwrap_or(&label);
            let text = format!("{}: {name} {}", bar.name, unit.render_value(value));
            marks.add_area(chart, corners, text);
            if value > most {
                let figure = format!(" … {}", unit.render_value(value));
                let at = (end, f64::midpoint(top, bottom));
                chart.draw_series([Text::new(figure, at, beside())])?;
            }
        }
        Ok(())
    })
}

/// The layout of the bars: one row for each name, with the same number of bars in every row.
struct BarLayout {
    bars_per_row: usize,
    thickness: u32,
}

impl BarLayout {
    fn new(bars: &[BarRow]) -> Self {
        let most_bars = bars.iter().map(|bar| bar.values.len()).max();
        let bars_per_row = most_bars.unwrap_or(1).max(1);
        let thickness = if bars_per_row == 1 { SINGLE_BAR } else { BAR };
        Self {
            bars_per_row,
            thickness,
        }
    }

    fn height(&self) -> u32 {
        self.thickness * self.bars_per_row as u32 + GAP
    }

    /// The y coordinates of the upper and the lower edge of a bar. Rows have the height 1, and the
    /// middle of the first is at 0.
    fn edges(&self, row: usize, index: usize) -> [f64; 2] {
        let thickness = f64::from(self.thickness) / f64::from(self.height());
        let top = (self.bars_per_row as f64 / 2.0 - index as f64) * thickness - row as f64;
        [top, top - thickness]
    }
}

/// The axis of the values. It ends at the largest value, or at `most` if that is less; if bars end
/// at `most`, the axis has room for their values beside them.
fn axis(bars: &[BarRow], (label, unit): (&str, AxisUnit), most: f64) -> Axis {
    const ROOM_FOR_VALUES: f64 = 1.25;
    let values = || bars.iter().flat_map(|bar| bar.values.iter().flatten());
    let mut axis = Axis::linear(label, unit, values().map(|value| value.min(most)));
    if values().any(|value| *value > most) {
        axis.range.end *= ROOM_FOR_VALUES;
    }
    axis
}

fn colour(bar: &BarRow, index: usize) -> RGBColor {
    match (bar.values.len(), bar.is_marked) {
        (1, true) => ink::ACCENT,
        (1, false) => ink::FAINT,
        _ => ink::colour(index),
    }
}

fn beside() -> TextStyle<'static> {
    text_style(&ink::INK).pos(Pos::new(HPos::Left, VPos::Center))
}
