//! Runs an adaptor lazily, or with lists.

use std::hint::black_box;

use itertools::Itertools;

use super::accumulate::accumulate;
use super::adaptor::{Adaptor, AdaptorSizes, ROUNDS, middle_half};
use super::checksum::{Checksum, ToNumbers};
use super::saved_cycle::SavedCycle;

/// What becomes of the items that an adaptor puts out.
trait Output {
    /// Takes the items, and returns their checksum.
    fn take<T: ToNumbers>(self, items: impl Iterator<Item = T>) -> Checksum;
}

/// Takes one item at a time.
struct OneByOne;

impl Output for OneByOne {
    fn take<T: ToNumbers>(self, items: impl Iterator<Item = T>) -> Checksum {
        Checksum::of_items(items)
    }
}

/// Stores all items in a list before the first is read.
struct Listed;

impl Output for Listed {
    fn take<T: ToNumbers>(self, items: impl Iterator<Item = T>) -> Checksum {
        let list: Vec<T> = black_box(items.collect());
        Checksum::of_items(list.into_iter())
    }
}

/// Runs the adaptor, and takes one item at a time.
pub fn lazy(adaptor: Adaptor, sizes: &AdaptorSizes) -> Checksum {
    run(adaptor, source(adaptor, sizes), sizes, OneByOne)
}

/// Runs the adaptor on a list of its items, and stores what it puts out in a second list.
pub fn stored(adaptor: Adaptor, sizes: &AdaptorSizes) -> Checksum {
    let list: Vec<u64> = black_box(source(adaptor, sizes).collect());
    run(adaptor, list.iter().copied(), sizes, Listed)
}

/// The items that the adaptor gets: as many numbers from 0 on as it takes.
fn source(adaptor: Adaptor, sizes: &AdaptorSizes) -> impl Iterator<Item = u64> + Clone {
    0..match adaptor {
        Adaptor::Count | Adaptor::Repeat => 0,
        adaptor if adaptor.makes_groups() => sizes.pool,
        _ => sizes.n,
    }
}

/// Runs the adaptor on `items`.
fn run(
    adaptor: Adaptor,
    items: impl Iterator<Item = u64> + Clone,
    sizes: &AdaptorSizes,
    output: impl Output,
) -> Checksum {
    match adaptor {
        Adaptor::Count | Adaptor::Repeat => generate(adaptor, sizes.n, output),
        Adaptor::Cycle | Adaptor::ClonedCycle | Adaptor::Chain => {
            repeat_items(adaptor, items, sizes.n, output)
        }
        Adaptor::Compress
        | Adaptor::DropWhile
        | Adaptor::TakeWhile
        | Adaptor::FilterFalse
        | Adaptor::ISlice => select(adaptor, items, sizes.n, output),
        Adaptor::Product
        | Adaptor::Permutations
        | Adaptor::Combinations
        | Adaptor::CombinationsWithReplacement => group(adaptor, items, sizes.r, output),
        _ => convert(adaptor, items, sizes, output),
    }
}

/// Makes `n` items from nothing.
fn generate(adaptor: Adaptor, n: u64, output: impl Output) -> Checksum {
    match adaptor {
        Adaptor::Count => output.take((0..).take(n as usize)),
        _ => output.take(std::iter::repeat_n(n, n as usize)),
    }
}

/// Puts out the items several times.
fn repeat_items(
    adaptor: Adaptor,
    items: impl Iterator<Item = u64> + Clone,
    n: u64,
    output: impl Output,
) -> Checksum {
    let outputs = (ROUNDS * n) as usize;
    match adaptor {
        Adaptor::Cycle => output.take(SavedCycle::new(items).take(outputs)),
        Adaptor::ClonedCycle => output.take(items.cycle().take(outputs)),
        _ => output.take(items.clone().chain(items)),
    }
}

/// Puts out some of the items.
fn select(
    adaptor: Adaptor,
    items: impl Iterator<Item = u64> + Clone,
    n: u64,
    output: impl Output,
) -> Checksum {
    let is_low = move |item: &u64| *item < n / 2;
    match adaptor {
        Adaptor::Compress => {
            let selectors = [true, false, false].into_iter().cycle();
            let selected = items.zip(selectors).filter(|(_, is_selected)| *is_selected);
            output.take(selected.map(|(item, _)| item))
        }
        Adaptor::DropWhile => output.take(items.skip_while(is_low)),
        Adaptor::TakeWhile => output.take(items.take_while(is_low)),
        Adaptor::FilterFalse => output.take(items.filter(|item| !item.is_multiple_of(2))),
        _ => {
            let (start, end) = middle_half(n);
            output.take(items.skip(start).take(end - start).step_by(2))
        }
    }
}

/// Puts out items that are made of those it gets.
fn convert(
    adaptor: Adaptor,
    items: impl Iterator<Item = u64> + Clone,
    sizes: &AdaptorSizes,
    output: impl Output,
) -> Checksum {
    match adaptor {
        Adaptor::Accumulate => output.take(accumulate(items, u64::wrapping_add)),
        Adaptor::GroupBy => {
            let groups = items.chunk_by(|item| item.isqrt());
            output.take(
                groups
                    .into_iter()
                    .map(|(root, group)| (root, group.count() as u64)),
            )
        }
        Adaptor::Pairwise => output.take(items.tuple_windows::<(u64, u64)>()),
        Adaptor::StarMap => {
            let factors = items.map(|item| (item, item + 1));
            output.take(factors.map(|(one, other)| one.wrapping_mul(other)))
        }
        Adaptor::Tee => {
            let (late, early) = items.tee();
            output.take(late.skip(sizes.distance as usize).zip(early))
        }
        _ => {
            let half = items.clone().take((sizes.n / 2) as usize);
            output.take(items.zip_longest(half).map(|sides| sides.left_and_right()))
        }
    }
}

/// Puts out groups of `r` items.
fn group(
    adaptor: Adaptor,
    items: impl Iterator<Item = u64> + Clone,
    r: usize,
    output: impl Output,
) -> Checksum {
    match adaptor {
        Adaptor::Product => {
            let pools = std::iter::repeat_n(items, r);
            output.take(pools.multi_cartesian_product())
        }
        Adaptor::Permutations => output.take(items.permutations(r)),
        Adaptor::Combinations => output.take(items.combinations(r)),
        _ => output.take(items.combinations_with_replacement(r)),
    }
}
