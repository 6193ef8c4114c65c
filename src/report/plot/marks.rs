//! Marks: invisible shapes over a plot, each with the text that is shown while a pointer is on it.

use maud::{Markup, html};

use super::scale::Chart;

/// How far a mark reaches beyond a point, in pixels.
const REACH: i32 = 16;

/// The marks of a plot, in the order in which they were added.
#[derive(Default)]
pub(super) struct Marks(Vec<Mark>);

struct Mark {
    /// Left, top, width and height in pixels.
    area: [i32; 4],
    text: String,
}

impl Marks {
    /// Marks a point on the axes.
    pub(super) fn add_point(&mut self, chart: &Chart<'_>, point: (f64, f64), text: String) {
        let (x, y) = chart.backend_coord(&point);
        self.add([x - REACH, y - REACH, 2 * REACH, 2 * REACH], text);
    }

    /// Marks a rectangle on the axes, given by two opposite corners.
    pub(super) fn add_area(&mut self, chart: &Chart<'_>, corners: [(f64, f64); 2], text: String) {
        let [(left, top), (right, bottom)] = corners.map(|corner| chart.backend_coord(&corner));
        let (left, right) = (left.min(right), left.max(right));
        let (top, bottom) = (top.min(bottom), top.max(bottom));
        self.add(
            [left, top, (right - left).max(2), (bottom - top).max(2)],
            text,
        );
    }

    fn add(&mut self, area: [i32; 4], text: String) {
        self.0.push(Mark { area, text });
    }

    pub(super) fn render(&self) -> Markup {
        html! {
            @for Mark { area: [left, top, width, height], text } in &self.0 {
                @let shape = format!("M{left} {top}h{width}v{height}h-{width}z");
                path.mark d=(shape) { title { (text) } }
            }
        }
    }
}
