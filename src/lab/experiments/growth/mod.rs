//! `growth`: what does it cost to append, under which policy and in which container?

mod arrays;
mod containers;
mod item;
mod watch;

use std::time::Duration;

use crate::error::Error;
use crate::experiment::{Domain, Extras, Input};
use crate::lab::growth::{ALL, Policy};
use crate::{Answer, Experiment};

use super::memory;
use containers::{CONTAINERS, Container};
use item::{Item, fold, with_item};
use watch::{Unwatched, Watched};

/// The policy whose every item makes a new array of all: it appends so many one by one.
const TUPLE: &str = "tuple";
const APPENDED_TO_A_TUPLE: usize = 1000;

/// There are many variants, and a run takes milliseconds.
const TIME_BUDGET: Duration = Duration::from_millis(200);

/// What is appended, and the policies to grow by.
pub struct Appending {
    n: usize,
    item_bytes: usize,
    initial: usize,
    policies: Vec<GivenPolicy>,
}

/// A policy, and how many of the items its array takes at once before the others.
struct GivenPolicy {
    policy: Box<dyn Policy>,
    at_once: usize,
}

/// The experiment: an array under every policy, and the containers that people choose between.
pub fn growth() -> Experiment<Appending> {
    let experiment = Experiment::new(
        "growth",
        format!(
            "what does it cost to append items one by one? (the tuple: only its last \
             {APPENDED_TO_A_TUPLE})"
        ),
    )
    .input("n", Domain::from(1_000_000), "items appended")
    .input("item", Domain::from(8), "bytes of an item: 1, 8, 24 or 64")
    .input(
        "initial",
        Domain::from(0),
        "capacity before the first item, where the container can have one",
    )
    .time_budget(TIME_BUDGET)
    .try_setup(Appending::new)
    .known_answer(|input| known(input).to_string().into());
    variants().fold(experiment, |experiment, (container, name, about)| {
        experiment
            .variant(name, about, move |appending| appending.answer(container))
            .inspect(move |appending| appending.inspect(container))
    })
}

/// What the items are appended to, each with its name and what it does.
fn variants() -> impl Iterator<Item = (Container, &'static str, String)> {
    let policies = ALL.into_iter().enumerate().map(|(place, named)| {
        let mut about = named.about.to_string();
        if named.name == TUPLE {
            about.push_str(&format!(
                "; the last {APPENDED_TO_A_TUPLE} items, the others at once"
            ));
        }
        (Container::Policy(place), named.name, about)
    });
    let others = CONTAINERS.into_iter();
    policies.chain(others.map(|(container, name, about)| (container, name, about.to_string())))
}

impl Appending {
    fn new(input: &Input) -> Result<Self, Error> {
        let (n, initial, item_bytes) = (input.get("n"), input.get("initial"), input.get("item"));
        item::check(item_bytes)?;
        memory::check("n", n, item_bytes)?;
        memory::check("initial", initial, item_bytes)?;
        let policies = ALL.map(|named| GivenPolicy {
            policy: named.policy(n),
            at_once: match named.name {
                TUPLE => n.saturating_sub(APPENDED_TO_A_TUPLE),
                _ => 0,
            },
        });
        Ok(Self {
            n,
            item_bytes,
            initial,
            policies: policies.into(),
        })
    }

    fn answer(&self, container: Container) -> Answer<u64> {
        let fold = with_item!(self.item_bytes, T => container.fill::<T>(self, &mut Unwatched));
        Answer::new(fold).elements(self.n as u64)
    }

    fn inspect(&self, container: Container) -> Extras {
        let mut watched = Watched::new(self.item_bytes);
        with_item!(self.item_bytes, T => container.fill::<T>(self, &mut watched));
        Extras::default()
            .with_metrics(watched.metrics())
            .series(watched.capacities())
    }
}

/// The fold of items that nothing has held.
fn known(input: &Input) -> u64 {
    fn streamed<T: Item>(n: usize) -> u64 {
        fold((0..n).map(T::at))
    }
    with_item!(input.get::<usize>("item"), T => streamed::<T>(input.get("n")))
}
