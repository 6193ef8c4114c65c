//! `growth`: what does it cost to append, under which policy and in which container?

mod arrays;
mod containers;
mod input;
mod item;
mod observer;

pub use input::AppendInput;

use std::time::Duration;

use crate::Answer;
use crate::Experiment;
use crate::experiment::{Domain, Extras, Input};
use crate::lab::growth::ALL;
use crate::record::Case;
use crate::units;

use super::rows::Rows;

use containers::{CONTAINERS, Container};
use input::{APPENDED_TO_A_TUPLE, TUPLE};
use item::{AppendItem, fold, with_item};
use observer::{CapacityObserver, NoObserver};

/// The time budget of each variant. It is short, because there are many variants and a run takes
/// milliseconds.
const TIME_BUDGET: Duration = Duration::from_millis(120);

/// The headroom at the end and at worst, and how much may be copied.
fn conclude(case: &Case) -> Option<String> {
    let rows = Rows(case);
    let costs = |variant: &str| {
        let names = [
            "headroom_percent",
            "worst_headroom_percent",
            "realloc_bytes_per_item",
        ];
        let [headroom, worst, reallocated] = names.map(|name| rows.metric(variant, name));
        Some([headroom?, worst?, reallocated?].map(units::digits))
    };
    let [headroom, worst, reallocated] = costs("vec")?;
    let [list_headroom, list_worst, list_reallocated] = costs("list-3.9")?;
    Some(format!(
        "headroom at n (at worst): vec {headroom} % ({worst} %), list-3.9 {list_headroom} % ({list_worst} %); \
         realloc may copy {reallocated} B and {list_reallocated} B an item"
    ))
}

/// The experiment `growth`: an array under each policy, and other containers.
pub fn growth() -> Experiment<AppendInput> {
    let experiment = Experiment::new(
        "growth",
        "appending one by one: what do Vec, CPython's list and others cost?",
    )
    .input("n", Domain::from(1_000_000), "items appended")
    .input("item", Domain::from(8), "bytes of an item: 1, 8, 24 or 64")
    .input(
        "initial",
        Domain::from(0),
        "capacity before the first item, where the container can have one",
    )
    .time_budget(TIME_BUDGET)
    .try_setup(AppendInput::new)
    .known_answer(|input| known_fold(input).to_string().into())
    .conclude(conclude);
    variants().fold(experiment, |experiment, (container, name, about)| {
        let experiment = experiment
            .variant(name, about, move |input| fill(input, container))
            .inspect(move |input| inspect(input, container));
        if container == Container::VecReserved {
            experiment.baseline()
        } else {
            experiment
        }
    })
}

/// The container, name and description of each variant.
fn variants() -> impl Iterator<Item = (Container, &'static str, String)> {
    let policies = ALL.into_iter().enumerate().map(|(index, named)| {
        let mut about = named.about.to_string();
        if named.name == TUPLE {
            about.push_str(&format!(
                "; the last {APPENDED_TO_A_TUPLE} items, the others at once"
            ));
        }
        (Container::Policy(index), named.name, about)
    });
    let others = CONTAINERS.into_iter();
    policies.chain(others.map(|(container, name, about)| (container, name, about.to_string())))
}

/// Appends the items and reads them back.
fn fill(input: &AppendInput, container: Container) -> Answer<u64> {
    let fold = with_item!(input.item_bytes, T => container.fill::<T>(input, &mut NoObserver));
    Answer::new(fold).elements(input.n as u64)
}

/// Appends the items once more and observes the capacities.
fn inspect(input: &AppendInput, container: Container) -> Extras {
    let mut observer = CapacityObserver::new(input.item_bytes);
    with_item!(input.item_bytes, T => container.fill::<T>(input, &mut observer));
    Extras::default()
        .with_metrics(observer.metrics())
        .series(observer.capacities())
}

/// The fold of the items, computed without storing them.
fn known_fold(input: &Input) -> u64 {
    fn fold_generated<T: AppendItem>(n: usize) -> u64 {
        fold((0..n).map(T::from_index))
    }
    with_item!(input.get::<usize>("item"), T => fold_generated::<T>(input.get("n")))
}
