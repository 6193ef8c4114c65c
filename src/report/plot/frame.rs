//! What every plot has: two axes with their labels, and an area to draw into.

use plotters::prelude::*;

use super::axis::Axis;
use super::scale::Scale;
use super::{ink, svg};

/// The size of the text, as high as it is in the page's own units. `plotters` makes it smaller.
const FONT_SIZE: f64 = 28.0 * 1.24;
const CHARACTER_WIDTH: f64 = 15.0;
/// The width of a line.
pub(super) const STROKE: u32 = 4;

pub(super) type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;
pub(super) type Chart<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<Scale, Scale>>;

/// An empty plot.
pub(super) struct Frame<'a> {
    pub(super) x: Axis,
    pub(super) y: Axis,
    /// Its size; a page shows it at half of that or so.
    pub(super) size: (u32, u32),
    /// What it shows, for those who do not see it.
    pub(super) about: &'a str,
}

impl Frame<'_> {
    /// The plot with what `draw` draws into it.
    pub(super) fn draw(&self, draw: impl FnOnce(&mut Chart<'_>) -> Drawn) -> String {
        let mut text = String::new();
        self.drawn(&mut text, draw)
            .expect("a string takes every drawing");
        svg::element(&text, self.size, self.about)
    }

    fn drawn(&self, text: &mut String, draw: impl FnOnce(&mut Chart<'_>) -> Drawn) -> Drawn {
        let root = SVGBackend::with_string(text, self.size).into_drawing_area();
        let described = |axis: &Axis| if axis.label.is_empty() { 0 } else { 42 };
        let mut chart = ChartBuilder::on(&root)
            .margin(8)
            .margin_right(44)
            .x_label_area_size(44 + described(&self.x))
            .y_label_area_size(self.room_for_labels() + described(&self.y))
            .build_cartesian_2d(self.x.scale(), self.y.scale())?;
        let (x_label, y_label) = (
            |place: &f64| self.x.label_at(*place),
            |place: &f64| self.y.label_at(*place),
        );
        let font = ("sans-serif", FONT_SIZE).into_font();
        let mut mesh = chart.configure_mesh();
        mesh.light_line_style(TRANSPARENT)
            .bold_line_style(ink::GRID)
            .axis_style(ink::GRID)
            .set_all_tick_mark_size(6)
            .label_style(font.color(&ink::INK))
            .axis_desc_style(font.color(&ink::FAINT))
            .x_label_formatter(&x_label)
            .y_label_formatter(&y_label);
        if !self.x.label.is_empty() {
            mesh.x_desc(self.x.label.as_str());
        }
        if !self.y.label.is_empty() {
            mesh.y_desc(self.y.label.as_str());
        }
        mesh.draw()?;
        draw(&mut chart)?;
        drop(chart);
        root.present()
    }

    /// The width of the longest label on the left.
    fn room_for_labels(&self) -> u32 {
        let lengths = self.y.ticks.iter().map(|(_, label)| label.chars().count());
        (lengths.max().unwrap_or(0) as f64 * CHARACTER_WIDTH) as u32 + 14
    }
}

/// The style of text inside a plot.
pub(super) fn text_style(colour: &RGBColor) -> TextStyle<'static> {
    ("sans-serif", FONT_SIZE).into_font().color(colour)
}

/// How wide a text is, roughly.
pub(super) fn text_width(text: &str) -> i32 {
    (text.chars().count() as f64 * CHARACTER_WIDTH) as i32
}

/// How high a line of text is.
pub(super) const TEXT_HEIGHT: i32 = 30;
