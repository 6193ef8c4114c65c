//! Runs an adaptor lazily, or with lists.

use std::hint::black_box;

use itertools::Itertools;

use super::accumulate::accumulate;
use super::adaptor::{Adaptor, AdaptorSizes, ROUNDS, middle_half};
use super::checksum::{Checksum, ToNumbers};
use super::saved_cycle::SavedCycle;

/// What becomes of the items that an adaptor puts out.
trait ItemConsumer {
    /// Takes the items, and returns their checksum.
    fn consume<T: ToNumbers>(self, items: impl Iterator<Item = T>) -> Checksum;
}

/// Takes one item at a time.
struct OneByOne;

impl ItemConsumer for OneByOne {
    fn consume<T: ToNumbers>(self, items: impl Iterator<Item = T>) -> Checksum {
        Checksum::of_items(items)
    }
}

/// Stores all items in a list before the first is read.
struct Listed;

impl ItemConsumer for Listed {
    fn consume<T: ToNumbers>(self, items: impl Iterator<Item = T>) -> Checksum {
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
    consumer: impl ItemConsumer,
) -> Checksum {
    match adaptor {
        Adaptor::Count | Adaptor::Repeat => generate(adaptor, sizes.n, consumer),
        Adaptor::Cycle | Adaptor::ClonedCycle | Adaptor::Chain => {
            repeat_items(adaptor, items, sizes.n, consumer)
        }
        Adaptor::Compress
        | Adaptor::DropWhile
        | Adaptor::TakeWhile
        | Adaptor::FilterFalse
        | Adaptor::ISlice => select(adaptor, items, sizes.n, consumer),
        Adaptor::Product
        | Adaptor::Permutations
        | Adaptor::Combinations
        | Adaptor::CombinationsWithReplacement => group(adaptor, items, sizes.r, consumer),
        _ => convert(adaptor, items, sizes, consumer),
    }
}

/// Makes `n` items from nothing.
fn generate(adaptor: Adaptor, n: u64, consumer: impl ItemConsumer) -> Checksum {
    match adaptor {
        Adaptor::Count => consumer.consume((0..).take(n as usize)),
        _ => consumer.consume(std::iter::repeat_n(n, n as usize)),
    }
}

/// Puts out the items several times.
fn repeat_items(
    adaptor: Adaptor,
    items: impl Iterator<Item = u64> + Clone,
    n: u64,
    consumer: impl ItemConsumer,
) -> Checksum {
    let outputs = (ROUNDS * n) as usize;
    match adaptor {
        Adaptor::Cycle => consumer.consume(SavedCycle::new(items).take(outputs)),
        Adaptor::ClonedCycle => consumer.consume(items.cycle().take(outputs)),
        _ => consumer.consume(items.clone().chain(items)),
    }
}

/// Puts out some of the items.
fn select(
    adaptor: Adaptor,
    items: impl Iterator<Item = u64> + Clone,
    n: u64,
    consumer: impl ItemConsumer,
) -> Checksum {
    let is_low = move |item: &u64| *item < n / 2;
    match adaptor {
        Adaptor::Compress => {
            let selectors = [true, false, false].into_iter().cycle();
            let selected = items.zip(selectors).filter(|(_, is_selected)| *is_selected);
            consumer.consume(selected.map(|(item, _)| item))
        }
        Adaptor::DropWhile => consumer.consume(items.skip_while(is_low)),
        Adaptor::TakeWhile => consumer.consume(items.take_while(is_low)),
        Adaptor::FilterFalse => consumer.consume(items.filter(|item| !item.is_multiple_of(2))),
        _ => {
            let (start, end) = middle_half(n);
            consumer.consume(items.skip(start).take(end - start).step_by(2))
        }
    }
}

/// Puts out items that are made of those it gets.
fn convert(
    adaptor: Adaptor,
    items: impl Iterator<Item = u64> + Clone,
    sizes: &AdaptorSizes,
    consumer: impl ItemConsumer,
) -> Checksum {
    match adaptor {
        Adaptor::Accumulate => consumer.consume(accumulate(items, u64::wrapping_add)),
        Adaptor::GroupBy => {
            let groups = items.chunk_by(|item| item.isqrt());
            consumer.consume(
                groups
                    .into_iter()
                    .map(|(root, group)| (root, group.count() as u64)),
            )
        }
        Adaptor::Pairwise => consumer.consume(items.tuple_windows::<(u64, u64)>()),
        Adaptor::StarMap => {
            let factors = items.map(|item| (item, item + 1));
            consumer.consume(factors.map(|(one, other)| one.wrapping_mul(other)))
        }
        Adaptor::Tee => {
            let (late, early) = items.tee();
            consumer.consume(late.skip(sizes.distance as usize).zip(early))
        }
        _ => {
            let half = items.clone().take((sizes.n / 2) as usize);
            consumer.consume(items.zip_longest(half).map(|sides| sides.left_and_right()))
        }
    }
}

/// Puts out groups of `r` items.
fn group(
    adaptor: Adaptor,
    items: impl Iterator<Item = u64> + Clone,
    r: usize,
    consumer: impl ItemConsumer,
) -> Checksum {
    match adaptor {
        Adaptor::Product => {
            let pools = std::iter::repeat_n(items, r);
            consumer.consume(pools.multi_cartesian_product())
        }
        Adaptor::Permutations => consumer.consume(items.permutations(r)),
        Adaptor::Combinations => consumer.consume(items.combinations(r)),
        _ => consumer.consume(items.combinations_with_replacement(r)),
    }
}
