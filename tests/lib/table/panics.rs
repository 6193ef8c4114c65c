//! Hashes and comparisons that panic during an operation.

use std::panic::{AssertUnwindSafe, catch_unwind};

use heapwise::lab::table::group::Portable;
use heapwise::lab::table::growth::{ByFour, ByFraction, ByTwo, UsedTimesThree};
use heapwise::lab::table::layout::{Compact, Inline};
use heapwise::lab::table::probe::{
    DoubleHashProbe, GroupProbe, LinearProbe, PerturbedProbe, RobinHoodProbe, TriangularProbe,
};
use heapwise::lab::table::{Chained, Design, MaxLoadFactor, PackedBuckets};
use proptest::prelude::*;

use super::common::{Hashing, Watched, living, remove_fuse, set_fuse};
use super::model::{MapOperation, Model, Tested, check, hashing, limit, operate, operations};
use crate::for_each_design;

/// Checks that a map is unchanged or empty after a panic.
fn survives<D: Design>(operations: &[(MapOperation, u64)], hashing: Hashing, limit: MaxLoadFactor) {
    let mut map = Tested::<D>::with_max_load_factor(limit, 0, hashing).unwrap();
    let mut model = Model::new();
    for (&(operation, fuse), value) in operations.iter().zip(1000..) {
        let before = model.clone();
        set_fuse(fuse);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            operate(&mut map, &mut model, operation, value);
        }));
        remove_fuse();
        if let Err(panic) = outcome {
            assert_eq!(panic.downcast_ref(), Some(&"the fuse is burnt"));
            model = before;
            if map.is_empty() {
                model.clear();
            }
            check(&map, &model);
        }
        assert_eq!((map.len(), living()), (model.len(), 2 * model.len()));
    }
    check(&map, &model);
    for key in model.keys() {
        assert!(map.contains_key(&Watched::new(*key)));
    }
    drop(map);
    assert_eq!(living(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_panic_leaves_the_map_unchanged_or_empty(
        operations in operations(),
        fuses in prop::collection::vec(prop_oneof![0..4_u64, 0..40_u64, Just(u64::MAX)], 300),
        hashing in hashing(),
        limit in limit(),
    ) {
        let operations: Vec<_> = operations.into_iter().zip(fuses).collect();
        for_each_design!(survives(&operations, hashing, limit));
    }
}
