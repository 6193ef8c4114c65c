//! The call sites of a profile: a table, and below it the functions that each called.

use maud::{Markup, html};

use crate::profile::{Callee, Profile};
use crate::report::document::render_scrolling;
use crate::report::plain::plain;
use crate::report::sites::{
    Places, SITE_HEADINGS, WholeProfile, render_remaining, render_small, site_cells, split_small,
};

use super::churn::{headings, render_cells};

/// The first `most` call sites of a profile, below the title of their table.
pub(super) fn render_call_sites(profile: &Profile, title: &str, most: usize) -> Markup {
    let call_sites = profile.call_sites();
    let whole = WholeProfile::new(profile);
    let places = Places::new(&call_sites);
    let [figures @ .., place, allocated_by, function] = SITE_HEADINGS;
    let churn = headings(profile);
    let table = html! {
        table {
            caption { (title) }
            thead {
                tr {
                    @for heading in figures { th scope="col" { (heading) } }
                    th.text scope="col" { (place) }
                    @for heading in &churn { th scope="col" { (heading) } }
                    @for heading in [allocated_by, function] { th.text scope="col" { (heading) } }
                }
            }
            tbody {
                @for site in call_sites.iter().take(most) {
                    @let churn = render_cells(&site.churn, profile, &churn);
                    (render_call_site(site_cells(site, &places, &whole), churn))
                }
            }
        }
    };
    html! {
        (render_scrolling("Call sites", table))
        @if let Some(line) = render_remaining(&call_sites, most) { p.faint { (line) } }
        @for site in call_sites.iter().take(most).filter(|site| has_inner(&site.callees)) {
            details.callees {
                summary { "Below " code { (places.render(site)) } }
                (render_callees(&site.callees, &whole))
            }
        }
    }
}

fn render_call_site(cells: [String; 7], churn: Markup) -> Markup {
    let [figures @ .., place, allocated_by, function] = cells;
    html! {
        tr {
            @for figure in figures { td { (figure) } }
            td.text { code { (place) } }
            (churn)
            @for text in [allocated_by, function] { td.text { code { (text) } } }
        }
    }
}

/// Whether there is more to show than the one function in the table.
fn has_inner(callees: &[Callee]) -> bool {
    callees.len() > 1 || callees.iter().any(|callee| !callee.callees.is_empty())
}

/// The functions below a call site, as nested lists with shares of the peak. A chain of functions
/// that each call one other is one item.
fn render_callees(callees: &[Callee], whole: &WholeProfile) -> Markup {
    let (large, small) = split_small(callees, whole);
    html! {
        ul {
            @for callee in large { (render_callee(callee, whole)) }
            @if let Some((count, figures)) = small {
                li { (whole.render_part(&figures)) " " (render_small(count)) }
            }
        }
    }
}

fn render_callee(callee: &Callee, whole: &WholeProfile) -> Markup {
    let mut chain = vec![plain(&callee.function)];
    let mut innermost = callee;
    while let [only] = innermost.callees.as_slice()
        && only.figures == innermost.figures
    {
        chain.push(plain(&only.function));
        innermost = only;
    }
    html! {
        li {
            (whole.render_part(&callee.figures)) " "
            @for (index, function) in chain.iter().enumerate() {
                @if index > 0 { " → " }
                code { (function) }
            }
            @if !innermost.callees.is_empty() {
                (render_callees(&innermost.callees, whole))
            }
        }
    }
}
