//! The frame of every plot: two axes with their labels, and an area to draw into.

use plotters::prelude::*;

use super::axis::Axis;
use super::marks::Marks;
use super::scale::{Chart, DrawResult};
use super::{ink, svg};

/// The width and the height, in pixels of the SVG, of a plot that is one of many, and of one that
/// stands alone.
pub(in crate::report) const SMALL_SIZE: (u32, u32) = (480, 330);
pub(in crate::report) const LARGE_SIZE: (u32, u32) = (960, 560);

/// The size of the text, which is 28 in the SVG: `plotters` divides it by 1.24.
const FONT_SIZE: f64 = 28.0 * 1.24;
const CHARACTER_WIDTH: f64 = 16.5;
const MARGIN: u32 = 8;
/// The right margin in pixels: room for half of the last label of the x-axis.
const MARGIN_RIGHT: u32 = 44;
/// The width of a line in pixels.
pub(super) const STROKE: u32 = 4;

/// A plot without its shapes: two axes, a size and a description.
pub(super) struct PlotFrame<'a> {
    pub(super) x: Axis,
    pub(super) y: Axis,
    /// The width and the height in pixels. A page shows a plot at about half of its size.
    pub(super) size: (u32, u32),
    /// A description for screen readers.
    pub(super) about: &'a str,
}

impl PlotFrame<'_> {
    /// An SVG element of the plot, with the shapes and the marks that `draw` adds to its chart.
    pub(super) fn render(
        &self,
        draw: impl FnOnce(&mut Chart<'_>, &mut Marks) -> DrawResult,
    ) -> String {
        let mut text = String::new();
        let mut marks = Marks::default();
        self.draw(&mut text, |chart| draw(chart, &mut marks))
            .expect("a string takes every drawing");
        svg::render_element(&text, &marks, self.size, self.about)
    }

    fn draw(
        &self,
        text: &mut String,
        draw: impl FnOnce(&mut Chart<'_>) -> DrawResult,
    ) -> DrawResult {
        let root = SVGBackend::with_string(text, self.size).into_drawing_area();
        let label_height = |axis: &Axis| if axis.label.is_empty() { 0 } else { 42 };
        let left = self.label_width() + label_height(&self.y);
        let width = self.size.0.saturating_sub(MARGIN + left + MARGIN_RIGHT);
        let x = self.x.with_ticks(fit_ticks(&self.x, width));
        let mut chart = ChartBuilder::on(&root)
            .margin(MARGIN)
            .margin_right(MARGIN_RIGHT)
            .x_label_area_size(44 + label_height(&self.x))
            .y_label_area_size(left)
            .build_cartesian_2d(x.scale(), self.y.scale())?;
        let (x_label, y_label) = (
            |position: &f64| x.label_at(*position),
            |position: &f64| self.y.label_at(*position),
        );
        let font = ("sans-serif", FONT_SIZE).into_font();
        let mut mesh = chart.configure_mesh();
        mesh.light_line_style(TRANSPARENT)
            .bold_line_style(ink::GRID)
            .axis_style(TRANSPARENT)
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

    /// The width in pixels of the longest label of the y-axis.
    fn label_width(&self) -> u32 {
        let lengths = self.y.ticks.iter().map(|(_, label)| label.chars().count());
        (lengths.max().unwrap_or(0) as f64 * CHARACTER_WIDTH) as u32 + 14
    }
}

/// Every tick of an axis, or every second, every third and so on, so that labels do not overlap on
/// an axis that is `pixels` long.
fn fit_ticks(axis: &Axis, pixels: u32) -> Vec<(f64, String)> {
    const GAP: f64 = 16.0;
    let pixels_per_unit = f64::from(pixels) / (axis.range.end - axis.range.start);
    let is_apart = |pair: &[(f64, String)]| {
        let widths = text_width(&pair[0].1) + text_width(&pair[1].1);
        (pair[1].0 - pair[0].0) * pixels_per_unit >= f64::from(widths) / 2.0 + GAP
    };
    let every = |step| -> Vec<(f64, String)> { axis.ticks.iter().step_by(step).cloned().collect() };
    let ticks = (1..).map(every);
    let mut fitting = ticks.filter(|ticks| ticks.windows(2).all(is_apart));
    fitting.next().unwrap_or_default()
}

/// The style of text inside a plot.
pub(super) fn text_style(colour: &RGBColor) -> TextStyle<'static> {
    ("sans-serif", FONT_SIZE).into_font().color(colour)
}

/// The approximate width of a text in pixels.
pub(super) fn text_width(text: &str) -> i32 {
    (text.chars().count() as f64 * CHARACTER_WIDTH) as i32
}

/// The height of a line of text in pixels.
pub(super) const TEXT_HEIGHT: i32 = 30;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::plot::AxisUnit;

    #[test]
    fn labels_that_would_overlap_are_left_out() {
        let axis = Axis::logarithmic("length", AxisUnit::Number, [1.0, 1e6].into_iter());
        let labels = |pixels| -> Vec<String> {
            let ticks = fit_ticks(&axis, pixels).into_iter();
            ticks.map(|(_, label)| label).collect()
        };
        assert_eq!(labels(900), ["1", "10", "100", "1k", "10k", "100k", "1M"]);
        assert_eq!(labels(380), ["1", "100", "10k", "1M"]);
        assert_eq!(labels(0), ["1"]);
    }
}
