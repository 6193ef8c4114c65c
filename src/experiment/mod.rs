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
mod variant;

pub use answer::{Answer, Rendered, ToAnswer};
pub use attachment::AttachedFile;
pub use declared::{Declared, Prepared};
pub use examination::Examination;
pub use input::{FromValue, Input};
pub use parameter::{Domain, Parameter};
pub use scope::{Scope, Unmeasured};
pub use variant::Look;

use variant::Variant;

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

enum Setup<T> {
    Sure(Box<dyn Fn(&Input) -> T>),
    MayFail(Box<FallibleSetup<T>>),
}

type FallibleSetup<T> = dyn Fn(&Input) -> Result<T, String>;
type KnownAnswer = dyn Fn(&Input) -> Option<String>;
type Attach<T> = dyn Fn(&T) -> Vec<AttachedFile>;

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
