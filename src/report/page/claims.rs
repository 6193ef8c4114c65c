//! The claims of a text that the program checked.

use maud::{Markup, html};

use crate::record::{Claim, ClaimVerdict};
use crate::report::claims::count_verdicts;
use crate::report::document::render_scrolling;
use crate::report::plain::plain;

/// A table of the claims; nothing if there are none.
pub(super) fn render_claims(claims: &[Claim]) -> Markup {
    let table = html! {
        table.sentences {
            thead { tr { th { "#" } th { "where" } th { "claim" } th { "here" } th { "verdict" } } }
            tbody {
                @for claim in claims { (render_row(claim)) }
            }
        }
    };
    html! {
        @if !claims.is_empty() {
            section #claims {
                h2 { "Claims" }
                p.about { (count_verdicts(claims)) }
                (render_scrolling("Claims", table))
            }
        }
    }
}

fn render_row(claim: &Claim) -> Markup {
    let class = match claim.verdict {
        ClaimVerdict::Holds => "badge good",
        ClaimVerdict::Differs => "badge suspect",
        ClaimVerdict::NotMeasured => "badge",
    };
    html! {
        tr id=(format!("claim-{}", claim.number)) {
            td { (claim.number) }
            td { (plain(&claim.source)) }
            td { (plain(&claim.statement)) }
            td {
                @if let Some(found) = &claim.found { (plain(found)) }
                @if let Some(why) = &claim.why { p.faint { (plain(why)) } }
            }
            td { span class=(class) { (plain(&claim.verdict_in_words())) } }
        }
    }
}
