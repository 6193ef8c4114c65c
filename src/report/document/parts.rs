//! Parts that every page has: tables that scroll, figures with a title, notes.

use maud::{Markup, html};

use crate::report::plain::plain;

/// A region that scrolls sideways if `content` is wider than the page, with the keyboard too.
pub(in crate::report) fn render_scrolling(label: &str, content: Markup) -> Markup {
    html! { div.scroll tabindex="0" role="group" aria-label=(label) { (content) } }
}

/// A plot below its title and an explanation, which may be empty, and above its legend.
pub(in crate::report) fn render_figure(
    title: &str,
    explanation: &str,
    plot: Markup,
    legend: Markup,
) -> Markup {
    html! {
        figure {
            figcaption {
                b { (plain(title)) }
                @if !explanation.is_empty() { " " span.faint { (plain(explanation)) } }
            }
            (plot)
            (legend)
        }
    }
}

/// A note in place of a part that cannot be shown.
pub(in crate::report) fn render_note(problem: &str) -> Markup {
    html! { p.note { "Not shown: " (plain(problem)) } }
}
