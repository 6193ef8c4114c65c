//! Pairs the call sites of one function in two profiles, in the order of their lines.

use super::sites::{Site, SitePair};

/// The most entries of the table of edit steps, which has one for each pair of a prefix of the old
/// list and a prefix of the new one. Lists that need more are paired by position, at least in part.
const MAX_STEPS: usize = 1_000_000;

/// The cost of pairing two lists: first the number of sites that changed, appeared or disappeared,
/// then the number of lines that the paired sites moved.
type EditCost = (u32, u64);

/// A step through the two lists: pair a site of each, or leave one unpaired.
#[derive(Clone, Copy, PartialEq)]
enum EditStep {
    Pair,
    OnlyOld,
    OnlyNew,
}

/// Pairs the sites so that as few as possible change, appear or disappear (the Levenshtein
/// distance, by the Wagner-Fischer algorithm); among such pairings, so that lines move least.
pub(super) fn align_sites<'a>(old: &[&'a Site<'a>], new: &[&'a Site<'a>]) -> Vec<SitePair<'a>> {
    if old.is_empty() || new.is_empty() {
        pair_by_position(old, new)
    } else if (old.len() + 1).saturating_mul(new.len() + 1) > MAX_STEPS {
        pair_equal_ends(old, new)
    } else {
        pair_at_least_cost(old, new)
    }
}

/// Pairs the sites with equal figures at both ends of the lists by position. Pairs the rest at
/// least cost, or also by position if it is still too long.
fn pair_equal_ends<'a>(old: &[&'a Site<'a>], new: &[&'a Site<'a>]) -> Vec<SitePair<'a>> {
    let is_equal = |(old, new): &(&&Site, &&Site)| old.figures == new.figures;
    let begin = old.iter().zip(new).take_while(is_equal).count();
    let (old_begin, old) = old.split_at(begin);
    let (new_begin, new) = new.split_at(begin);
    let from_end = old.iter().rev().zip(new.iter().rev());
    let end = from_end.take_while(is_equal).count();
    let (old, old_end) = old.split_at(old.len() - end);
    let (new, new_end) = new.split_at(new.len() - end);
    let mut pairs = pair_by_position(old_begin, new_begin);
    pairs.extend(if (old.len() + 1) * (new.len() + 1) > MAX_STEPS {
        pair_by_position(old, new)
    } else {
        pair_at_least_cost(old, new)
    });
    pairs.extend(pair_by_position(old_end, new_end));
    pairs
}

fn pair_by_position<'a>(old: &[&'a Site<'a>], new: &[&'a Site<'a>]) -> Vec<SitePair<'a>> {
    let longer = old.len().max(new.len());
    (0..longer)
        .map(|index| (old.get(index).copied(), new.get(index).copied()))
        .collect()
}

fn pair_at_least_cost<'a>(old: &[&'a Site<'a>], new: &[&'a Site<'a>]) -> Vec<SitePair<'a>> {
    let steps = cheapest_steps(old, new);
    let (mut i, mut j) = (old.len(), new.len());
    let mut pairs = Vec::with_capacity(i.max(j));
    while i > 0 || j > 0 {
        let step = steps[i * (new.len() + 1) + j];
        i -= usize::from(step != EditStep::OnlyNew);
        j -= usize::from(step != EditStep::OnlyOld);
        pairs.push(match step {
            EditStep::Pair => (Some(old[i]), Some(new[j])),
            EditStep::OnlyOld => (Some(old[i]), None),
            EditStep::OnlyNew => (None, Some(new[j])),
        });
    }
    pairs
}

/// For each pair of prefixes of the lists, the last step of the cheapest pairing, row by row.
fn cheapest_steps(old: &[&Site<'_>], new: &[&Site<'_>]) -> Vec<EditStep> {
    let mut steps = vec![EditStep::OnlyNew; new.len() + 1];
    let first_row = (0..).map(|edits| (edits, 0));
    let mut above: Vec<EditCost> = first_row.take(new.len() + 1).collect();
    for old in old {
        let mut row = vec![add(above[0], (1, 0))];
        steps.push(EditStep::OnlyOld);
        for (j, new) in new.iter().enumerate() {
            let edits = u32::from(old.figures != new.figures);
            let moved = old.frame.line.abs_diff(new.frame.line);
            let candidates = [
                (add(above[j], (edits, moved)), EditStep::Pair),
                (add(above[j + 1], (1, 0)), EditStep::OnlyOld),
                (add(row[j], (1, 0)), EditStep::OnlyNew),
            ];
            let (cost, step) = candidates
                .into_iter()
                .min_by_key(|(cost, _)| *cost)
                .unwrap_or(candidates[0]);
            row.push(cost);
            steps.push(step);
        }
        above = row;
    }
    steps
}

fn add(cost: EditCost, more: EditCost) -> EditCost {
    (cost.0 + more.0, cost.1.saturating_add(more.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Frame;
    use crate::profile::SiteFigures;

    fn sites(lines: &[(u64, u64)]) -> Vec<Site<'static>> {
        let site = |&(line, total_bytes): &(u64, u64)| Site {
            frame: Frame {
                line,
                ..Frame::parse("f")
            },
            function: 0,
            callers: Vec::new(),
            figures: SiteFigures {
                total_bytes,
                ..SiteFigures::default()
            },
        };
        lines.iter().map(site).collect()
    }

    /// The lines that are paired; zero where a site has no counterpart.
    fn paired_lines(old: &[(u64, u64)], new: &[(u64, u64)]) -> Vec<(u64, u64)> {
        let (old, new) = (sites(old), sites(new));
        let (old, new): (Vec<&Site>, Vec<&Site>) = (old.iter().collect(), new.iter().collect());
        let line = |site: Option<&Site>| site.map_or(0, |site| site.frame.line);
        let pairs = align_sites(&old, &new);
        let mut lines: Vec<_> = pairs
            .iter()
            .map(|pair| (line(pair.0), line(pair.1)))
            .collect();
        lines.sort();
        lines
    }

    #[test]
    fn only_the_site_that_changed_is_reported() {
        let two = [(16, 100), (17, 100)];
        let changed_first = [(17, 150), (18, 100)];
        let changed_second = [(17, 100), (18, 150)];
        assert_eq!(paired_lines(&two, &changed_first), [(16, 17), (17, 18)]);
        assert_eq!(paired_lines(&two, &changed_second), [(16, 17), (17, 18)]);
        let three = [(1, 10), (2, 20), (3, 30)];
        let without_first = [(5, 20), (6, 30)];
        assert_eq!(
            paired_lines(&three, &without_first),
            [(1, 0), (2, 5), (3, 6)]
        );
        assert_eq!(
            paired_lines(&three, &[(1, 10), (2, 5), (3, 20), (4, 30)]),
            [(0, 2), (1, 1), (2, 3), (3, 4)]
        );
        assert_eq!(paired_lines(&[(9, 1)], &[(3, 1), (8, 1)]), [(0, 3), (9, 8)]);
        assert_eq!(paired_lines(&[], &[(3, 1)]), [(0, 3)]);
    }

    #[test]
    fn twenty_thousand_sites_of_one_function_are_paired() {
        let old: Vec<(u64, u64)> = (1..=20_000).map(|line| (line, line)).collect();
        let mut with_one_more = old.clone();
        with_one_more.insert(7000, (7001, 5));
        let bytes = with_one_more.iter().map(|(_, bytes)| *bytes);
        let new: Vec<(u64, u64)> = (1..).zip(bytes).collect();
        let changed: Vec<(u64, u64)> = paired_lines(&old, &new)
            .into_iter()
            .filter(|(before, after)| !(before == after && *before <= 7000) && before + 1 != *after)
            .collect();
        assert_eq!(changed, [(0, 7001)]);
    }
}
