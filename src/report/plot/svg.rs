//! Converts an SVG document of `plotters` to an element of a page: as wide as its parent, with a
//! description for screen readers, and without attributes that the page's style sets.

use maud::{PreEscaped, html};

use super::ink;
use super::marks::Marks;

/// Attributes that can be removed or shortened. Text cannot contain them, since its quotation marks
/// are escaped.
const SHORTER: [(&str, &str); 8] = [
    (" opacity=\"1\"", ""),
    (" font-family=\"sans-serif\"", ""),
    (" font-size=\"28\"", ""),
    (" stroke=\"none\"", ""),
    (" stroke-width=\"1\"", ""),
    (" dy=\"0.5ex\"", " dy=\".35em\""),
    (" \"/>", "\"/>"),
    ("\n", ""),
];

/// The element for `document`, a whole SVG document of this width and height, with the marks over it.
pub(super) fn render_element(
    document: &str,
    marks: &Marks,
    (width, height): (u32, u32),
    about: &str,
) -> String {
    let (_, inner) = document.split_once('>').unwrap_or_default();
    let inner = inner.trim_end().trim_end_matches("</svg>");
    let compact = SHORTER
        .iter()
        .fold(inner.to_string(), |text, (long, short)| {
            text.replace(long, short)
        });
    let coloured = ink::replacements().fold(compact, |text, (colour, variable)| {
        text.replace(&colour, &variable)
    });
    let plain = coloured.replace(" fill=\"var(--ink)\"", "");
    let plain = plain.replace("<line stroke=\"var(--grid)\"", "<line");
    let svg = html! {
        svg.plot viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(about) {
            (PreEscaped(plain))
            (marks.render())
        }
    };
    svg.into_string()
}
