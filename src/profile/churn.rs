//! How short-lived blocks are, and how large.

use std::collections::BTreeMap;

use super::model::{Profile, ProgramPoint};

/// How short-lived the blocks of a call site or of a whole profile are, and how large.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Churn {
    /// The number of blocks.
    pub total_blocks: u64,
    /// Blocks freed before the next allocation of the same thread; `None` if the profile lacks them.
    pub temporary_blocks: Option<u64>,
    /// The sum of the blocks' lifetimes, in the profile's unit of time; `None` if it lacks lifetimes.
    pub lifetimes: Option<u64>,
    /// The number of blocks by size: a power of two counts the sizes from it up to below the next.
    /// Empty if the profile lacks sizes.
    pub size_classes: BTreeMap<u64, u64>,
}

impl Profile {
    /// The churn of all program points.
    pub fn churn(&self) -> Churn {
        let mut churn = Churn::default();
        self.points.iter().for_each(|point| churn.add(point));
        churn
    }
}

impl Churn {
    /// Adds a program point of the same profile.
    pub(super) fn add(&mut self, point: &ProgramPoint) {
        self.total_blocks = self.total_blocks.saturating_add(point.total_blocks);
        if let Some(lifetimes) = point.lifetimes {
            let sum = self.lifetimes.get_or_insert(0);
            *sum = sum.saturating_add(lifetimes);
        }
        if let Some(blocks) = &point.extension {
            let sum = self.temporary_blocks.get_or_insert(0);
            *sum = sum.saturating_add(blocks.temporary_blocks);
            for (&size, &more) in &blocks.size_classes {
                let blocks = self.size_classes.entry(size).or_default();
                *blocks = blocks.saturating_add(more);
            }
        }
    }

    /// The mean lifetime of a block, in the profile's unit of time; `None` if the profile lacks
    /// lifetimes, or there is no block.
    pub fn mean_lifetime(&self) -> Option<f64> {
        let has_blocks = self.total_blocks > 0;
        let lifetimes = self.lifetimes.filter(|_| has_blocks)?;
        Some(lifetimes as f64 / self.total_blocks as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn churn_is_summed_over_program_points_and_absent_where_no_point_has_it() {
        let profile = |extension: &str| {
            let text = format!(
                r#"{{"dhatFileVersion":2,"mode":"rust-heap","verb":"Allocated","bklt":true,
                "bkacc":false,"tu":"allocs","Mtu":"Mallocs","tuth":10,"cmd":"a","pid":1,"tg":1,"te":9,
                "pps":[{{"tb":9,"tbk":3,"tl":6,"mb":4,"mbk":1,"gb":1,"gbk":1,"eb":0,"ebk":0,"fs":[1]{extension}}},
                       {{"tb":5,"tbk":1,"tl":4,"mb":5,"mbk":1,"gb":5,"gbk":1,"eb":0,"ebk":0,"fs":[2]}}],
                "ftbl":["[root]","0x1: f (a.rs:1:1)","0x2: g (b.rs:2:2)"]}}"#
            );
            Profile::read(&text, Path::new("p")).unwrap()
        };
        let extension = r#","heapwise":{"temporary_blocks":2,"size_classes":{"2":3}}"#;
        let churn = profile(extension).churn();
        assert_eq!(
            (churn.temporary_blocks, churn.mean_lifetime()),
            (Some(2), Some(2.5))
        );
        assert_eq!(churn.size_classes, BTreeMap::from([(2, 3)]));
        let churn = profile("").churn();
        assert_eq!((churn.temporary_blocks, churn.lifetimes), (None, Some(10)));
        assert!(churn.size_classes.is_empty() && Churn::default().mean_lifetime().is_none());
    }
}
