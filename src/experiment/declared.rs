//! A declared experiment whose set-up type is erased, so that experiments of different types stand
//! in one list; and handles of its variants.

use std::fmt;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::record;
use crate::record::Case;
use crate::units;

use super::answer::Rendered;
use super::declaration::{AttachedFile, Experiment, Setup, TypedVariant};
use super::extras::{Extra, Extras};
use super::input::Input;
use super::parameter::Parameter;
use super::scope::Scope;

/// A declared experiment of any set-up type.
pub struct Declared(Box<dyn ErasedExperiment>);

/// The most characters of a conclusion.
const LONGEST_CONCLUSION: usize = 500;

/// A variant of a declared experiment: a handle that is cheap to copy.
#[derive(Clone, Copy)]
pub struct Variant<'a> {
    experiment: &'a str,
    erased: &'a dyn ErasedVariant,
    index: usize,
}

/// An experiment whose set-up was run for one input.
pub struct Prepared<'a>(Box<dyn ErasedPrepared + 'a>);

trait ErasedExperiment {
    fn name(&self) -> &str;
    fn about(&self) -> &str;
    fn parameters(&self) -> &[Parameter];
    fn variants(&self) -> Vec<&dyn ErasedVariant>;
    fn baseline(&self) -> Option<usize>;
    fn mistake(&self) -> Option<&'static str>;
    fn known_answer(&self, input: &Input) -> Option<String>;
    fn conclude(&self, case: &Case) -> Option<String>;
    fn has_attachments(&self) -> bool;
    fn is_setup_fallible(&self) -> bool;
    fn time_budget(&self) -> Option<Duration>;
    fn declared_in(&self) -> &'static str;
    fn prepare<'a>(&'a self, input: &Input) -> Result<Box<dyn ErasedPrepared + 'a>, String>;
}

trait ErasedVariant {
    fn name(&self) -> &str;
    fn about(&self) -> &str;
    fn has_extra(&self, extra: Extra) -> bool;
}

trait ErasedPrepared {
    fn experiment(&self) -> &str;
    fn run(&self, variant: usize, scope: &mut dyn Scope) -> Option<Rendered>;
    fn collect_metrics(&self, variant: usize) -> Extras;
    fn collect(&self, variant: usize, extra: Extra) -> Extras;
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

    /// The question that the experiment asks.
    pub fn about(&self) -> &str {
        self.0.about()
    }

    /// The experiment's inputs, in the order of declaration.
    pub fn parameters(&self) -> &[Parameter] {
        self.0.parameters()
    }

    /// The experiment's variants, in the order of declaration.
    pub fn variants(&self) -> Vec<Variant<'_>> {
        let experiment = self.name();
        let erased = self.0.variants().into_iter().enumerate();
        erased
            .map(|(index, erased)| Variant {
                experiment,
                erased,
                index,
            })
            .collect()
    }

    /// The variant to which the others compare, if one is declared.
    pub fn baseline(&self) -> Option<Variant<'_>> {
        let index = self.0.baseline()?;
        self.variants().get(index).copied()
    }

    /// The variant with this name; `None` if the experiment has no such variant.
    pub fn variant(&self, name: &str) -> Option<Variant<'_>> {
        let mut variants = self.variants().into_iter();
        variants.find(|variant| variant.name() == name)
    }

    /// The experiment's own conclusion from this case, in one line; `None` if it has none.
    pub fn conclude(&self, case: &Case) -> Option<String> {
        let sentence = self.0.conclude(case)?;
        Some(units::shorten(
            &sentence.replace(char::is_control, " "),
            LONGEST_CONCLUSION,
        ))
    }

    /// The right answer for `input`, as it is shown, if it is known.
    pub fn known_answer(&self, input: &Input) -> Option<String> {
        self.0.known_answer(input)
    }

    /// Whether the experiment makes files for its report.
    pub fn has_attachments(&self) -> bool {
        self.0.has_attachments()
    }

    /// Whether the set-up may fail.
    pub fn is_setup_fallible(&self) -> bool {
        self.0.is_setup_fallible()
    }

    /// How long the time pass samples each variant, if the experiment sets it.
    pub fn time_budget(&self) -> Option<Duration> {
        self.0.time_budget()
    }

    /// The source file of the declaration, as the compiler was given it: from the root of the
    /// workspace, if cargo builds a member of one.
    pub fn declared_in(&self) -> &'static str {
        self.0.declared_in()
    }

    /// The input with every default; of several defaults, the first.
    pub fn default_input(&self) -> Input {
        self.parameters()
            .iter()
            .map(|parameter| (parameter.name.clone(), parameter.domain.default().clone()))
            .collect()
    }

    /// Checks that the experiment has an input called `name`, and that `value` is valid for it.
    ///
    /// # Errors
    ///
    /// If there is no such input, or its declaration does not allow the value.
    pub fn check_input(&self, name: &str, value: &str) -> Result<()> {
        let parameters = self.parameters();
        let parameter = parameters.iter().find(|parameter| parameter.name == name);
        let names = parameters.iter().map(|parameter| parameter.name.as_str());
        let parameter = parameter.ok_or_else(|| Error::unknown("input", name, names))?;
        parameter.parse(value).map(drop)
    }

    /// Runs the set-up for `input`.
    ///
    /// # Errors
    ///
    /// The message of the experiment's own set-up, if that fails.
    ///
    /// # Panics
    ///
    /// If the experiment's own set-up panics.
    pub fn prepare(&self, input: &Input) -> Result<Prepared<'_>, String> {
        self.0.prepare(input).map(Prepared)
    }

    /// The first mistake in the declaration, if there is one.
    pub(super) fn mistake(&self) -> Option<&'static str> {
        self.0.mistake()
    }
}

impl fmt::Debug for Variant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.full_name())
    }
}

impl<'a> Variant<'a> {
    /// The variant's name, without the experiment's.
    pub fn name(self) -> &'a str {
        self.erased.name()
    }

    /// How the variant computes the answer.
    pub fn about(self) -> &'a str {
        self.erased.about()
    }

    /// The variant's name after the experiment's: `words/sorted`.
    pub fn full_name(self) -> String {
        record::full_name(self.experiment, self.name())
    }

    /// The kinds of extras that the variant declares.
    pub fn extras(self) -> impl Iterator<Item = Extra> {
        Extra::ALL
            .into_iter()
            .filter(move |&extra| self.erased.has_extra(extra))
    }
}

impl Prepared<'_> {
    /// Runs a variant once inside `scope`. Returns the answer if the scope asks for it.
    ///
    /// # Panics
    ///
    /// If the variant belongs to another experiment, or panics itself.
    pub fn run(&self, variant: Variant<'_>, scope: &mut dyn Scope) -> Option<Rendered> {
        self.0.run(self.index(variant), scope)
    }

    /// Collects the metrics that a variant stored in its runs so far.
    ///
    /// # Panics
    ///
    /// If the variant belongs to another experiment, or the experiment's own code panics.
    pub fn collect_metrics(&self, variant: Variant<'_>) -> Extras {
        self.0.collect_metrics(self.index(variant))
    }

    /// Collects extras of a variant; none if it does not declare this kind.
    ///
    /// # Panics
    ///
    /// If the variant belongs to another experiment, or the experiment's own code panics.
    pub fn collect(&self, variant: Variant<'_>, extra: Extra) -> Extras {
        self.0.collect(self.index(variant), extra)
    }

    /// Makes the experiment's files.
    ///
    /// # Panics
    ///
    /// If the experiment's own code panics.
    pub fn attach(&self) -> Vec<AttachedFile> {
        self.0.attach()
    }

    fn index(&self, variant: Variant<'_>) -> usize {
        assert_eq!(
            variant.experiment,
            self.0.experiment(),
            "a variant runs in its own experiment"
        );
        variant.index
    }
}

impl<T> ErasedExperiment for Experiment<T> {
    fn name(&self) -> &str {
        &self.name
    }

    fn about(&self) -> &str {
        &self.about
    }

    fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    fn variants(&self) -> Vec<&dyn ErasedVariant> {
        let erase = |variant| variant as &dyn ErasedVariant;
        self.variants.iter().map(erase).collect()
    }

    fn baseline(&self) -> Option<usize> {
        self.baseline
    }

    fn mistake(&self) -> Option<&'static str> {
        self.mistake
    }

    fn conclude(&self, case: &Case) -> Option<String> {
        self.conclude.as_ref()?(case)
    }

    fn known_answer(&self, input: &Input) -> Option<String> {
        self.known_answer.as_ref().and_then(|known| known(input))
    }

    fn has_attachments(&self) -> bool {
        self.attach.is_some()
    }

    fn is_setup_fallible(&self) -> bool {
        matches!(self.setup, Setup::Fallible(_))
    }

    fn declared_in(&self) -> &'static str {
        self.declared_in
    }

    fn time_budget(&self) -> Option<Duration> {
        self.time_budget
    }

    fn prepare<'a>(&'a self, input: &Input) -> Result<Box<dyn ErasedPrepared + 'a>, String> {
        let data = match &self.setup {
            Setup::Infallible(setup) => setup(input),
            Setup::Fallible(setup) => setup(input)?,
        };
        Ok(Box::new(TypedPrepared {
            experiment: self,
            data,
        }))
    }
}

impl<T> ErasedVariant for TypedVariant<T> {
    fn name(&self) -> &str {
        &self.name
    }

    fn about(&self) -> &str {
        &self.about
    }

    fn has_extra(&self, extra: Extra) -> bool {
        self.collector(extra).is_some()
    }
}

struct TypedPrepared<'a, T> {
    experiment: &'a Experiment<T>,
    data: T,
}

impl<T> ErasedPrepared for TypedPrepared<'_, T> {
    fn experiment(&self) -> &str {
        &self.experiment.name
    }

    fn run(&self, variant: usize, scope: &mut dyn Scope) -> Option<Rendered> {
        (self.experiment.variants[variant].run)(&self.data, scope)
    }

    fn collect_metrics(&self, variant: usize) -> Extras {
        let collect = self.experiment.variants[variant].collect_metrics.as_ref();
        collect.map_or_else(Extras::default, |collect| collect(&self.data))
    }

    fn collect(&self, variant: usize, extra: Extra) -> Extras {
        let collector = self.experiment.variants[variant].collector(extra);
        collector.map_or_else(Extras::default, |collect| collect(&self.data))
    }

    fn attach(&self) -> Vec<AttachedFile> {
        let attach = self.experiment.attach.as_ref();
        attach.map_or_else(Vec::new, |attach| attach(&self.data))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Unmeasured;

    fn words(name: &str) -> Declared {
        let experiment = Experiment::new(name, "")
            .input("n", 10, "")
            .variant("sorted", "", |_| 1)
            .inspect(|_| Extras::default());
        experiment.into()
    }

    #[test]
    fn a_handle_knows_its_names_and_extras() {
        let declared = words("words");
        let variant = declared.variant("sorted").unwrap();
        assert_eq!(variant.full_name(), "words/sorted");
        assert_eq!(Vec::from_iter(variant.extras()), [Extra::Inspect]);
        assert!(declared.variant("shuffled").is_none());
    }

    #[test]
    #[should_panic(expected = "a variant runs in its own experiment")]
    fn a_handle_of_another_experiment_is_refused() {
        let (words, others) = (words("words"), words("others"));
        let prepared = words.prepare(&words.default_input()).unwrap();
        prepared.run(others.variants()[0], &mut Unmeasured);
    }

    #[test]
    fn inputs_are_checked_by_name_and_value() {
        let declared = words("words");
        assert!(declared.check_input("n", "1e3").is_ok());
        let error = |name, value| declared.check_input(name, value).unwrap_err().to_string();
        assert!(error("m", "1").contains("no input `m`"));
        assert!(error("n", "x").contains("is not a whole number"));
    }
}
