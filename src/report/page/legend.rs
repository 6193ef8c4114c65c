//! What the colours of a plot stand for.

use maud::{Markup, html};

use crate::report::plain::plain;
use crate::report::plot::MANY;

/// A plot under its title, with a sentence where there is more to say, and its legend.
pub(super) fn figure(title: &str, more: &str, plot: Markup, legend: Markup) -> Markup {
    html! {
        figure {
            figcaption { b { (plain(title)) } @if !more.is_empty() { " " span.faint { (plain(more)) } } }
            (plot)
            (legend)
        }
    }
}

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
