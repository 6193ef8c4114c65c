//! How anything is declared: an [`Experiment`], its [`Input`], its variants, their [`Answer`].
//!
//! ```
//! use heapwise::experiment::{Declared, Experiment};
//!
//! let experiment = Experiment::new("squares", "add up the squares below n")
//!     .input("n", 1000, "how many")
//!     .setup(|input| (0..input.get("n")).collect::<Vec<u64>>())
//!     .variant("collected", "keeps every square", |numbers| {
//!         let squares: Vec<u64> = numbers.iter().map(|n| n * n).collect();
//!         squares.iter().sum::<u64>()
//!     })
//!     .variant("chained", "keeps none", |numbers| numbers.iter().map(|n| n * n).sum::<u64>());
//!
//! let declared = Declared::from(experiment);
//! assert_eq!(declared.variants().len(), 2);
//! ```

mod answer;
mod attachment;
mod check;
mod declared;
mod examination;
mod input;
mod parameter;
mod scope;

pub use answer::{Answer, Rendered, ToAnswer};
pub use attachment::AttachedFile;
pub use declared::{Declared, Prepared};
pub use examination::Examination;
pub use input::{FromValue, Input};
pub use parameter::{Domain, Parameter};
pub use scope::{Scope, Unmeasured};

use answer::Tried;

use std::fmt::Display;
use std::time::Duration;

/// One question with several variants that must give the same answer.
///
/// `T` is what the set-up makes and every variant gets: the [`Input`] itself where there is none.
#[must_use]
pub struct Experiment<T = Input> {
    name: String,
    about: String,
    parameters: Vec<Parameter>,
    setup: Setup<T>,
    variants: Vec<Variant<T>>,
    known_answer: Option<Box<KnownAnswer>>,
    attach: Option<Box<Attach<T>>>,
    time_budget: Option<Duration>,
    problem: Option<&'static str>,
}

/// One way to compute the answer.
struct Variant<T> {
    name: String,
    about: String,
    run: Box<ScopedRun<T>>,
    recall: Option<Box<Examine<T>>>,
    examine: Option<Box<Examine<T>>>,
    weigh: Option<Box<Examine<T>>>,
}

/// How a variant tells more of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// With every instrument off.
    Examine,
    /// Under the counting allocator.
    Weigh,
}

enum Setup<T> {
    Sure(Box<dyn Fn(&Input) -> T>),
    MayFail(Box<FallibleSetup<T>>),
}

type FallibleSetup<T> = dyn Fn(&Input) -> Result<T, String>;
type KnownAnswer = dyn Fn(&Input) -> Option<String>;
type Attach<T> = dyn Fn(&T) -> Vec<AttachedFile>;
type Examine<T> = dyn Fn(&T) -> Examination;
type ScopedRun<T> = dyn Fn(&T, &mut dyn Scope) -> Option<Rendered>;

impl<T> Variant<T> {
    fn teller(&self, look: Look) -> Option<&Examine<T>> {
        match look {
            Look::Examine => self.examine.as_deref(),
            Look::Weigh => self.weigh.as_deref(),
        }
    }
}

impl Experiment<Input> {
    /// An experiment called `name`, which asks `about`.
    pub fn new(name: impl Into<String>, about: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            about: about.into(),
            parameters: Vec::new(),
            setup: Setup::Sure(Box::new(Input::clone)),
            variants: Vec::new(),
            known_answer: None,
            attach: None,
            time_budget: None,
            problem: None,
        }
    }

    /// Makes what the variants get, outside the measured scope. Comes before the variants.
    pub fn setup<T>(self, setup: impl Fn(&Input) -> T + 'static) -> Experiment<T> {
        self.with_setup(Setup::Sure(Box::new(setup)))
    }

    /// Makes what the variants get, where that may fail, as it does with a file. What is wrong is
    /// told, with exit status 2, before anything is measured. Comes before the variants.
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
        self.with_setup(Setup::MayFail(Box::new(setup)))
    }

    fn with_setup<T>(self, setup: Setup<T>) -> Experiment<T> {
        let too_late = !self.variants.is_empty() || self.attach.is_some();
        Experiment {
            name: self.name,
            about: self.about,
            parameters: self.parameters,
            setup,
            variants: Vec::new(),
            known_answer: self.known_answer,
            attach: None,
            time_budget: self.time_budget,
            problem: self
                .problem
                .or(too_late.then_some("`setup` must stand before variants and attachments")),
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
        });
        self
    }

    /// Declares a variant: its name, how it computes the answer, and the code that does it.
    ///
    /// The answer is anything that prints with `{:?}`, or an [`Answer`].
    pub fn variant<A: ToAnswer>(
        mut self,
        name: impl Into<String>,
        about: impl Into<String>,
        run: impl Fn(&T) -> A + 'static,
    ) -> Self {
        self.variants.push(Variant {
            name: name.into(),
            about: about.into(),
            run: Box::new(move |data, scope| scope::run(scope, || run(data))),
            recall: None,
            examine: None,
            weigh: None,
        });
        self
    }

    /// Declares a variant that may fail. An error is told with its message as a failed row, and the
    /// run ends with exit status 1; the other variants are measured all the same. (To
    /// [`variant`](Self::variant) a `Result` is an answer like any other.)
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
        self.variant(name, about, move |data| Tried(run(data)))
    }

    /// Tells what the variant declared last noted while the time pass ran it, such as what each part
    /// took: asked in that pass's worker, once, after the last run. To note anything must cost next
    /// to nothing, since it is timed with the rest.
    ///
    /// ```
    /// use std::cell::Cell;
    /// use std::time::Instant;
    /// use heapwise::experiment::{Examination, Experiment};
    /// use heapwise::record::Metric;
    ///
    /// let experiment = Experiment::new("numbers", "sort the numbers below 1000")
    ///     .setup(|_| Cell::new(0))
    ///     .variant("vector", "", |made_ns| {
    ///         let started = Instant::now();
    ///         let mut numbers: Vec<u64> = (0..1000).rev().collect();
    ///         made_ns.set(started.elapsed().as_nanos());
    ///         numbers.sort();
    ///         numbers
    ///     })
    ///     .recall(|made_ns| {
    ///         let made_ns = made_ns.get() as f64;
    ///         Examination::default().metric(Metric::new("made_ns", made_ns, "ns"))
    ///     });
    /// ```
    pub fn recall(mut self, recall: impl Fn(&T) -> Examination + 'static) -> Self {
        match self.variants.last_mut() {
            Some(variant) => variant.recall = Some(Box::new(recall)),
            None => self.problem = Some("`recall` must stand after the variant that it is of"),
        }
        self
    }

    /// Tells more of the variant declared last: metrics and a verdict. Runs in a worker of its own
    /// with every instrument off, after the variant's passes.
    pub fn examine(mut self, examine: impl Fn(&T) -> Examination + 'static) -> Self {
        match self.variants.last_mut() {
            Some(variant) => variant.examine = Some(Box::new(examine)),
            None => self.problem = Some("`examine` must stand after the variant that it examines"),
        }
        self
    }

    /// The same for what it allocates: runs in a worker whose allocator counts from
    /// [`count::start`](crate::alloc::count::start) to [`stop`](crate::alloc::count::stop).
    ///
    /// ```
    /// use heapwise::alloc::count;
    /// use heapwise::experiment::{Examination, Experiment};
    /// use heapwise::record::Metric;
    ///
    /// let experiment = Experiment::new("numbers", "keep the numbers below n")
    ///     .input("n", 1000, "how many")
    ///     .variant("vector", "", |input| (0..input.get("n")).collect::<Vec<u64>>().len())
    ///     .weigh(|input| {
    ///         count::start();
    ///         let numbers: Vec<u64> = (0..input.get("n")).collect();
    ///         let live_bytes = count::stop().totals.end_bytes;
    ///         drop(numbers);
    ///         Examination::default().metric(Metric::new("live_bytes", live_bytes as f64, "B"))
    ///     });
    /// ```
    pub fn weigh(mut self, weigh: impl Fn(&T) -> Examination + 'static) -> Self {
        match self.variants.last_mut() {
            Some(variant) => variant.weigh = Some(Box::new(weigh)),
            None => self.problem = Some("`weigh` must stand after the variant that it weighs"),
        }
        self
    }

    /// How long the time pass samples each variant; a second unless said. Short for variants that
    /// are short and many.
    pub fn time_budget(mut self, budget: Duration) -> Self {
        self.time_budget = Some(budget);
        self
    }

    /// Tells which answer is right, as it is shown, for the inputs where that is known.
    pub fn known_answer(mut self, known: impl Fn(&Input) -> Option<String> + 'static) -> Self {
        self.known_answer = Some(Box::new(known));
        self
    }

    /// Makes files that belong to the experiment's report, such as a picture of the answer.
    pub fn attach(mut self, attach: impl Fn(&T) -> Vec<AttachedFile> + 'static) -> Self {
        self.attach = Some(Box::new(attach));
        self
    }
}
