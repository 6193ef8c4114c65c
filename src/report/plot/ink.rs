//! Colours. `plotters` draws with placeholders, which are replaced by variables of the page's style.

use plotters::style::RGBColor;

/// The number of different colours of lines and bars, which colour-blind readers can tell apart. After
/// the last the first is used again, with another kind of dashes for lines.
pub(in crate::report) const COLOURS: usize = 6;

/// The number of kinds of lines: continuous and with dashes.
pub(in crate::report) const DASHES: usize = 3;

/// The lengths of dashes and gaps of each kind of lines; none for the first.
const DASH_LENGTHS: [&str; DASHES] = ["", "20 10", "5 9"];

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

/// The colour of a shape by its index.
pub(super) fn colour(index: usize) -> RGBColor {
    RGBColor(2, 0, (index % COLOURS) as u8)
}

/// The colour of a line by its index, with its kind of dashes.
pub(super) fn line_colour(index: usize) -> RGBColor {
    RGBColor(2, (index / COLOURS % DASHES) as u8, (index % COLOURS) as u8)
}

/// Every placeholder as an SVG attribute value of `plotters`, and the variable that replaces it.
pub(super) fn replacements() -> impl Iterator<Item = (String, String)> {
    let named = NAMED.map(|(colour, name)| (colour, name.to_string()));
    let named = named.map(|(colour, name)| (colour, name, ""));
    let indexed = (0..COLOURS * DASHES).map(|index| {
        let dashes = DASH_LENGTHS[index / COLOURS];
        (line_colour(index), format!("c{}", index % COLOURS), dashes)
    });
    named
        .into_iter()
        .chain(indexed)
        .map(|(colour, name, dashes)| {
            let RGBColor(red, green, blue) = colour;
            let placeholder = format!("\"#{red:02X}{green:02X}{blue:02X}\"");
            let variable = format!("\"var(--{name})\"");
            let dashes = match dashes {
                "" => String::new(),
                dashes => format!(" stroke-dasharray=\"{dashes}\""),
            };
            (placeholder, variable + &dashes)
        })
}
