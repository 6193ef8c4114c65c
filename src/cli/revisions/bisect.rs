//! Finds by halving the first of several revisions that breaks a limit.

use crate::error::Result;

/// Whether a revision keeps the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judgement {
    Kept,
    Broken,
    /// The revision cannot be built, or does not have the figure.
    Unknown,
}

/// Two revisions, between which the limit broke. Those between them are [`Judgement::Unknown`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Break {
    pub(super) last_kept: usize,
    pub(super) first_broken: usize,
}

/// Finds the first of the revisions from 0 to `last` that breaks a limit. The first keeps it, and the last
/// breaks it; `judge` judges others. One that is unknown is skipped: the revision nearest to the middle
/// comes next.
///
/// # Errors
///
/// If `judge` fails.
pub(super) fn find_break(
    last: usize,
    mut judge: impl FnMut(usize) -> Result<Judgement>,
) -> Result<Break> {
    let mut found = Break {
        last_kept: 0,
        first_broken: last,
    };
    let mut unknown = vec![false; last];
    loop {
        let middle = (found.last_kept + found.first_broken) / 2;
        let between = found.last_kept + 1..found.first_broken;
        let candidates = between.filter(|&index| !unknown[index]);
        let Some(next) = candidates.min_by_key(|index| index.abs_diff(middle)) else {
            return Ok(found);
        };
        match judge(next)? {
            Judgement::Kept => found.last_kept = next,
            Judgement::Broken => found.first_broken = next,
            Judgement::Unknown => unknown[next] = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The result, and the revisions that were judged.
    fn find(count: usize, first_broken: usize, unknown: &[usize]) -> (Break, Vec<usize>) {
        let mut judged = Vec::new();
        let found = find_break(count - 1, |index| {
            judged.push(index);
            Ok(if unknown.contains(&index) {
                Judgement::Unknown
            } else if index < first_broken {
                Judgement::Kept
            } else {
                Judgement::Broken
            })
        });
        (found.unwrap_or_else(|error| panic!("{error}")), judged)
    }

    #[test]
    fn every_first_broken_revision_is_found_in_a_logarithm_of_steps() {
        for count in 2..70 {
            for first_broken in 1..count {
                let (found, judged) = find(count, first_broken, &[]);
                let expected = Break {
                    last_kept: first_broken - 1,
                    first_broken,
                };
                assert_eq!(found, expected, "{count}");
                let most = (count - 1).ilog2() + 1;
                assert!(judged.len() <= most as usize, "{count}: {judged:?}");
            }
        }
    }

    #[test]
    fn unknown_revisions_are_skipped_once_and_remain_possible_only_at_the_break() {
        let (found, judged) = find(9, 6, &[4, 3]);
        assert_eq!((found.last_kept, found.first_broken), (5, 6));
        assert_eq!(judged, [4, 3, 5, 6]);
        let (found, judged) = find(9, 5, &[3, 4, 5]);
        assert_eq!((found.last_kept, found.first_broken), (2, 6));
        let mut once = judged.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), judged.len());
    }

    #[test]
    fn two_revisions_need_no_other() {
        assert_eq!(find(2, 1, &[]).1, [0; 0]);
    }
}
