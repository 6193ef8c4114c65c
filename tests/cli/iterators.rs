//! `heapwise run iterators`.

use heapwise::lab::iterators::{Adaptor, AdaptorSizes};

use crate::common::{Folder, assert_refused, heapwise, run, run_to};

const SIZES: AdaptorSizes = AdaptorSizes {
    n: 3000,
    distance: 100,
    pool: 9,
    r: 3,
};

#[test]
fn every_adaptor_puts_out_as_many_items_as_the_formula_says() {
    let folder = Folder::new();
    let each = Adaptor::ALL.map(|adaptor| format!(" -i adaptor={}", adaptor.name()));
    let arguments = format!(
        "run iterators -i n=3000 -i distance=100 -i pool=9 --passes count --runs 1{}",
        each.concat()
    );
    let ran = run_to(heapwise(), &arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let report = folder.report();
    let cases = report["experiments"].as_array().unwrap();
    assert_eq!(cases.len(), Adaptor::ALL.len());
    for (case, adaptor) in cases.iter().zip(Adaptor::ALL) {
        let outputs = adaptor.outputs(&SIZES).unwrap();
        let [lazy, stored] = &case["variants"].as_array().unwrap()[..] else {
            panic!("{case}");
        };
        for row in [lazy, stored] {
            assert_eq!(row["outcome"]["status"], "measured", "{row}");
            assert_eq!(row["elements"], outputs, "{adaptor:?}");
            assert_eq!(row["answer"], outputs.to_string(), "{adaptor:?}");
        }
        let peak = |row: &serde_json::Value| row["heap"]["peak_bytes"].as_u64().unwrap();
        assert!(
            peak(stored) >= 8 * outputs.max(peak(lazy) / 8),
            "{adaptor:?}"
        );
    }
}

#[test]
fn an_unknown_adaptor_is_refused_with_the_nearest_name() {
    let refused = run(["run", "iterators", "-i", "adaptor=permutation"]);
    assert_refused(
        &refused,
        "no adaptor `permutation`; the nearest: `permutations`",
    );
}
