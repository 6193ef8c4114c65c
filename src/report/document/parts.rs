//! What both kinds of page have: tables that scroll, figures under a title, flame graphs.

use maud::{Markup, PreEscaped, html};

use crate::report::plain::plain;

/// What may be wider than the page, in a frame that scrolls, by the keyboard too.
pub(in crate::report) fn scroll(label: &str, wide: Markup) -> Markup {
    html! { div.scroll tabindex="0" role="region" aria-label=(label) { (wide) } }
}

/// A plot under its title, with a sentence where there is more to say, and its legend.
pub(in crate::report) fn figure(title: &str, more: &str, plot: Markup, legend: Markup) -> Markup {
    html! {
        figure {
            figcaption { b { (plain(title)) } @if !more.is_empty() { " " span.faint { (plain(more)) } } }
            (plot)
            (legend)
        }
    }
}

/// A flame graph that was drawn for a page.
pub(in crate::report) fn flames(title: &str, more: &str, drawn: String) -> Markup {
    figure(title, more, scroll(title, PreEscaped(drawn)), html! {})
}
