//! Collecting compared to chaining: how much memory does an iterator adaptor need while it runs?
//! Some need none; others store a window, every distinct item, or every item.
//!
//! Each experiment solves one task with a list and with adaptors of std and of the `itertools`
//! crate. (*High Performance Python* asks this in its chapter on iterators and generators.)
//!
//! ```sh
//! cargo run --release --example iterators
//! ```

use std::hint::black_box;
use std::process::ExitCode;

use heapwise::experiment::Domain;
use heapwise::{Alloc, Experiment};
use itertools::{Itertools, kmerge};

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

/// The distance between the two readers of `lag`.
const LAG: usize = 1000;

fn main() -> ExitCode {
    heapwise::main([
        sum(),
        lag(),
        next(),
        cycle(),
        runs(),
        distinct(),
        least(),
        merge(),
        pairs(),
    ])
}

/// An experiment whose variants get the number of numbers.
fn question(name: &str, about: &str) -> Experiment<u64> {
    let n = Domain::integers(1_000_000, 1..=1 << 40);
    let experiment = Experiment::new(name, about).input("n", n, "numbers");
    experiment.setup(|input| input.get("n"))
}

/// `n` numbers below 2³² that look random.
fn numbers(n: u64) -> impl Iterator<Item = u64> + Clone {
    (0..n).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32)
}

fn list(n: u64) -> Vec<u64> {
    black_box(numbers(n).collect())
}

/// A checksum of all numbers in their order.
fn checksum(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0, |sum, number| sum.wrapping_mul(31).wrapping_add(number))
}

fn sum() -> Experiment<u64> {
    let even = |number: &u64| number.is_multiple_of(2);
    question("sum", "add up the even numbers")
        .variant(
            "listed",
            "a list, and a list of its even numbers",
            move |&n| {
                let even: Vec<u64> = black_box(list(n)).iter().copied().filter(even).collect();
                even.iter().sum::<u64>()
            },
        )
        .variant("chained", "filter, sum", move |&n| {
            numbers(n).filter(even).sum::<u64>()
        })
}

fn lag() -> Experiment<u64> {
    fn rises<T: PartialOrd>(
        late: impl Iterator<Item = T>,
        early: impl Iterator<Item = T>,
    ) -> usize {
        let pairs = late.skip(LAG).zip(early);
        pairs.filter(|(late, early)| late > early).count()
    }
    question("lag", "how often is a number above the one 1000 before?")
        .variant("listed", "a list, read twice", |&n| {
            let numbers = list(n);
            rises(numbers.iter(), numbers.iter())
        })
        .variant("tee", "tee: stores the items between its readers", |&n| {
            let (late, early) = numbers(n).tee();
            rises(late, early)
        })
        .variant("cloned", "clone: computes each number twice", |&n| {
            rises(numbers(n), numbers(n))
        })
}

fn next() -> Experiment<u64> {
    question("next", "how often is a number above the next one?")
        .variant("listed", "windows of a list", |&n| {
            list(n).windows(2).filter(|two| two[0] > two[1]).count()
        })
        .variant("tuple-windows", "tuple_windows: stores two items", |&n| {
            numbers(n).tuple_windows().filter(|(a, b)| a > b).count()
        })
}

fn cycle() -> Experiment<u64> {
    question("cycle", "go through the numbers three times")
        .variant("of-list", "cycle: copies the list for each round", |&n| {
            checksum(list(n).into_iter().cycle().take(3 * n as usize))
        })
        .variant("of-slice", "cycle over references into a list", |&n| {
            checksum(list(n).iter().copied().cycle().take(3 * n as usize))
        })
        .variant(
            "of-chain",
            "cycle of a chain: computes each number again",
            |&n| checksum(numbers(n).cycle().take(3 * n as usize)),
        )
}

fn runs() -> Experiment<u64> {
    let roots = |n: u64| (0..n).map(u64::isqrt);
    question("runs", "how long is the longest run of equal roots?")
        .variant("listed", "chunk_by of a list", move |&n| {
            let list: Vec<u64> = black_box(roots(n).collect());
            list.chunk_by(u64::eq).map(<[u64]>::len).max()
        })
        .variant(
            "chunk-by",
            "chunk_by, read run by run: stores nothing",
            move |&n| {
                let runs = roots(n).chunk_by(|&root| root);
                runs.into_iter().map(|(_, run)| run.count()).max()
            },
        )
        .variant(
            "dedup-with-count",
            "dedup_with_count: stores one item",
            move |&n| roots(n).dedup_with_count().map(|(count, _)| count).max(),
        )
}

fn distinct() -> Experiment<u64> {
    let remainders = |n| numbers(n).map(|number| number % 1000);
    question("distinct", "how many distinct remainders by 1000?")
        .variant(
            "sorted",
            "sorted_unstable, dedup: stores all items",
            move |&n| remainders(n).sorted_unstable().dedup().count(),
        )
        .variant(
            "counts",
            "counts: stores each distinct item with a count",
            move |&n| remainders(n).counts().len(),
        )
        .variant("unique", "unique: stores each distinct item", move |&n| {
            remainders(n).unique().map(|_| 1).sum::<usize>()
        })
        .variant(
            "unique-count",
            "unique, count: reserves room for all items",
            move |&n| remainders(n).unique().count(),
        )
}

fn least() -> Experiment<u64> {
    question("least", "which are the ten least?")
        .variant("sorted", "sorted_unstable: stores all items", |&n| {
            checksum(numbers(n).sorted_unstable().take(10))
        })
        .variant("k-smallest", "k_smallest: stores ten items", |&n| {
            checksum(numbers(n).k_smallest(10))
        })
}

fn merge() -> Experiment<u64> {
    let multiples = |n| (2..10).map(move |factor| (0..n / 8).map(move |i| i * factor));
    question("merge", "put the multiples of 2 to 9 in order")
        .variant(
            "sorted",
            "flatten, sorted_unstable: stores all items",
            move |&n| checksum(multiples(n).flatten().sorted_unstable()),
        )
        .variant(
            "kmerge",
            "kmerge: stores one item of each sequence",
            move |&n| checksum(kmerge(multiples(n))),
        )
}

fn pairs() -> Experiment<u64> {
    question("pairs", "how close are the closest two of √n numbers?")
        .variant("listed", "a list of all pairs", |&n| {
            let pairs = numbers(n.isqrt()).combinations(2).collect_vec();
            pairs.iter().map(|two| two[0].abs_diff(two[1])).min()
        })
        .variant(
            "combinations",
            "combinations: a Vec for one pair at a time",
            |&n| {
                let pairs = numbers(n.isqrt()).combinations(2);
                pairs.map(|two| two[0].abs_diff(two[1])).min()
            },
        )
        .variant(
            "array-combinations",
            "array_combinations: stores the numbers",
            |&n| {
                let pairs = numbers(n.isqrt()).array_combinations();
                pairs.map(|[one, two]| one.abs_diff(two)).min()
            },
        )
}
