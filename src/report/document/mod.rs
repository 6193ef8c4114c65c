//! The HTML document around the content of a page, the same for a report and for a comparison.

mod html_document;
mod parts;

pub(super) use html_document::render_document;
pub(super) use parts::{render_figure, render_note, render_scrolling};
