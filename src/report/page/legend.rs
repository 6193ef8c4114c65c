//! What the colours of a plot stand for.

use maud::{Markup, html};

use crate::report::plain::plain;
use crate::report::plot::MANY;

/// A name for what stands out.
pub(super) fn accent(name: &str) -> Markup {
    html! { ul.legend { li { span.swatch.accent {} (name) } } }
}

/// A name for the colour of each place.
pub(super) fn places<'a>(names: impl Iterator<Item = (usize, &'a str)>) -> Markup {
    html! {
        ul.legend {
            @for (place, name) in names {
                li { span class={ "swatch c" (place % MANY) @if place >= MANY { " open" } } {} (plain(name)) }
            }
        }
    }
}
