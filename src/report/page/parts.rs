//! Plots and details of many things: the first at once, the rest on demand.

use maud::{Markup, html};

use crate::units;

/// Renders the first `most` items by `render`, and below them, folded, the rest in parts of as many.
/// `thing` is what an item is called.
pub(super) fn render_in_parts<T>(
    items: &[T],
    most: usize,
    thing: &str,
    render: impl Fn(&[T]) -> Markup,
) -> Markup {
    let (first, rest) = items.split_at(items.len().min(most));
    let count = rest.len() as u64;
    html! {
        div {
            (render(first))
            @if count > 0 {
                details.rest {
                    summary { (count) " more " (units::plural(count, thing)) }
                    @for part in rest.chunks(most) { (render(part)) }
                }
            }
        }
    }
}
