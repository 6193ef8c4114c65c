//! Colours, as numbers that nobody sees: each becomes a variable of the page's style.

use plotters::style::RGBColor;

/// So many lines or bars have a colour each; more begin again.
pub(in crate::report) const MANY: usize = 10;

/// Text and axes.
pub(super) const INK: RGBColor = RGBColor(1, 0, 0);
/// What is less than text.
pub(super) const FAINT: RGBColor = RGBColor(1, 0, 1);
/// The lines behind a plot.
pub(super) const GRID: RGBColor = RGBColor(1, 0, 2);
/// What stands out.
pub(super) const ACCENT: RGBColor = RGBColor(1, 0, 3);
/// A surface under a line.
pub(super) const SURFACE: RGBColor = RGBColor(1, 0, 4);

const NAMED: [(RGBColor, &str); 5] = [
    (INK, "ink"),
    (FAINT, "faint"),
    (GRID, "grid"),
    (ACCENT, "accent"),
    (SURFACE, "surface"),
];

/// The colour of a line or a bar by its place.
pub(super) fn colour(place: usize) -> RGBColor {
    RGBColor(2, 0, (place % MANY) as u8)
}

/// Every colour as it stands in an SVG attribute of `plotters`, and what takes its place.
pub(super) fn variables() -> impl Iterator<Item = (String, String)> {
    let named = NAMED.map(|(colour, name)| (colour, name.to_string()));
    let of_places = (0..MANY).map(|place| (colour(place), format!("c{place}")));
    named.into_iter().chain(of_places).map(|(colour, name)| {
        let RGBColor(red, green, blue) = colour;
        (
            format!("\"#{red:02X}{green:02X}{blue:02X}\""),
            format!("\"var(--{name})\""),
        )
    })
}
