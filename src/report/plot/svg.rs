//! What `plotters` draws, made an element of a page: as wide as its place, named for those who do
//! not see it, without what the page's style says anyway.

use maud::{PreEscaped, html};

use super::ink;

/// What every element has and need not have, or not so long. Where a name holds such text, its
/// quotation marks are escaped.
const SHORTER: [(&str, &str); 6] = [
    (" opacity=\"1\"", ""),
    (" font-family=\"sans-serif\"", ""),
    (" stroke=\"none\"", ""),
    (" stroke-width=\"1\"", ""),
    (" dy=\"0.5ex\"", " dy=\".35em\""),
    ("\n", ""),
];

/// The element, where `drawn` is a whole document of that size.
pub(super) fn element(drawn: &str, (width, height): (u32, u32), about: &str) -> String {
    let (_, inner) = drawn.split_once('>').unwrap_or_default();
    let inner = inner.trim_end().trim_end_matches("</svg>");
    let compact = SHORTER
        .iter()
        .fold(inner.to_string(), |text, (long, short)| {
            text.replace(long, short)
        });
    let coloured = ink::variables().fold(compact, |text, (colour, variable)| {
        text.replace(&colour, &variable)
    });
    let svg = html! {
        svg.plot viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(about) {
            (PreEscaped(coloured))
        }
    };
    svg.into_string()
}
