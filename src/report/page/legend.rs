//! Legends: the meaning of the colours of a plot.

use maud::{Markup, html};

use crate::report::plain::plain;
use crate::report::plot::{COLOURS, DASHES};

/// A legend with a name for the highlighted parts.
pub(super) fn render_accent(name: &str) -> Markup {
    html! { ul.legend { li { span.swatch.accent {} (name) } } }
}

/// A legend of several colours: each colour and its kind of lines by its index, and the name of what
/// has it.
pub(super) fn render_legend<'a>(names: impl Iterator<Item = (usize, &'a str)>) -> Markup {
    html! {
        ul.legend {
            @for (index, name) in names {
                li {
                    span class={ "swatch c" (index % COLOURS) " dashes" (index / COLOURS % DASHES) } {}
                    (plain(name))
                }
            }
        }
    }
}
