//! Badges: short words in a frame, coloured by how good they are.

use maud::{Markup, html};

use crate::record::Grade;

/// A badge of a class of the page's style: `good`, `suspect` or `bad`.
pub(super) fn render_badge(text: &str, class: &str) -> Markup {
    html! { span class={ "badge " (class) } { (text) } }
}

/// The badge of a grade.
pub(super) fn render_grade(grade: Grade) -> Markup {
    render_badge(grade.name(), grade.name())
}
