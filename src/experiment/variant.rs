//! The variants of an experiment.

use std::fmt::Display;

use super::answer::Tried;
use super::{Examination, Experiment, Rendered, Scope, ToAnswer, scope};

/// One way to compute the answer.
pub(super) struct Variant<T> {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) run: Box<ScopedRun<T>>,
    pub(super) recall: Option<Box<Examine<T>>>,
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

type Examine<T> = dyn Fn(&T) -> Examination;
type ScopedRun<T> = dyn Fn(&T, &mut dyn Scope) -> Option<Rendered>;

impl<T> Variant<T> {
    /// How it tells more of itself in this way, where it does.
    pub(super) fn teller(&self, look: Look) -> Option<&Examine<T>> {
        match look {
            Look::Examine => self.examine.as_deref(),
            Look::Weigh => self.weigh.as_deref(),
        }
    }
}

impl<T> Experiment<T> {
    /// Declares a variant: its name, how it computes the answer, and the code that does it.
    ///
    /// The answer is anything that prints with `{:?}`, or an [`Answer`](super::Answer).
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
}
