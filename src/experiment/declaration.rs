//! The declaration of an experiment: its inputs, its set-up and its variants.

use std::fmt::Display;
use std::time::Duration;

use crate::record::Case;

use super::answer::{Fallible, Rendered, ToAnswer};
use super::extras::{Extra, Extras};
use super::input::Input;
use super::parameter::{Domain, Parameter};
use super::scope::{self, Scope};

/// One question with several variants that must give the same answer.
///
/// `T` is what the set-up makes and every variant receives: the [`Input`] itself without a set-up.
#[must_use]
pub struct Experiment<T = Input> {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) setup: Setup<T>,
    pub(super) variants: Vec<TypedVariant<T>>,
    /// The index of the variant to which the others compare.
    pub(super) baseline: Option<usize>,
    pub(super) known_answer: Option<Box<KnownAnswer>>,
    pub(super) attach: Option<Box<Attach<T>>>,
    pub(super) conclude: Option<Box<Conclude>>,
    pub(super) time_budget: Option<Duration>,
    /// The source file of the declaration, as the compiler was given it.
    pub(super) declared_in: &'static str,
    /// The first mistake in the declaration, if there is one.
    pub(super) mistake: Option<&'static str>,
}

/// The code that makes what the variants receive.
pub(super) enum Setup<T> {
    Infallible(Box<dyn Fn(&Input) -> T>),
    Fallible(Box<FallibleSetup<T>>),
}

/// One way to compute the answer.
pub(super) struct TypedVariant<T> {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) run: Box<ScopedRun<T>>,
    pub(super) collect_metrics: Option<Box<Collect<T>>>,
    inspect: Option<Box<Collect<T>>>,
    measure_heap: Option<Box<Collect<T>>>,
}

/// A file that an experiment makes for its report. The run writes it into the report's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// What the file shows.
    pub name: String,
    /// The name and extension, `linear.png`. The experiment's name is prefixed.
    pub file: String,
    /// The contents.
    pub bytes: Vec<u8>,
}

type FallibleSetup<T> = dyn Fn(&Input) -> Result<T, String>;
type KnownAnswer = dyn Fn(&Input) -> Option<String>;
type Conclude = dyn Fn(&Case) -> Option<String>;
type Attach<T> = dyn Fn(&T) -> Vec<AttachedFile>;
type Collect<T> = dyn Fn(&T) -> Extras;
type ScopedRun<T> = dyn Fn(&T, &mut dyn Scope) -> Option<Rendered>;

impl<T> TypedVariant<T> {
    /// The code that collects this kind of extras, if the variant declares it.
    pub(super) fn collector(&self, extra: Extra) -> Option<&Collect<T>> {
        match extra {
            Extra::Inspect => self.inspect.as_deref(),
            Extra::MeasureHeap => self.measure_heap.as_deref(),
        }
    }
}

impl Experiment<Input> {
    /// An experiment called `name`, which asks the question `about`. The packages of the workspace that
    /// calls this are the user's own code, to which profiles attribute what was allocated.
    #[track_caller]
    pub fn new(name: impl Into<String>, about: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            about: about.into(),
            parameters: Vec::new(),
            setup: Setup::Infallible(Box::new(Input::clone)),
            variants: Vec::new(),
            baseline: None,
            known_answer: None,
            attach: None,
            conclude: None,
            time_budget: None,
            declared_in: std::panic::Location::caller().file(),
            mistake: None,
        }
    }

    /// Declares the code that makes what the variants receive. It runs outside the measured scope.
    /// Must come before the variants.
    pub fn setup<T>(self, setup: impl Fn(&Input) -> T + 'static) -> Experiment<T> {
        self.with_setup(Setup::Infallible(Box::new(setup)))
    }

    /// Declares a set-up that may fail, for example because it reads a file. An error ends the run
    /// with exit status 2 before anything is measured. Must come before the variants.
    ///
    /// ```
    /// use heapwise::Experiment;
    ///
    /// let experiment = Experiment::new("words", "count the words of a file")
    ///     .input("file", "words.txt", "one word a line")
    ///     .try_setup(|input| std::fs::read_to_string(input.get::<String>("file")))
    ///     .variant("lines", "", |text| text.lines().count());
    /// ```
    pub fn try_setup<T, E: Display>(
        self,
        setup: impl Fn(&Input) -> Result<T, E> + 'static,
    ) -> Experiment<T> {
        let setup = move |input: &Input| setup(input).map_err(|error| error.to_string());
        self.with_setup(Setup::Fallible(Box::new(setup)))
    }

    fn with_setup<T>(self, setup: Setup<T>) -> Experiment<T> {
        let is_late = !self.variants.is_empty() || self.attach.is_some();
        Experiment {
            name: self.name,
            about: self.about,
            parameters: self.parameters,
            setup,
            variants: Vec::new(),
            baseline: None,
            known_answer: self.known_answer,
            attach: None,
            conclude: self.conclude,
            time_budget: self.time_budget,
            declared_in: self.declared_in,
            mistake: self
                .mistake
                .or(is_late.then_some("`setup` must stand before variants and attachments")),
        }
    }
}

impl<T> Experiment<T> {
    /// Declares an input: its name, its default (or a [`Domain`]), and what it means.
    pub fn input(
        mut self,
        name: impl Into<String>,
        default: impl Into<Domain>,
        about: impl Into<String>,
    ) -> Self {
        self.parameters.push(Parameter {
            name: name.into(),
            about: about.into(),
            domain: default.into(),
            test_value: None,
            option_value: None,
        });
        self
    }

    /// Sets the value that the input declared last has in a test, `cargo test --benches`, which runs each
    /// variant once in a debug build.
    ///
    /// ```
    /// use heapwise::Experiment;
    ///
    /// let experiment = Experiment::new("sort", "sort numbers")
    ///     .input("n", 10_000_000, "how many")
    ///     .test_value(1000)
    ///     .variant("stable", "", |input| {
    ///         let mut numbers: Vec<u64> = (0..input.get("n")).rev().collect();
    ///         numbers.sort();
    ///         numbers[0]
    ///     });
    /// ```
    pub fn test_value(mut self, value: impl Into<Domain>) -> Self {
        match self.parameters.last_mut() {
            Some(parameter) => parameter.test_value = Some(value.into().default().clone()),
            None => self.mistake = Some("`test_value` must follow the input that it belongs to"),
        }
        self
    }

    /// Gives the input declared last an option of `run`: with `words` as the input and `"FILE"` as
    /// `value_name`, `--words FILE` is short for `--input words=FILE`.
    ///
    /// ```
    /// use heapwise::Experiment;
    ///
    /// let experiment = Experiment::new("words", "count the words of a file")
    ///     .input("file", "words.txt", "one word a line")
    ///     .input_option("PATH")
    ///     .variant("lines", "", |input| {
    ///         let text = std::fs::read_to_string(input.get::<String>("file"));
    ///         text.map_or(0, |text| text.lines().count())
    ///     });
    /// ```
    pub fn input_option(mut self, value_name: impl Into<String>) -> Self {
        match self.parameters.last_mut() {
            Some(parameter) => parameter.option_value = Some(value_name.into()),
            None => self.mistake = Some("`input_option` must follow the input that it belongs to"),
        }
        self
    }

    /// Sets how long the time pass samples each variant; the default is one second. A shorter time
    /// suits many short variants.
    pub fn time_budget(mut self, budget: Duration) -> Self {
        self.time_budget = Some(budget);
        self
    }

    /// Sets the right answer, as it is shown, for the inputs at which it is known.
    pub fn known_answer(mut self, known: impl Fn(&Input) -> Option<String> + 'static) -> Self {
        self.known_answer = Some(Box::new(known));
        self
    }

    /// Declares the code that makes files for the experiment's report, such as a picture of the
    /// answer.
    pub fn attach(mut self, attach: impl Fn(&T) -> Vec<AttachedFile> + 'static) -> Self {
        self.attach = Some(Box::new(attach));
        self
    }

    /// Declares a variant: its name, how it computes the answer, and the code that does it.
    ///
    /// The answer is anything that prints with `{:?}`, or an [`Answer`](crate::Answer).
    pub fn variant<A: ToAnswer>(
        self,
        name: impl Into<String>,
        about: impl Into<String>,
        run: impl Fn(&T) -> A + 'static,
    ) -> Self {
        self.scoped_variant(name, about, move |data, scope| {
            scope::run(scope, || run(data))
        })
    }

    /// Declares a variant that switches the scope on and off itself, in the order of [`Scope`].
    pub(crate) fn scoped_variant(
        mut self,
        name: impl Into<String>,
        about: impl Into<String>,
        run: impl Fn(&T, &mut dyn Scope) -> Option<Rendered> + 'static,
    ) -> Self {
        self.variants.push(TypedVariant {
            name: name.into(),
            about: about.into(),
            run: Box::new(run),
            collect_metrics: None,
            inspect: None,
            measure_heap: None,
        });
        self
    }

    /// Declares the variant declared last as the one to which the ratios of a table compare. Without
    /// one they compare to the smallest peak and the shortest time.
    ///
    /// ```
    /// use heapwise::Experiment;
    /// use std::collections::{BTreeSet, HashSet};
    ///
    /// let experiment = Experiment::new("distinct", "count distinct numbers")
    ///     .variant("hash set", "as it is today", |_| (0..999).collect::<HashSet<u32>>().len())
    ///     .baseline()
    ///     .variant("tree set", "", |_| (0..999).collect::<BTreeSet<u32>>().len());
    /// ```
    pub fn baseline(mut self) -> Self {
        self.baseline = self.variants.len().checked_sub(1);
        let late = "`baseline` must follow the variant that it belongs to";
        self.with_last_variant(late, |_| ())
    }

    /// States the conclusion from the rows of a case in a sentence, which stands last on the screen and first
    /// on the page. Without one, or where it is `None`, for example because a variant failed or was not
    /// selected, heapwise states which variants are fastest and smallest. Of an experiment that is run at
    /// several values of an input, heapwise states which variants win at which. A panic is a warning.
    ///
    /// ```
    /// use heapwise::Experiment;
    ///
    /// let experiment = Experiment::new("squares", "what does it cost to keep them?")
    ///     .variant("kept", "", |_| (0..999_u64).map(|n| n * n).collect::<Vec<_>>().iter().sum::<u64>())
    ///     .variant("streamed", "", |_| (0..999_u64).map(|n| n * n).sum::<u64>())
    ///     .conclude(|case| {
    ///         let kept = case.row("kept")?.heap.as_ref()?.totals.peak_bytes;
    ///         Some(format!("kept, they take {kept} bytes"))
    ///     });
    /// ```
    pub fn conclude(mut self, conclude: impl Fn(&Case) -> Option<String> + 'static) -> Self {
        self.conclude = Some(Box::new(conclude));
        self
    }

    /// Declares a variant that may fail. An error makes its row a failed one with the error's
    /// message, and the run ends with exit status 1; the other variants are measured nevertheless.
    /// ([`variant`](Self::variant) treats a `Result` as an answer like any other.)
    ///
    /// ```
    /// use heapwise::Experiment;
    ///
    /// let experiment = Experiment::new("sum", "add up the numbers of a text")
    ///     .setup(|_| String::from("1 2 3"))
    ///     .try_variant("parsed", "", |text| {
    ///         text.split(' ').map(str::parse::<u64>).sum::<Result<u64, _>>()
    ///     });
    /// ```
    pub fn try_variant<A: ToAnswer, E: Display>(
        self,
        name: impl Into<String>,
        about: impl Into<String>,
        run: impl Fn(&T) -> Result<A, E> + 'static,
    ) -> Self {
        self.variant(name, about, move |data| Fallible(run(data)))
    }

    /// Collects metrics that the variant declared last stored while the time pass ran it, such as
    /// the time of each of its parts. Called once, in the worker of the time pass, after the last
    /// run. Storing a value should take next to no time, because that time is part of the
    /// measurement.
    ///
    /// ```
    /// use std::cell::Cell;
    /// use std::time::Instant;
    /// use heapwise::Experiment;
    /// use heapwise::experiment::Extras;
    /// use heapwise::record::Metric;
    ///
    /// let experiment = Experiment::new("numbers", "sort the numbers below 1000")
    ///     .setup(|_| Cell::new(0))
    ///     .variant("vector", "", |fill_ns| {
    ///         let started = Instant::now();
    ///         let mut numbers: Vec<u64> = (0..1000).rev().collect();
    ///         fill_ns.set(started.elapsed().as_nanos());
    ///         numbers.sort();
    ///         numbers
    ///     })
    ///     .collect_metrics(|fill_ns| {
    ///         let fill_ns = fill_ns.get() as f64;
    ///         Extras::default().metric(Metric::new("fill_ns", fill_ns, "ns"))
    ///     });
    /// ```
    pub fn collect_metrics(self, collect: impl Fn(&T) -> Extras + 'static) -> Self {
        let late = "`collect_metrics` must follow the variant that it belongs to";
        self.with_last_variant(late, |variant| {
            variant.collect_metrics = Some(Box::new(collect));
        })
    }

    /// Collects metrics, series and a verdict of the variant declared last. Runs in a worker of its
    /// own with every instrument off, after the variant's passes.
    pub fn inspect(self, inspect: impl Fn(&T) -> Extras + 'static) -> Self {
        let late = "`inspect` must follow the variant that it belongs to";
        self.with_last_variant(late, |variant| variant.inspect = Some(Box::new(inspect)))
    }

    /// As [`inspect`](Self::inspect), for figures of the heap: the worker's allocator counts between
    /// [`count::start`](crate::alloc::count::start) and [`count::stop`](crate::alloc::count::stop).
    ///
    /// ```
    /// use heapwise::Experiment;
    /// use heapwise::alloc::count;
    /// use heapwise::experiment::Extras;
    /// use heapwise::record::Metric;
    ///
    /// let experiment = Experiment::new("numbers", "keep the numbers below n")
    ///     .input("n", 1000, "how many")
    ///     .variant("vector", "", |input| (0..input.get("n")).collect::<Vec<u64>>().len())
    ///     .measure_heap(|input| {
    ///         count::start();
    ///         let numbers: Vec<u64> = (0..input.get("n")).collect();
    ///         let live_bytes = count::stop().totals.end_bytes;
    ///         drop(numbers);
    ///         Extras::default().metric(Metric::new("live_bytes", live_bytes as f64, "B"))
    ///     });
    /// ```
    pub fn measure_heap(self, measure: impl Fn(&T) -> Extras + 'static) -> Self {
        let late = "`measure_heap` must follow the variant that it belongs to";
        self.with_last_variant(late, |variant| {
            variant.measure_heap = Some(Box::new(measure));
        })
    }

    fn with_last_variant(
        mut self,
        mistake_if_none: &'static str,
        change: impl FnOnce(&mut TypedVariant<T>),
    ) -> Self {
        match self.variants.last_mut() {
            Some(variant) => change(variant),
            None => self.mistake = Some(mistake_if_none),
        }
        self
    }
}
