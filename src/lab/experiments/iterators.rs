//! `iterators`: what does an iterator adaptor hold, and what do lists hold instead?

use std::time::Duration;

use crate::Answer;
use crate::Error;
use crate::Experiment;
use crate::experiment::{Domain, Input};
use crate::lab::iterators::{Adaptor, AdaptorSizes, Checksum, lazy, stored};

use super::memory;

/// The time budget of each variant. It is short, because there are several adaptors, and a run takes
/// milliseconds.
const TIME_BUDGET: Duration = Duration::from_millis(50);

/// The adaptors that a run takes if none is chosen: those that hold nothing, something, or all.
const DEFAULT_ADAPTORS: [&str; 6] = [
    "accumulate",
    "groupby",
    "tee",
    "cycle",
    "permutations",
    "product",
];

/// The adaptor, and the sizes that it gets.
pub struct IteratorsInput {
    adaptor: Adaptor,
    sizes: AdaptorSizes,
}

/// The experiment `iterators`: an adaptor that is read item by item, and one between two lists.
pub fn iterators() -> Experiment<IteratorsInput> {
    let names = Adaptor::ALL.map(Adaptor::name);
    Experiment::new(
        "iterators",
        "what does an iterator adaptor hold, and what do lists hold?",
    )
    .input(
        "adaptor",
        Domain::each_of(DEFAULT_ADAPTORS),
        format!("one of {}", names.join(", ")),
    )
    .input("n", Domain::from(1_000_000), "items that the adaptor gets")
    .input(
        "distance",
        Domain::from(1000),
        "items between the two readers of `tee`",
    )
    .input(
        "pool",
        Domain::from(40),
        "items that permutations, combinations and products choose from, instead of `n`",
    )
    .input(
        "r",
        Domain::integers(3, 1..=1000),
        "items that they choose for a group",
    )
    .time_budget(TIME_BUDGET)
    .try_setup(IteratorsInput::new)
    .known_answer(|input| {
        let known = IteratorsInput::new(input).ok()?;
        known.adaptor.outputs(&known.sizes).map(|n| n.to_string())
    })
    .variant("lazy", "the adaptor's items, read one at a time", |input| {
        answer(lazy(input.adaptor, &input.sizes))
    })
    .variant(
        "stored",
        "a list of the items, the adaptor, and a list of its items",
        |input| answer(stored(input.adaptor, &input.sizes)),
    )
}

impl IteratorsInput {
    /// Reads the inputs of the experiment.
    ///
    /// # Errors
    ///
    /// If there is no adaptor of the name, or its items exceed 64 bits or the machine's memory.
    fn new(input: &Input) -> Result<Self, Error> {
        let name: String = input.get("adaptor");
        let names = Adaptor::ALL.map(Adaptor::name);
        let adaptor =
            Adaptor::find(&name).ok_or_else(|| Error::unknown("adaptor", &name, names))?;
        let sizes = AdaptorSizes {
            n: input.get("n"),
            distance: input.get("distance"),
            pool: input.get("pool"),
            r: input.get("r"),
        };
        let (limited, item_bytes) = if adaptor.makes_groups() {
            ("pool", size_of::<Vec<u64>>() + sizes.r * size_of::<u64>())
        } else {
            ("n", size_of::<u64>())
        };
        let outputs = adaptor.outputs(&sizes).unwrap_or(u64::MAX);
        memory::check(limited, outputs as usize, item_bytes)?;
        Ok(Self { adaptor, sizes })
    }
}

/// The number of items that the adaptor puts out, compared by their checksum too.
fn answer(checksum: Checksum) -> Answer<u64> {
    Answer::new(checksum.count)
        .digest_of(checksum.sum)
        .elements(checksum.count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Declared;
    use crate::record::Value;

    #[test]
    fn the_default_adaptors_exist() {
        let mut names = DEFAULT_ADAPTORS.into_iter();
        assert!(names.all(|name| Adaptor::find(name).is_some()));
    }

    #[test]
    fn an_adaptor_whose_items_exceed_the_memory_is_refused() {
        let experiment = Declared::from(iterators());
        let refused = |name: &str, value: Value| {
            let mut values = experiment.default_input().values().clone();
            values.insert(
                String::from("adaptor"),
                Value::Text(String::from("product")),
            );
            values.insert(String::from(name), value);
            let error = experiment.prepare(&Input::from_iter(values)).err();
            error.map(|error| error.to_string())
        };
        assert_eq!(refused("pool", Value::Integer(3)), None);
        let message = refused("r", Value::Integer(1000)).unwrap();
        assert!(message.contains("input `pool`: "), "{message}");
        let message = refused("adaptor", Value::Text(String::from("acumulate"))).unwrap();
        assert!(
            message.contains("no adaptor `acumulate`; the nearest: `accumulate`"),
            "{message}"
        );
    }
}
