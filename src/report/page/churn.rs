//! How short-lived the blocks of a profile or of a call site are, and how large.

use maud::{Markup, html};

use crate::profile::{Churn, Profile};
use crate::units;

/// The width of a bar in the pictures of sizes, and the height of the picture.
const BAR: usize = 6;
const HEIGHT: f64 = 24.0;

/// Renders the churn of a profile as facts; nothing if the profile lacks it.
pub(super) fn render_churn(profile: &Profile) -> Markup {
    let churn = profile.churn();
    let facts = [
        ("temporary blocks", render_temporary(&churn)),
        ("mean lifetime of a block", render_lifetime(&churn, profile)),
    ];
    html! {
        @if churn.total_blocks > 0 && facts.iter().any(|(_, fact)| fact.is_some()) {
            dl.churn {
                @for (name, fact) in facts {
                    @if let Some(fact) = fact { div { dt { (name) } dd { (fact) } } }
                }
                @if !churn.size_classes.is_empty() {
                    div { dt { "sizes of blocks" } dd { (render_sizes(&churn)) } }
                }
            }
        }
    }
}

/// The headings of the columns of [`render_cells`], for a profile that has them.
pub(super) fn headings(profile: &Profile) -> Vec<&'static str> {
    let churn = profile.churn();
    let columns = [
        ("temporary", churn.temporary_blocks.is_some()),
        ("lifetime", churn.lifetimes.is_some()),
        ("sizes", !churn.size_classes.is_empty()),
    ];
    let columns = columns.into_iter().filter(|(_, has)| *has);
    columns.map(|(heading, _)| heading).collect()
}

/// The cells of a call site, under `headings`.
pub(super) fn render_cells(churn: &Churn, profile: &Profile, headings: &[&str]) -> Markup {
    html! {
        @for heading in headings {
            @match *heading {
                "temporary" => td { (render_temporary(churn).unwrap_or_default()) },
                "lifetime" => td { (render_lifetime(churn, profile).unwrap_or_default()) },
                _ => td { (render_sizes(churn)) },
            }
        }
    }
}

/// The number of temporary blocks, and their share of all: `12 · 40.0 %`.
fn render_temporary(churn: &Churn) -> Option<String> {
    let temporary = churn.temporary_blocks?;
    let share = temporary as f64 / churn.total_blocks.max(1) as f64 * 100.0;
    Some(format!("{} · {share:.1} %", units::count(temporary)))
}

/// The mean lifetime in the profile's unit: `12.5 allocs`.
fn render_lifetime(churn: &Churn, profile: &Profile) -> Option<String> {
    let mean = churn.mean_lifetime()?;
    Some(format!("{} {}", units::digits(mean), profile.time_unit))
}

/// A picture of the sizes: a bar for each power of two from the least size to the largest, and the
/// range in words.
fn render_sizes(churn: &Churn) -> Markup {
    let classes = &churn.size_classes;
    let ends = classes.keys().next().zip(classes.keys().next_back());
    let Some((&least, &largest)) = ends else {
        return html! {};
    };
    let most = classes.values().copied().max().unwrap_or(1).max(1);
    let exponents = least.max(1).ilog2()..=largest.max(1).ilog2();
    let width = (exponents.end() - exponents.start() + 1) as usize * BAR;
    let range = render_range(least, largest);
    html! {
        svg.sizes viewBox=(format!("0 0 {width} {HEIGHT}")) width=(width) height=(HEIGHT)
            role="img" aria-label=(format!("sizes: {range}")) {
            @for (index, exponent) in exponents.enumerate() {
                @if let Some(&blocks) = classes.get(&(1 << exponent)) {
                    @let height = (blocks as f64 / most as f64 * HEIGHT).max(2.0);
                    rect x=(index * BAR) y=(format!("{:.1}", HEIGHT - height)) width=(BAR - 1)
                        height=(format!("{height:.1}")) {
                        title { (render_range(1 << exponent, 1 << exponent)) ": " (units::count(blocks)) }
                    }
                }
            }
        }
        " " small { (range) }
    }
}

/// The sizes from the least of one class to the largest of another: `16–31 B`, `8 B–65.5 kB`.
fn render_range(least: u64, largest: u64) -> String {
    let last = largest.saturating_mul(2).saturating_sub(1);
    if least == last {
        units::bytes(last)
    } else if last < 1000 {
        format!("{least}–{}", units::bytes(last))
    } else {
        format!("{}–{}", units::bytes(least), units::bytes(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn sizes_have_a_bar_for_each_power_of_two_that_has_blocks() {
        let churn = Churn {
            total_blocks: 40,
            temporary_blocks: Some(10),
            size_classes: BTreeMap::from([(8, 30), (32, 10)]),
            ..Churn::default()
        };
        let html = render_sizes(&churn).into_string();
        assert_eq!(html.matches("<rect").count(), 2);
        assert!(html.contains("<title>32–63 B: 10</title>"), "{html}");
        assert!(html.contains("<small>8–63 B</small>") && html.contains("width=\"18\""));
        assert_eq!(render_temporary(&churn).as_deref(), Some("10 · 25.0 %"));
        assert_eq!(render_range(1, 1), "1 B");
        assert_eq!(render_range(512, 65_536), "512 B–131 kB");
    }
}
