//! The claims of *High Performance Python* (M. Gorelick, I. Ozsvald) about memory and speed, and what checks
//! each: a figure of a variant in a report, or a computation.
//!
//! The list is the index from the text to the experiments. `heapwise claims` prints it.

mod arrays;
mod evidence;
mod groups;
mod julia;
mod recorder;
mod tables;

use num_complex::Complex64;

use crate::lab::julia::point::{self, C};
use crate::record::{Claim, Report};
use crate::units;

use evidence::{Evidence, Finding, times};

/// A claim of the text, and its check.
struct ListedClaim {
    chapter: u32,
    statement: &'static str,
    check: fn(&Evidence) -> Finding,
}

const fn claim(
    chapter: u32,
    statement: &'static str,
    check: fn(&Evidence) -> Finding,
) -> ListedClaim {
    ListedClaim {
        chapter,
        statement,
        check,
    }
}

/// Checks all claims against a report.
pub fn check(report: &Report) -> Vec<Claim> {
    let evidence = Evidence::new(report);
    let findings = LIST
        .iter()
        .map(|listed| (listed, (listed.check)(&evidence)));
    let numbered = (1..).zip(findings);
    let claims = numbered.map(|(number, (listed, finding))| {
        finding.into_claim(number, listed.chapter, listed.statement)
    });
    claims.collect()
}

const LIST: [ListedClaim; 47] = [
    claim(
        2,
        "width 1000, 300 iterations: 33 219 980 iterations, 1 000 000 points",
        |evidence| {
            let Some(row) = at_full_width(evidence, "julia/stored") else {
                return Finding::missing("julia");
            };
            let (answer, points) = (row.answer.as_deref().unwrap_or_default(), row.elements);
            let found = format!(
                "{answer} iterations, {} points",
                units::count(points.unwrap_or(0))
            );
            let holds = answer == "33219980" && points == Some(1_000_000);
            Finding::holds_if(holds, found, "another sum")
        },
    ),
    claim(
        2,
        "the loop's condition is evaluated 34 219 980 times",
        |evidence| {
            let row = at_full_width(evidence, "julia/stored");
            let sum = row.and_then(|row| row.answer.as_deref()?.parse::<u64>().ok());
            let Some((sum, points)) = sum.zip(row.and_then(|row| row.elements)) else {
                return Finding::missing("julia");
            };
            let evaluations: u64 = sum + points;
            let found = format!("{evaluations}: one more than its iterations for each point");
            Finding::holds_if(evaluations == 34_219_980, found, "another sum")
        },
    ),
    claim(
        2,
        "-1.8-1.8i escapes at iteration 0, since its modulus 2.54 is at least 2",
        |_| {
            let corner = Complex64::new(-1.8, -1.8);
            let iterations = point::abs(corner, C, julia::MAX_ITERATIONS);
            let found = format!("modulus {:.4}, {iterations} iterations", corner.norm());
            Finding::holds_if(iterations == 0, found, "it is iterated")
        },
    ),
    claim(
        2,
        "0+0i never escapes; its moduli begin 0.756, 0.426, 0.694, 0.670, 0.533, 0.875, 0.035, 0.757, 0.427",
        |_| {
            let moduli = julia::moduli_from_zero(julia::MODULI.len());
            let are_close = moduli
                .iter()
                .zip(julia::MODULI)
                .all(|(one, other)| (one - other).abs() < 6e-4);
            let stays =
                point::abs(Complex64::ZERO, C, julia::MAX_ITERATIONS) == julia::MAX_ITERATIONS;
            let moduli = moduli.iter().map(|modulus| format!("{modulus:.3}"));
            let found = moduli.collect::<Vec<String>>().join(", ");
            Finding::holds_if(are_close && stays, found, "another sequence")
        },
    ),
    claim(
        2,
        "without the two lists of coordinates the process takes 60 MB instead of 140 MB",
        |evidence| {
            let Some([stored, computed]) = evidence.peaks(["julia/stored", "julia/on-the-fly"])
            else {
                return Finding::missing("julia");
            };
            let found = format!(
                "peaks of {} and {}, {}",
                units::bytes(stored),
                units::bytes(computed),
                times(stored, computed)
            );
            Finding::holds_if(
                stored >= 2 * computed,
                found,
                "storing costs less than twice",
            )
        },
    ),
    claim(
        2,
        "c is a constant, so its list is not needed",
        |evidence| {
            let [Some(both), Some(one)] =
                ["julia/stored", "julia/stored-z"].map(|name| evidence.row(name))
            else {
                return Finding::missing("julia");
            };
            let found = "the same answer without it";
            Finding::holds_if(both.answer == one.answer, found, "the answers differ")
        },
    ),
    claim(
        2,
        "one test in 301 of `n < maxiter` is false for a point that never escapes",
        |_| {
            let (tests, false_tests) = julia::tests_of_the_limit(Complex64::ZERO);
            let found = format!("{false_tests} of {tests}");
            Finding::holds_if((tests, false_tests) == (301, 1), found, "another count")
        },
    ),
    claim(
        2,
        "about 10 % of the points never escape within 300 iterations",
        |_| {
            let percent = julia::share_without_escape() * 100.0;
            let found = format!("{} %", units::digits(percent));
            Finding::holds_if(
                (9.0..11.0).contains(&percent),
                found,
                "the share of this grid, counted",
            )
        },
    ),
    claim(
        2,
        "swapping the two tests of the loop makes no consistent difference in speed",
        |_| {
            Finding::not_measured(
                "no variant has the other order; docs/kernel.md has what a benchmark shows",
            )
        },
    ),
    claim(
        2,
        "profiling memory slows a program 10 to 100 times",
        |evidence| recorder::cost(evidence).unwrap_or_else(|| Finding::missing("julia")),
    ),
    claim(
        2,
        "a linear grey scale hides detail that a false grey scale shows",
        |_| {
            let percent = julia::share_of_dark_points() * 100.0;
            let found = format!(
                "{} % of the points have one of the 15 darkest greys of 256, which false grey spreads over its whole scale",
                units::digits(percent)
            );
            Finding::holds_if(percent > 10.0, found, "few points are dark")
        },
    ),
    claim(3, "indexing takes one step, however long the array", |_| {
        let holds = arrays::items_lie_at_their_index();
        let found = "one multiplication and one addition for arrays of 10 to 1 000 000 items";
        Finding::holds_if(holds, found, "an item lies elsewhere")
    }),
    claim(
        3,
        "a list of 100 000 000 items that is appended to has room for 112 500 007",
        |_| {
            let [old, new] = arrays::list_after_append();
            let found = format!("{old} up to CPython 3.8, {new} from 3.9 on");
            Finding::holds_if(old == 112_500_007, found, "another rule")
        },
    ),
    claim(
        3,
        "a tuple of 100 000 000 items has room for exactly as many",
        |_| {
            let capacity = arrays::tuple_capacity();
            Finding::holds_if(
                capacity == 100_000_000,
                capacity.to_string(),
                "another rule",
            )
        },
    ),
    claim(
        3,
        "appending to a tuple is O(n), to a list O(1) amortised",
        |_| {
            let [list, tuple] = arrays::copies_per_item();
            let found = format!(
                "for each of 1000 and of 100 000 items a list copies {} and {}, a tuple {} and {}",
                units::digits(list[0]),
                units::digits(list[1]),
                units::digits(tuple[0]),
                units::digits(tuple[1])
            );
            let holds = list[1] < 2.0 * list[0] && tuple[1] > 50.0 * tuple[0];
            Finding::holds_if(holds, found, "another order of growth")
        },
    ),
    claim(
        3,
        "a list that is never appended to is larger than a tuple by about one element's room",
        |_| {
            let bytes = arrays::list_header_less_tuple_header();
            let found = format!("{bytes} bytes, the room of {} elements", bytes / 8);
            let why = "a list also stores the address of its items, and how many have room";
            Finding::holds_if(bytes == 8, found, why)
        },
    ),
    claim(3, "many small lists pay for their room", |evidence| {
        let Some([lists, flat]) = evidence.peaks(["small/vecs-pushed", "small/flat"]) else {
            return Finding::missing("small");
        };
        let found = format!(
            "{} as vectors of their own, {} in one: {}",
            units::bytes(lists),
            units::bytes(flat),
            times(lists, flat)
        );
        Finding::holds_if(lists > flat, found, "they do not")
    }),
    claim(
        4,
        "a lookup is O(1), against O(log n) by bisection and O(n) by a scan",
        |_| {
            let [few, many] = tables::probes_by_size();
            let found = format!(
                "{} slots read of 1000 keys and {} of 100 000, where bisection reads 10 and 17",
                units::digits(few),
                units::digits(many)
            );
            Finding::holds_if((many - few).abs() < 0.5, found, "the number of slots grows")
        },
    ),
    claim(4, "if all keys collide, a lookup is O(n)", |_| {
        let [few, many] = tables::probes_of_colliding_keys();
        let found = format!(
            "{} slots read of 100 keys, {} of 1000",
            units::digits(few),
            units::digits(many)
        );
        Finding::holds_if(many > 9.0 * few, found, "another order of growth")
    }),
    claim(
        4,
        "28975 & 0b111 = 7; with 512 slots the mask has nine ones",
        |_| {
            let (slot, ones) = (tables::slot_of(28975, 8), (512_u32 - 1).count_ones());
            let found = format!("{slot}; {ones} ones");
            Finding::holds_if(slot == 7 && ones == 9, found, "another mask")
        },
    ),
    claim(4, "the perturbing probe visits every slot", |_| {
        let found = "it does in tables of 8 to 4096 slots";
        Finding::holds_if(
            tables::perturbed_probing_is_complete(),
            found,
            "it misses a slot",
        )
    }),
    claim(
        4,
        "linear probing gives two keys of equal low bits the same sequence, perturbing does not",
        |_| {
            let found = "two such hashes in 8 slots";
            Finding::holds_if(
                tables::sequences_are_equal() == [true, false],
                found,
                "other sequences",
            )
        },
    ),
    claim(
        4,
        "an index in the table and the entries in an array save 30 to 95 %",
        |_| {
            let [small, medium, large] = tables::savings_of_compact().map(units::digits);
            let found =
                format!("{small} % with 1 byte an index, {medium} % with 2, {large} % with 4");
            let why = "a third of the room for entries is saved, less the index; more only where a table \
                   has far more slots than entries";
            Finding::differs(found, why)
        },
    ),
    claim(
        4,
        "Rome and Barcelona collide on slot 2 of 8 under the first letter",
        |_| {
            let [rome, barcelona] = tables::slots_of_cities();
            let found = format!("slots {rome} and {barcelona}");
            Finding::holds_if([rome, barcelona] == [2, 2], found, "other slots")
        },
    ),
    claim(
        4,
        "a deleted entry leaves a marker, or later keys would be lost",
        |_| {
            let [empty, marker] = tables::found_after_deletion();
            let found = "the second key of a slot is lost if the first one's becomes empty, and found with a marker";
            Finding::holds_if(!empty && marker, found, "both are found")
        },
    ),
    claim(4, "tables are at most two thirds full", |_| {
        let load = tables::greatest_load(10_000);
        let found = format!("at most {} up to 10 000 keys", units::digits(load));
        Finding::holds_if(load <= 2.0 / 3.0, found, "fuller")
            .only_for_cpython("Rust's tables are up to seven eighths full")
    }),
    claim(
        4,
        "the smallest table has 8 slots; a third key still takes 8",
        |_| {
            let [first, third] = [1, 3].map(tables::slots_with);
            let found = format!("{first} slots with one key, {third} with three");
            Finding::holds_if([first, third] == [8, 8], found, "other sizes")
                .only_for_cpython("Rust's table has 4 buckets for up to 3 keys")
        },
    ),
    claim(
        4,
        "tables grow to sizes of 8, 18, 39, 81, 165, 333, …",
        |_| {
            let growth = tables::growth_of_dict(200);
            let steps = growth
                .iter()
                .map(|(key, slots)| format!("{slots} on key {key}"));
            let found = steps.collect::<Vec<String>>().join(", ");
            Finding::differs(found, "sizes are powers of two")
        },
    ),
    claim(4, "a table may shrink, but only on an insertion", |_| {
        let [full, removed, inserted] = tables::shrinking_dict();
        let found = format!(
            "{full} slots for 1000 keys, {removed} after 990 are removed, {inserted} after the next insertion that needs room"
        );
        Finding::holds_if(full == removed && inserted < removed, found, "another rule")
            .only_for_cpython("Rust's table shrinks on request only")
    }),
    claim(
        4,
        "the default hash of an object is its place in memory: equal points are not found",
        |_| {
            let holds = !tables::finds_equal_keys("address");
            let found = "equal keys at two places have different hashes under `address`";
            Finding::holds_if(holds, found, "they have the same hash")
                .only_for_cpython("Rust has no default: a key type must implement Hash with its Eq")
        },
    ),
    claim(4, "hashing the contents finds them", |_| {
        let found = "equal keys at two places have the same hash";
        Finding::holds_if(
            tables::finds_equal_keys("siphash-1-3"),
            found,
            "they differ",
        )
    }),
    claim(4, "5000 keys take a table of 16 384 slots, 14 bits", |_| {
        let slots = tables::slots_with(5000);
        let found = format!("{slots} slots, {} bits", slots.ilog2());
        let why = "since CPython 3.7 a table grows to three times its entries instead of four";
        Finding::holds_if(slots == 16_384, found, why)
    }),
    claim(
        4,
        "the hash of an integer is the integer; 5 and 501 collide in a table of 8",
        |_| {
            let [one, other] = [5, 501].map(|integer| tables::hash_of_integer(integer) & 0b111);
            let found = format!("slots {one} and {other}");
            Finding::holds_if([one, other] == [5, 5], found, "other slots")
                .only_for_cpython("Rust's default mixes the bits of an integer")
        },
    ),
    claim(
        4,
        "1039 keys need 1731 slots for two thirds, so 2048, 11 bits",
        |_| {
            let needed = (1039_u32 * 3).div_ceil(2);
            let slots = tables::slots_with(1039);
            let found = format!(
                "{needed} slots for two thirds, a table of {slots}, {} bits",
                slots.ilog2()
            );
            let why =
                "1731 are needed for three fifths; the size and the bits are those of the text";
            Finding::holds_if(needed == 1731, found, why)
        },
    ),
    claim(
        4,
        "the two-letter hash has no collision over its 676 keys in 2048 slots",
        |_| {
            let [text, cpython] = [2048, 1024].map(tables::slots_of_two_letters);
            let found =
                format!("{text} different slots; {cpython} in the 1024 slots that CPython takes");
            Finding::holds_if([text, cpython] == [676, 676], found, "some collide")
        },
    ),
    claim(
        4,
        "entropy is highest when every value is equally likely",
        |_| Finding::holds(tables::entropy_of_even_and_uneven()),
    ),
    claim(
        5,
        "an iterator holds O(1), a list O(n); `tee` holds what lies between its readers; `cycle` keeps a copy",
        |evidence| {
            let peak = |variant: &str, adaptor: &str| {
                let row = evidence.row_where(variant, |input| {
                    input.starts_with(&format!("adaptor={adaptor} "))
                });
                row.and_then(|row| Some(row.heap.as_ref()?.totals.peak_bytes))
            };
            let lazy =
                ["accumulate", "tee", "cycle"].map(|adaptor| peak("iterators/lazy", adaptor));
            let ([Some(lazy), Some(tee), Some(cycle)], Some(list)) =
                (lazy, peak("iterators/stored", "accumulate"))
            else {
                return Finding::missing("iterators");
            };
            let found = format!(
                "`accumulate` holds {}, its lists {}; `tee` holds {}, `cycle` {}",
                units::bytes(lazy),
                units::bytes(list),
                units::bytes(tee),
                units::bytes(cycle)
            );
            let holds = lazy == 0 && tee > 0 && tee < list / 10 && cycle > list / 10;
            Finding::holds_if(holds, found, "other bytes")
        },
    ),
    claim(
        5,
        "permutations, combinations and products number n!/(n-r)!, n!/r!/(n-r)!, (n+r-1)!/r!/(n-1)!",
        |_| {
            let [permutations, combinations, repeated, product] = groups::counted();
            let found = format!(
                "3 of 6: {permutations}, {combinations} and with replacement {repeated}, counted one by one; products: {product}"
            );
            let why =
                "the third number is that of combinations with replacement; products number nʳ";
            let holds = [permutations, combinations, repeated] == groups::BY_FORMULA;
            Finding::holds_if(holds, found, "other numbers").because(why)
        },
    ),
    claim(
        5,
        "a loan of 1000 at 5 % with payments of 90 has balances 960, 918, 873.9, 827.595",
        |_| {
            let balances = groups::balances_of_loan();
            let text: Vec<String> = balances
                .iter()
                .map(|balance| format!("{balance}"))
                .collect();
            let holds = text == ["960", "918", "873.9", "827.595"];
            Finding::holds_if(holds, text.join(", "), "other balances")
        },
    ),
    claim(
        7,
        "pure Python 8 s, typed Cython 0.49 s, without the square root 0.19 s",
        |_| {
            Finding::not_measured(
                "a report has no interpreter; docs/kernel.md has CPython beside the kernel",
            )
        },
    ),
    claim(7, "Numba 0.47 s once compiled, PyPy 0.9 s", |_| {
        Finding::not_measured("docs/kernel.md has Numba beside the kernel; PyPy is not measured")
    }),
    claim(
        7,
        "comparing the squared modulus with 4 saves the square root and gains",
        |evidence| {
            let Some([root, squared]) = evidence.medians_ns(["kernel/abs", "kernel/norm-sqr"])
            else {
                return Finding::missing("kernel");
            };
            let found = format!(
                "{} with the root, {} without: {}",
                units::nanoseconds(root),
                units::nanoseconds(squared),
                times(root, squared)
            );
            let why = "compiled, the root is computed beside the chain of additions that decides the time";
            Finding::holds_if(root as f64 > 1.05 * squared as f64, found, why)
        },
    ),
    claim(
        7,
        "OpenMP gives further speed for little code",
        |evidence| {
            let Some([one, several]) = evidence.medians_ns(["kernel/expanded", "kernel/threads"])
            else {
                return Finding::missing("kernel");
            };
            let found = format!(
                "{} on one thread, {} on every core: {}",
                units::nanoseconds(one),
                units::nanoseconds(several),
                times(one, several)
            );
            let why = "the machine has few cores, or they were busy";
            Finding::holds_if(one as f64 > 1.3 * several as f64, found, why)
        },
    ),
    claim(
        7,
        "a grid of 512 by 512 with fixed borders: each step adds D dt times the five-point Laplacian",
        |evidence| {
            let rows =
                ["diffusion/allocating", "diffusion/in-place"].map(|name| evidence.row(name));
            let [Some(row), Some(other)] = rows else {
                return Finding::missing("diffusion");
            };
            let found = format!(
                "the cells add up to {}",
                row.answer.as_deref().unwrap_or_default()
            );
            Finding::holds_if(row.answer == other.answer, found, "two layouts differ")
        },
    ),
    claim(
        7,
        "passing an array by its buffer copies nothing, passing a list copies it",
        |evidence| {
            let Some([buffer, copied]) = evidence.totals(["diffusion/c", "diffusion/c-copied"])
            else {
                return Finding::missing("diffusion");
            };
            let found = format!(
                "{} allocated if C gets the address, {} if rows are copied for it",
                units::bytes(buffer),
                units::bytes(copied)
            );
            Finding::holds_if(copied > buffer, found, "copying allocates nothing")
        },
    ),
    claim(
        9,
        "processes each have their own memory: an input is copied, unless shared",
        |evidence| {
            let rows = ["sharing/processes-shared", "sharing/processes-copied"];
            let memory = rows.map(|name| {
                let mut metrics = evidence.row(name)?.metrics.iter();
                metrics
                    .find(|metric| metric.name == "pss_mb")
                    .map(|metric| metric.value)
            });
            let [Some(shared), Some(copied)] = memory else {
                return Finding::missing("sharing");
            };
            let found = format!(
                "{} MB more in all processes if they share the input, {} MB if each has a copy",
                units::digits(shared),
                units::digits(copied)
            );
            Finding::holds_if(copied > 1.5 * shared, found, "the copies take no more")
        },
    ),
    claim(10, "if a worker is killed, its jobs are not lost", |_| {
        Finding::not_measured(
            "`heapwise run` keeps every variant that was measured before it is killed",
        )
    }),
];

/// The row of a variant of `julia` at the text's width and limit.
fn at_full_width<'a>(evidence: &Evidence<'a>, variant: &str) -> Option<&'a crate::record::Row> {
    evidence.row_where(variant, |input| input == "width=1000 max_iterations=300")
}
