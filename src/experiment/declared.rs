//! An experiment with the type of its set-up forgotten, so that different ones stand in one list.

use std::time::Duration;

use super::{
    AttachedFile, Examination, Experiment, Input, Look, Parameter, Rendered, Scope, Setup,
};

/// A declared experiment of any type.
pub struct Declared(Box<dyn Erased>);

/// An experiment whose set-up has been made for one input.
pub struct Prepared<'a>(Box<dyn ErasedPrepared + 'a>);

trait Erased {
    fn name(&self) -> &str;
    fn about(&self) -> &str;
    fn parameters(&self) -> &[Parameter];
    fn variants(&self) -> Vec<(&str, &str)>;
    fn problem(&self) -> Option<&'static str>;
    fn known_answer(&self, input: &Input) -> Option<String>;
    fn has_attachments(&self) -> bool;
    fn looks(&self, variant: usize) -> Vec<Look>;
    fn setup_may_fail(&self) -> bool;
    fn time_budget(&self) -> Option<Duration>;
    fn prepare<'a>(&'a self, input: &Input) -> Result<Box<dyn ErasedPrepared + 'a>, String>;
}

trait ErasedPrepared {
    fn run(&self, variant: usize, scope: &mut dyn Scope) -> Option<Rendered>;
    fn recall(&self, variant: usize) -> Examination;
    fn look(&self, variant: usize, look: Look) -> Examination;
    fn attach(&self) -> Vec<AttachedFile>;
}

impl<T: 'static> From<Experiment<T>> for Declared {
    fn from(experiment: Experiment<T>) -> Self {
        Self(Box::new(experiment))
    }
}

impl Declared {
    /// The experiment's name.
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// What the experiment asks.
    pub fn about(&self) -> &str {
        self.0.about()
    }

    /// Its inputs, in the order of declaration.
    pub fn parameters(&self) -> &[Parameter] {
        self.0.parameters()
    }

    /// The name of each variant and how it computes the answer, in the order of declaration.
    pub fn variants(&self) -> Vec<(&str, &str)> {
        self.0.variants()
    }

    /// The right answer for `input`, as it is shown, where it is known.
    pub fn known_answer(&self, input: &Input) -> Option<String> {
        self.0.known_answer(input)
    }

    /// Whether it makes files for its report.
    pub fn has_attachments(&self) -> bool {
        self.0.has_attachments()
    }

    /// How a variant, by its place in the order of declaration, tells more of itself, in workers
    /// of their own.
    ///
    /// # Panics
    ///
    /// If there is no such variant.
    pub fn looks(&self, variant: usize) -> Vec<Look> {
        self.0.looks(variant)
    }

    /// Whether its set-up may fail.
    pub fn setup_may_fail(&self) -> bool {
        self.0.setup_may_fail()
    }

    /// How long the time pass samples each variant, where it says so.
    pub fn time_budget(&self) -> Option<Duration> {
        self.0.time_budget()
    }

    /// The input with every default, of several the first.
    pub fn default_input(&self) -> Input {
        self.parameters()
            .iter()
            .map(|parameter| (parameter.name.clone(), parameter.domain.default().clone()))
            .collect()
    }

    /// Makes the set-up for `input`.
    ///
    /// # Errors
    ///
    /// What the experiment's own set-up says is wrong.
    ///
    /// # Panics
    ///
    /// Where the experiment's own set-up does.
    pub fn prepare(&self, input: &Input) -> Result<Prepared<'_>, String> {
        self.0.prepare(input).map(Prepared)
    }

    pub(super) fn problem(&self) -> Option<&'static str> {
        self.0.problem()
    }
}

impl Prepared<'_> {
    /// Runs a variant, by its place in the order of declaration, once inside `scope`. The answer
    /// is there if the scope wants it.
    ///
    /// # Panics
    ///
    /// If there is no such variant, and where the variant itself does.
    pub fn run(&self, variant: usize, scope: &mut dyn Scope) -> Option<Rendered> {
        self.0.run(variant, scope)
    }

    /// What a variant, by its place in the order of declaration, noted in its runs so far.
    ///
    /// # Panics
    ///
    /// If there is no such variant, and where the experiment's own code does.
    pub fn recall(&self, variant: usize) -> Examination {
        self.0.recall(variant)
    }

    /// What a variant, by its place in the order of declaration, tells of itself; nothing where it
    /// does not do so in this way.
    ///
    /// # Panics
    ///
    /// If there is no such variant, and where the experiment's own code does.
    pub fn look(&self, variant: usize, look: Look) -> Examination {
        self.0.look(variant, look)
    }

    /// Makes the experiment's files.
    ///
    /// # Panics
    ///
    /// Where the experiment's own code does.
    pub fn attach(&self) -> Vec<AttachedFile> {
        self.0.attach()
    }
}

impl<T> Erased for Experiment<T> {
    fn name(&self) -> &str {
        &self.name
    }

    fn about(&self) -> &str {
        &self.about
    }

    fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    fn variants(&self) -> Vec<(&str, &str)> {
        self.variants
            .iter()
            .map(|variant| (variant.name.as_str(), variant.about.as_str()))
            .collect()
    }

    fn problem(&self) -> Option<&'static str> {
        self.problem
    }

    fn known_answer(&self, input: &Input) -> Option<String> {
        self.known_answer.as_ref().and_then(|known| known(input))
    }

    fn has_attachments(&self) -> bool {
        self.attach.is_some()
    }

    fn looks(&self, variant: usize) -> Vec<Look> {
        let variant = &self.variants[variant];
        let has = |look: &Look| variant.teller(*look).is_some();
        [Look::Examine, Look::Weigh]
            .into_iter()
            .filter(has)
            .collect()
    }

    fn setup_may_fail(&self) -> bool {
        matches!(self.setup, Setup::MayFail(_))
    }

    fn time_budget(&self) -> Option<Duration> {
        self.time_budget
    }

    fn prepare<'a>(&'a self, input: &Input) -> Result<Box<dyn ErasedPrepared + 'a>, String> {
        let data = match &self.setup {
            Setup::Sure(setup) => setup(input),
            Setup::MayFail(setup) => setup(input)?,
        };
        Ok(Box::new(PreparedOf {
            experiment: self,
            data,
        }))
    }
}

struct PreparedOf<'a, T> {
    experiment: &'a Experiment<T>,
    data: T,
}

impl<T> ErasedPrepared for PreparedOf<'_, T> {
    fn run(&self, variant: usize, scope: &mut dyn Scope) -> Option<Rendered> {
        (self.experiment.variants[variant].run)(&self.data, scope)
    }

    fn recall(&self, variant: usize) -> Examination {
        let recall = self.experiment.variants[variant].recall.as_ref();
        recall.map_or_else(Examination::default, |recall| recall(&self.data))
    }

    fn look(&self, variant: usize, look: Look) -> Examination {
        let teller = self.experiment.variants[variant].teller(look);
        teller.map_or_else(Examination::default, |tell| tell(&self.data))
    }

    fn attach(&self) -> Vec<AttachedFile> {
        let attach = self.experiment.attach.as_ref();
        attach.map_or_else(Vec::new, |attach| attach(&self.data))
    }
}
