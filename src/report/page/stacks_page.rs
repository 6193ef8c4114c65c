//! The stacks of one profile as a page of their own.

use maud::{Markup, html};

use crate::profile::{Measure, Profile};
use crate::report::document::render_document;
use crate::report::flame::{StacksLimits, render_stacks};
use crate::report::plain::plain;

use super::call_sites::render_call_sites;

/// The most call sites in the table below the stacks.
const MOST_SITES: usize = 50;

/// A whole HTML document that draws the stacks of a profile, first by `measure`, above a table of its
/// call sites. `None` is the profile of a program that allocated nothing.
///
/// Frames narrower than 1/100 000 of the whole, frames more than 300 deep, and the narrowest of more
/// than 200 000 frames count for their callers.
pub fn render_flame_graph(profile: Option<&Profile>, title: &str, measure: Measure) -> String {
    let main = match profile {
        Some(profile) => render_profile(profile, measure),
        None => html! { p { "Nothing to draw: no " (measure.about()) "." } },
    };
    let header = html! { h1 { (plain(title)) } };
    render_document(&format!("heapwise: {}", plain(title)), &header, &main)
}

fn render_profile(profile: &Profile, measure: Measure) -> Markup {
    html! {
        (render_stacks(profile, "Call stacks", "main", measure, StacksLimits::ALONE))
        (render_call_sites(profile, "Call sites", MOST_SITES))
    }
}
