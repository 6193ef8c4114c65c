//! Two lists of call sites of one function side by side, in the order of their lines.

use super::pairs::Pair;
use super::sites::Site;

/// The most steps that are looked at; beyond, the sites are taken in their order.
const MOST_STEPS: usize = 1_000_000;

/// What a way through the two lists costs: sites that differ, appear or go count one each, and
/// among ways alike in this the lines decide.
type Cost = (u32, u64);

/// A step through the two lists.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    Both,
    Old,
    New,
}

/// Pairs the sites so that as few as can be differ, appear or go (the edit distance of Levenshtein,
/// by the algorithm of Wagner and Fischer), and among these ways so that lines move least.
pub(super) fn aligned<'a>(old: &[&'a Site<'a>], new: &[&'a Site<'a>]) -> Vec<Pair<'a>> {
    if old.is_empty() || new.is_empty() {
        return in_order(old, new);
    }
    match (old.len() + 1).saturating_mul(new.len() + 1) > MOST_STEPS {
        true => ends_first(old, new),
        false => cheapest(old, new),
    }
}

/// Leaves alike sites at both ends aside. What remains, if it is still too much, in its order.
fn ends_first<'a>(old: &[&'a Site<'a>], new: &[&'a Site<'a>]) -> Vec<Pair<'a>> {
    let is_alike = |(old, new): &(&&Site, &&Site)| old.figures == new.figures;
    let begin = old.iter().zip(new).take_while(is_alike).count();
    let (old_begin, old) = old.split_at(begin);
    let (new_begin, new) = new.split_at(begin);
    let end = old.iter().rev().zip(new.iter().rev());
    let end = end.take_while(is_alike).count();
    let (old, old_end) = old.split_at(old.len() - end);
    let (new, new_end) = new.split_at(new.len() - end);
    let mut pairs = in_order(old_begin, new_begin);
    pairs.extend(match (old.len() + 1) * (new.len() + 1) > MOST_STEPS {
        true => in_order(old, new),
        false => cheapest(old, new),
    });
    pairs.extend(in_order(old_end, new_end));
    pairs
}

fn in_order<'a>(old: &[&'a Site<'a>], new: &[&'a Site<'a>]) -> Vec<Pair<'a>> {
    let longer = old.len().max(new.len());
    (0..longer)
        .map(|at| (old.get(at).copied(), new.get(at).copied()))
        .collect()
}

fn cheapest<'a>(old: &[&'a Site<'a>], new: &[&'a Site<'a>]) -> Vec<Pair<'a>> {
    let steps = steps(old, new);
    let (mut i, mut j) = (old.len(), new.len());
    let mut pairs = Vec::with_capacity(i.max(j));
    while i > 0 || j > 0 {
        let step = steps[i * (new.len() + 1) + j];
        i -= usize::from(step != Step::New);
        j -= usize::from(step != Step::Old);
        pairs.push(match step {
            Step::Both => (Some(old[i]), Some(new[j])),
            Step::Old => (Some(old[i]), None),
            Step::New => (None, Some(new[j])),
        });
    }
    pairs
}

/// The last step of the cheapest way to each pair of prefixes of the lists, row by row.
fn steps(old: &[&Site<'_>], new: &[&Site<'_>]) -> Vec<Step> {
    let mut steps = vec![Step::New; new.len() + 1];
    let mut above: Vec<Cost> = (0..).map(|edits| (edits, 0)).take(new.len() + 1).collect();
    for old in old {
        let mut row = vec![added(above[0], (1, 0))];
        steps.push(Step::Old);
        for (j, new) in new.iter().enumerate() {
            let edits = u32::from(old.figures != new.figures);
            let moved = old.frame.line.abs_diff(new.frame.line);
            let ways = [
                (added(above[j], (edits, moved)), Step::Both),
                (added(above[j + 1], (1, 0)), Step::Old),
                (added(row[j], (1, 0)), Step::New),
            ];
            let (cost, step) = ways
                .into_iter()
                .min_by_key(|(cost, _)| *cost)
                .unwrap_or(ways[0]);
            row.push(cost);
            steps.push(step);
        }
        above = row;
    }
    steps
}

fn added(cost: Cost, more: Cost) -> Cost {
    (cost.0 + more.0, cost.1.saturating_add(more.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::sites::Figures;
    use crate::profile::Frame;

    fn sites(lines: &[(u64, u64)]) -> Vec<Site<'static>> {
        let site = |&(line, total_bytes): &(u64, u64)| Site {
            frame: Frame {
                line,
                ..Frame::parse("f")
            },
            function: 0,
            callers: Vec::new(),
            figures: Figures {
                total_bytes,
                ..Figures::default()
            },
        };
        lines.iter().map(site).collect()
    }

    /// The lines that are paired, of those alone zero.
    fn lines(old: &[(u64, u64)], new: &[(u64, u64)]) -> Vec<(u64, u64)> {
        let (old, new) = (sites(old), sites(new));
        let (old, new): (Vec<&Site>, Vec<&Site>) = (old.iter().collect(), new.iter().collect());
        let line = |site: Option<&Site>| site.map_or(0, |site| site.frame.line);
        let pairs = aligned(&old, &new);
        let mut lines: Vec<_> = pairs
            .iter()
            .map(|pair| (line(pair.0), line(pair.1)))
            .collect();
        lines.sort();
        lines
    }

    #[test]
    fn the_site_that_changed_is_the_one_told() {
        let two = [(16, 100), (17, 100)];
        assert_eq!(lines(&two, &[(17, 150), (18, 100)]), [(16, 17), (17, 18)]);
        assert_eq!(lines(&two, &[(17, 100), (18, 150)]), [(16, 17), (17, 18)]);
        let three = [(1, 10), (2, 20), (3, 30)];
        assert_eq!(lines(&three, &[(5, 20), (6, 30)]), [(1, 0), (2, 5), (3, 6)]);
        assert_eq!(
            lines(&three, &[(1, 10), (2, 5), (3, 20), (4, 30)]),
            [(0, 2), (1, 1), (2, 3), (3, 4)]
        );
        assert_eq!(lines(&[(9, 1)], &[(3, 1), (8, 1)]), [(0, 3), (9, 8)]);
        assert_eq!(lines(&[], &[(3, 1)]), [(0, 3)]);
    }

    #[test]
    fn very_many_sites_of_one_function_are_paired_too() {
        let old: Vec<(u64, u64)> = (1..=20_000).map(|line| (line, line)).collect();
        let mut new = old.clone();
        new.insert(7000, (7001, 5));
        let new: Vec<(u64, u64)> = (1..).zip(new.iter().map(|(_, bytes)| *bytes)).collect();
        let changed: Vec<(u64, u64)> = lines(&old, &new)
            .into_iter()
            .filter(|(before, after)| !(before == after && *before <= 7000) && before + 1 != *after)
            .collect();
        assert_eq!(changed, [(0, 7001)]);
    }
}
