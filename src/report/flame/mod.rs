//! Flame graphs of where a program allocates: each frame as wide as its share.

mod drawn;

use indexmap::{IndexMap, IndexSet};

use crate::profile::Measure;

use super::stacks::{cut, shared_start};
use drawn::{alone, in_page, line, options};

/// A whole SVG document, with the script of `inferno` that zooms and searches. `stacks` are those
/// of [`crate::profile::Profile::folded`], and every frame of them is drawn.
pub fn flame_graph(stacks: &IndexMap<String, u64>, title: &str, measure: Measure) -> String {
    let lines = stacks.iter().map(|(stack, figure)| line(stack, &[*figure]));
    alone(lines.collect(), options(title, measure), measure)
}

/// An `svg` element of class `flame` for a page that holds many: as wide as its place, without a
/// script, styles or ids of its own.
///
/// Left out are the frames that all stacks share up to where the variant or the program begins,
/// those of the standard library and the allocator inside the innermost call to them, and those
/// narrower than a thousandth. Each frame is a `g` of a `title` with the whole name and its figure,
/// a `rect` and a `text`; the `fg:x` and `fg:w` of a `rect` are where it begins and how much it is,
/// of the `data-total` of the inner `svg`. Where there is no stack, it is a `p` that says so.
pub fn flame_graph_in_page(
    stacks: &IndexMap<String, u64>,
    title: &str,
    measure: Measure,
) -> String {
    let start = shared_start(stacks.keys().map(String::as_str));
    let stacks = cut(stacks, start);
    let lines = stacks.iter().map(|(stack, figure)| line(stack, &[*figure]));
    in_page(lines.collect(), options(title, measure), measure)
}

/// The difference of two profiles, as [`flame_graph_in_page`] draws one: red are the innermost
/// frames of the stacks that have grown, blue those of stacks that have shrunk. A stack is as wide
/// as the larger of its two figures, so that what has gone is still seen; its frames tell that
/// figure and, after it, the difference in percent of the whole width.
pub fn flame_graph_of_difference(
    before: &IndexMap<String, u64>,
    after: &IndexMap<String, u64>,
    title: &str,
    measure: Measure,
) -> String {
    let start = shared_start(before.keys().chain(after.keys()).map(String::as_str));
    let (before, after) = (cut(before, start), cut(after, start));
    let stacks: IndexSet<&String> = before.keys().chain(after.keys()).collect();
    let figure = |of: &IndexMap<String, u64>, stack: &str| of.get(stack).copied().unwrap_or(0);
    let pairs = stacks
        .into_iter()
        .map(|stack| (stack, figure(&before, stack), figure(&after, stack)));
    let pairs: Vec<(&String, u64, u64)> = pairs.collect();
    let halvings = halvings(&pairs);
    let lines = pairs.iter().map(|(stack, old, new)| {
        let (old, new) = (old >> halvings, new >> halvings);
        // The second figure is the width; the first lies below it by the difference.
        let width = old.max(new);
        line(stack, &[width + old - new, width])
    });
    let mut options = options(title, measure);
    if halvings > 0 {
        options.count_name = format!("times {} {}", 1_u128 << halvings, measure.unit());
    }
    in_page(lines.collect(), options, measure)
}

/// How often figures are halved so that `inferno`, which sums them up with a sign, can: the first
/// of a line is twice its width at the most.
fn halvings(pairs: &[(&String, u64, u64)]) -> u32 {
    let widths = pairs.iter().map(|(_, old, new)| u128::from(*old.max(new)));
    let most = 2 * widths.sum::<u128>();
    (u128::BITS - most.leading_zeros()).saturating_sub(i64::BITS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stacks<const N: usize>(stacks: [(&str, u64); N]) -> IndexMap<String, u64> {
        stacks
            .map(|(stack, figure)| (stack.to_string(), figure))
            .into()
    }

    #[test]
    fn every_frame_stands_in_the_document_with_its_figure() {
        let stacks = stacks([("main;<script>alert(1)</script>", 30), ("main;g", 70)]);
        let svg = flame_graph(&stacks, "a & b", Measure::PeakBytes);
        for told in [
            "<title>&lt;script&gt;alert(1)&lt;/script&gt; (30 bytes, 30.00%)</title>",
            "<title>main (100 bytes, 100.00%)</title>",
            ">a &amp; b</text>",
        ] {
            assert!(svg.contains(told), "{told} in {svg}");
        }
        assert_eq!(svg, flame_graph(&stacks, "a & b", Measure::PeakBytes));
    }

    #[test]
    fn characters_that_xml_does_not_allow_are_written_out() {
        const NAME: &str = "a\u{0}\u{1f}\u{fffe}\u{ffff}\u{fffd}\u{10000}";
        let stacks = stacks([(NAME, 1)]);
        let documents = [
            flame_graph(&stacks, NAME, Measure::PeakBytes),
            flame_graph_in_page(&stacks, NAME, Measure::PeakBytes),
            flame_graph_of_difference(&stacks, &stacks, NAME, Measure::PeakBytes),
        ];
        for svg in documents {
            // `quick-xml` lets such characters pass.
            let is_allowed =
                |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
            assert_eq!(svg.chars().find(|c| !is_allowed(*c)), None);
            let mut reader = quick_xml::Reader::from_str(&svg);
            while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
            let told = r"a\u{0}\u{1f}\u{fffe}\u{ffff}";
            assert!(
                svg.contains(&format!("{told}\u{fffd}\u{10000} (1 bytes")),
                "{svg}"
            );
        }
    }

    #[test]
    fn in_a_page_it_has_no_script_no_id_and_only_the_frames_that_differ() {
        let stacks = stacks([
            ("std::rt::lang_start;mine;<script>;alloc::a;alloc::b", 3),
            ("std::rt::lang_start;mine;\"><img src=x onerror=y>\u{1}", 1),
        ]);
        let svg = flame_graph_in_page(&stacks, "\"><b>", Measure::TotalBlocks);
        assert!(svg.starts_with("<svg class=\"flame\" role=\"img\" aria-label=\"&quot;&gt;&lt;b&gt;\" width=\"100%\" height=\"64\""), "{svg}");
        assert!(svg.ends_with("</g></svg></svg>") && svg.contains(" data-total=\"4\">"));
        for absent in [
            "<script",
            "<style",
            "<img",
            " id=",
            "<?xml",
            "lang_start",
            "alloc::b",
            "\u{1}",
        ] {
            assert!(!svg.contains(absent), "{absent} in {svg}");
        }
        assert!(
            svg.contains("<title>alloc::a (3 blocks, 75.00%)</title>"),
            "{svg}"
        );
        assert_eq!(svg.matches("<g>").count(), 5);
    }

    #[test]
    fn a_difference_is_as_wide_as_the_larger_and_coloured_by_its_sign() {
        let before = stacks([("m;gone", 40), ("m;same", 40), ("m;grown", 1)]);
        let after = stacks([("m;same", 40), ("m;grown", 20)]);
        let svg = flame_graph_of_difference(&before, &after, "t", Measure::PeakBytes);
        let fill = |name: &str| {
            let (_, frame) = svg.split_once(&format!("<title>{name} (")).unwrap();
            drawn::between(frame, "fill=\"rgb(", ")")
                .unwrap()
                .to_string()
        };
        assert!(
            svg.contains("<title>gone (40 bytes, 40.00%; -40.00%)</title>"),
            "{svg}"
        );
        assert!(svg.contains("<title>grown (20 bytes, 20.00%; +19.00%)</title>"));
        assert!(fill("gone").ends_with(",255") && fill("grown").starts_with("255,"));
        assert_eq!(fill("same"), "250,250,250");
    }

    #[test]
    fn a_difference_of_figures_too_large_to_sum_up_is_told_in_larger_units() {
        let before = stacks([("m;a", u64::MAX), ("m;b", 0)]);
        let after = stacks([("m;a", 0), ("m;b", u64::MAX)]);
        let svg = flame_graph_of_difference(&before, &after, "t", Measure::PeakBytes);
        // `inferno` writes figures by way of floats, so the last digit is rounded.
        let told = "<title>a (2,305,843,009,213,693,952 times 8 bytes, 50.00%; -50.00%)</title>";
        assert!(svg.contains(told), "{svg}");
    }

    #[test]
    fn names_that_look_like_figures_or_comments_keep_their_figure() {
        let stacks = stacks([("# a", 1), ("operator 12", 2), ("", 4), ("a\nb 1.5", 8)]);
        let svg = flame_graph(&stacks, "t", Measure::PeakBytes);
        for told in [
            "all (15 bytes",
            "#\u{a0}a (1 ",
            "operator\u{a0}12 (2 ",
            "[root] (4 ",
            "1.5 (8 ",
        ] {
            assert!(svg.contains(told), "{told} in {svg}");
        }
    }

    #[test]
    fn nothing_is_told_as_such() {
        let told = "Nothing to draw: no bytes at the end.";
        let none = IndexMap::new();
        assert!(flame_graph(&none, "t", Measure::EndBytes).contains(told));
        assert!(flame_graph_in_page(&none, "t", Measure::EndBytes).contains(told));
        assert!(flame_graph_of_difference(&none, &none, "t", Measure::EndBytes).contains(told));
    }
}
