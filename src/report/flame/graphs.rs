//! Flame graphs of one profile and of the difference of two.

use crate::profile::{FoldedStacks, Measure};
use crate::report::stacks::cut_stacks;

use super::inferno_svg::{options, render_document, render_element, stack_line};
use super::wide_frames::{NamedStack, drawn_stacks};

/// A whole SVG document, with the script of `inferno` that zooms and searches. Every frame is drawn,
/// unless the stacks have more than 200 000 frames or 20 MB of names. Then frames narrower than 1/2000
/// of the width, and those more than 300 frames deep, are left out.
pub fn render_flame_graph(stacks: &FoldedStacks<1>, title: &str, measure: Measure) -> String {
    render_document(stack_lines(stacks), options(title, measure), measure)
}

fn stack_lines(stacks: &FoldedStacks<1>) -> Vec<String> {
    let drawn = drawn_stacks(stacks).into_iter();
    drawn
        .map(|(stack, figures)| stack_line(&stack, &figures))
        .collect()
}

/// An `svg` element of class `flame`, for a page that has many: as wide as its parent, without a
/// script, styles or ids of its own. If no stack has a figure, it is a `p` with a note.
///
/// Three kinds of frames are left out: the outermost frames that all stacks share, up to the start
/// of the variant or of the program; the innermost frames of the standard library and the
/// allocator, except the outermost of these; and frames narrower than a thousandth of the width.
/// Each frame is a `g` that contains a `title` (the whole name and the figure), a `rect` and a
/// `text`. The attributes `fg:x` and `fg:w` of the `rect` are its start and its width; the
/// attribute `data-total` of the inner `svg` is the width of the whole graph in the same unit.
pub fn render_flame_graph_element(
    stacks: &FoldedStacks<1>,
    title: &str,
    measure: Measure,
) -> String {
    let lines = stack_lines(&cut_stacks(stacks));
    render_element(lines, options(title, measure), measure)
}

/// A flame graph of the difference of two profiles, an element like that of
/// [`render_flame_graph_element`]. The innermost frames of stacks that grew are red, those of
/// stacks that shrank are blue. A stack is as wide as the larger of its two figures, so that stacks
/// that are gone are visible. The title of a frame has that figure, and the difference in percent
/// of the whole width.
pub fn render_difference_flame_graph(
    stacks: &FoldedStacks<2>,
    title: &str,
    measure: Measure,
) -> String {
    let pairs = drawn_stacks(&cut_stacks(stacks));
    let halvings = count_halvings(&pairs);
    let lines = pairs.iter().map(|(stack, [old, new])| {
        let (old, new) = (old >> halvings, new >> halvings);
        // The second figure is the width, and the second less the first is the difference.
        let width = old.max(new);
        stack_line(stack, &[width + old - new, width])
    });
    let mut options = options(title, measure);
    if halvings > 0 {
        options.count_name = format!("times {} {}", 1_u128 << halvings, measure.unit());
    }
    render_element(lines.collect(), options, measure)
}

/// How often each figure must be halved so that the sum of the figures that `inferno` reads fits
/// into an `i64`. `pairs` are the stacks with their old and new figures. The limit is twice the sum
/// of the widths, because the first figure of a line is at most twice the width of its stack.
fn count_halvings(pairs: &[NamedStack<2>]) -> u32 {
    let widths = pairs
        .iter()
        .map(|(_, [old, new])| u128::from(*old.max(new)));
    let most = 2 * widths.sum::<u128>();
    (u128::BITS - most.leading_zeros()).saturating_sub(i64::BITS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::flame::inferno_svg::between;

    /// Folded stacks with their figures.
    fn stacks<const N: usize, const M: usize>(stacks: [(&str, [u64; N]); M]) -> FoldedStacks<N> {
        let mut folded = FoldedStacks::default();
        for (stack, figures) in stacks {
            let names: Vec<u32> = stack.split(';').map(|name| folded.add_name(name)).collect();
            for (index, figure) in figures.into_iter().enumerate() {
                folded.add(names.iter().copied(), index, figure);
            }
        }
        folded
    }

    #[test]
    fn every_frame_is_in_the_document_with_its_figure() {
        let stacks = stacks([("main;<script>alert(1)</script>", [30]), ("main;g", [70])]);
        let svg = render_flame_graph(&stacks, "a & b", Measure::PeakBytes);
        for expected in [
            "<title>&lt;script&gt;alert(1)&lt;/script&gt; (30 bytes, 30.00%)</title>",
            "<title>main (100 bytes, 100.00%)</title>",
            ">a &amp; b</text>",
        ] {
            assert!(svg.contains(expected), "{expected} in {svg}");
        }
        assert_eq!(
            svg,
            render_flame_graph(&stacks, "a & b", Measure::PeakBytes)
        );
    }

    #[test]
    fn characters_that_xml_does_not_allow_are_escaped() {
        const NAME: &str = "a\u{0}\u{1f}\u{fffe}\u{ffff}\u{fffd}\u{10000}";
        let twice = stacks([(NAME, [1, 1])]);
        let stacks = stacks([(NAME, [1])]);
        let documents = [
            render_flame_graph(&stacks, NAME, Measure::PeakBytes),
            render_flame_graph_element(&stacks, NAME, Measure::PeakBytes),
            render_difference_flame_graph(&twice, NAME, Measure::PeakBytes),
        ];
        for svg in documents {
            // `quick-xml` lets such characters pass.
            let is_allowed =
                |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
            assert_eq!(svg.chars().find(|c| !is_allowed(*c)), None);
            let mut reader = quick_xml::Reader::from_str(&svg);
            while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
            let escaped = r"a\u{0}\u{1f}\u{fffe}\u{ffff}";
            assert!(
                svg.contains(&format!("{escaped}\u{fffd}\u{10000} (1 bytes")),
                "{svg}"
            );
        }
    }

    #[test]
    fn an_element_has_no_script_no_id_and_only_the_frames_that_differ() {
        let stacks = stacks([
            ("std::rt::lang_start;mine;<script>;alloc::a;alloc::b", [3]),
            (
                "std::rt::lang_start;mine;\"><img src=x onerror=y>\u{1}",
                [1],
            ),
        ]);
        let svg = render_flame_graph_element(&stacks, "\"><b>", Measure::TotalBlocks);
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
    fn a_difference_is_as_wide_as_the_larger_figure_and_coloured_by_its_sign() {
        let stacks = stacks([
            ("m;gone", [40, 0]),
            ("m;same", [40, 40]),
            ("m;grown", [1, 20]),
        ]);
        let svg = render_difference_flame_graph(&stacks, "t", Measure::PeakBytes);
        let fill = |name: &str| {
            let (_, frame) = svg.split_once(&format!("<title>{name} (")).unwrap();
            between(frame, "fill=\"rgb(", ")").unwrap().to_string()
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
    fn a_difference_of_figures_too_large_to_sum_up_is_in_larger_units() {
        let stacks = stacks([("m;a", [u64::MAX, 0]), ("m;b", [0, u64::MAX])]);
        let svg = render_difference_flame_graph(&stacks, "t", Measure::PeakBytes);
        // `inferno` converts figures to floats, so the last digit is rounded.
        let title = "<title>a (2,305,843,009,213,693,952 times 8 bytes, 50.00%; -50.00%)</title>";
        assert!(svg.contains(title), "{svg}");
    }

    #[test]
    fn stacks_that_look_like_figures_or_comments_keep_their_figure() {
        let stacks = stacks([
            ("# a", [1]),
            ("operator 12", [2]),
            ("", [4]),
            ("a\nb 1.5", [8]),
        ]);
        let svg = render_flame_graph(&stacks, "t", Measure::PeakBytes);
        for expected in [
            "all (15 bytes",
            "#\u{a0}a (1 ",
            "operator\u{a0}12 (2 ",
            "[root] (4 ",
            "1.5 (8 ",
        ] {
            assert!(svg.contains(expected), "{expected} in {svg}");
        }
    }

    #[test]
    fn without_figures_there_is_a_note() {
        let note = "Nothing to draw: no bytes at the end.";
        let none = FoldedStacks::default();
        assert!(render_flame_graph(&none, "t", Measure::EndBytes).contains(note));
        assert!(render_flame_graph_element(&none, "t", Measure::EndBytes).contains(note));
        assert!(
            render_difference_flame_graph(&FoldedStacks::default(), "t", Measure::EndBytes)
                .contains(note)
        );
    }
}
