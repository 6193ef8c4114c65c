//! Colours. `plotters` draws with placeholders, which are replaced by variables of the page's style.

use plotters::style::RGBColor;

/// The number of different colours of lines and bars. After the last the first is used again.
pub(in crate::report) const COLOURS: usize = 10;

/// Text and axes.
pub(super) const INK: RGBColor = RGBColor(1, 0, 0);
/// Text of less importance.
pub(super) const FAINT: RGBColor = RGBColor(1, 0, 1);
/// Grid lines.
pub(super) const GRID: RGBColor = RGBColor(1, 0, 2);
/// Highlights.
pub(super) const ACCENT: RGBColor = RGBColor(1, 0, 3);
/// The surface below a line.
pub(super) const SURFACE: RGBColor = RGBColor(1, 0, 4);

const NAMED: [(RGBColor, &str); 5] = [
    (INK, "ink"),
    (FAINT, "faint"),
    (GRID, "grid"),
    (ACCENT, "accent"),
    (SURFACE, "surface"),
];

/// The colour of a line or a bar by its index.
pub(super) fn colour(index: usize) -> RGBColor {
    RGBColor(2, 0, (index % COLOURS) as u8)
}

/// Every placeholder as an SVG attribute value of `plotters`, and the variable that replaces it.
pub(super) fn replacements() -> impl Iterator<Item = (String, String)> {
    let named = NAMED.map(|(colour, name)| (colour, name.to_string()));
    let indexed = (0..COLOURS).map(|index| (colour(index), format!("c{index}")));
    named.into_iter().chain(indexed).map(|(colour, name)| {
        let RGBColor(red, green, blue) = colour;
        (
            format!("\"#{red:02X}{green:02X}{blue:02X}\""),
            format!("\"var(--{name})\""),
        )
    })
}
