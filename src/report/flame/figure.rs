//! The figure of a page that the page's script draws stacks in. It has the stacks as JSON.

use maud::{Markup, PreEscaped, html};
use serde_json::json;

use crate::compare::Stacks;
use crate::profile::{FoldedStacks, Measure, Origin, Profile};
use crate::report::plain::plain;
use crate::report::stacks::cut_start;

use super::tree::StackTree;
pub(in crate::report) use super::tree::StacksLimits;

/// The figure of a profile's stacks. It is shown by the measure `first` at first. `anchor` is the id
/// of the element that the address names for it.
pub(in crate::report) fn render_stacks(
    profile: &Profile,
    title: &str,
    anchor: &str,
    first: Measure,
    limits: StacksLimits,
) -> Markup {
    let stacks = profile.folded_by(Measure::DRAWN);
    let has = |measure: &Measure| profile.has_measure(*measure);
    let measures: Vec<Measure> = Measure::DRAWN.into_iter().filter(has).collect();
    render_figure(&stacks, title, anchor, (&measures, first), limits)
}

/// The figure of the stacks of two profiles, coloured by whether they grew or shrank.
pub(in crate::report) fn render_difference_stacks(
    stacks: &Stacks,
    title: &str,
    anchor: &str,
) -> Markup {
    let measures = &stacks.measures;
    let first = measures.first().copied().unwrap_or(Measure::TotalBytes);
    let limits = StacksLimits::ONE_OF_MANY;
    render_figure(&stacks.stacks, title, anchor, (measures, first), limits)
}

/// The figure of stacks with one or two figures for each of [`Measure::DRAWN`].
fn render_figure<const N: usize>(
    stacks: &FoldedStacks<N>,
    title: &str,
    anchor: &str,
    (measures, first): (&[Measure], Measure),
    limits: StacksLimits,
) -> Markup {
    let is_empty = stacks.stacks().next().is_none();
    html! {
        figure.stacks data-anchor=(anchor) {
            figcaption { b { (plain(title)) } }
            @if is_empty {
                p { "Nothing to draw: no " (first.about()) "." }
            } @else {
                noscript { p.note { "A script draws the stacks." } }
                script type="application/json" {
                    (PreEscaped(render_json(stacks, measures, first, limits)))
                }
            }
        }
    }
}

/// The stacks as JSON without a `<`, which could end the element around it:
///
/// - `measures`: each with `key`, `about`, `unit`, and `at`, the index of its figure, or of its first
///   of two;
/// - `first`: the key of the measure that is shown at first;
/// - `isDifference`: whether each measure has two figures;
/// - `narrowest`: a share of the whole as its reciprocal, if narrower frames are left out;
/// - `names` of functions, and for each a letter in `origins`: `o` for the user's own code, `p` for
///   packages, `s` for the standard library;
/// - `frames`: depth, index of the name, and figures without zeros at the end; a caller comes before
///   what it called. The first is the root.
fn render_json<const N: usize>(
    stacks: &FoldedStacks<N>,
    measures: &[Measure],
    first: Measure,
    limits: StacksLimits,
) -> String {
    let tree = StackTree::new(&cut_start(stacks), limits);
    let sides = N / Measure::DRAWN.len();
    let indices = Measure::DRAWN.into_iter().enumerate();
    let measures = indices.filter(|(_, measure)| measures.contains(measure));
    let measures = measures.map(|(index, measure)| {
        json!({
            "key": measure.key(), "about": measure.about(), "unit": measure.unit(),
            "at": index * sides,
        })
    });
    let origins = tree.names.iter().map(|(_, origin)| match origin {
        Origin::Own => 'o',
        Origin::Package => 'p',
        Origin::Standard => 's',
    });
    let names: Vec<&str> = tree.names.iter().map(|(name, _)| name.as_str()).collect();
    let frames = tree.frames.iter().map(|frame| {
        let figures = &frame.figures;
        let last = figures.iter().rposition(|figure| *figure > 0);
        let own = &figures[..last.map_or(0, |last| last + 1)];
        let numbers = [frame.depth as u64, frame.name as u64];
        numbers.iter().chain(own).copied().collect()
    });
    let text = json!({
        "measures": measures.collect::<Vec<_>>(),
        "first": first.key(),
        "isDifference": sides == 2,
        "narrowest": tree.is_cut.then_some(tree.narrowest),
        "names": names,
        "origins": origins.collect::<String>(),
        "frames": frames.collect::<Vec<Vec<u64>>>(),
    });
    text.to_string().replace('<', "\\u003c")
}
