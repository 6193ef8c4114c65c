//! Checks that experiments are declared correctly.

use crate::error::{Error, Result};

use super::declared::Declared;
use super::parameter::Parameter;

/// Whether no name may hold this character: it has a meaning in patterns or in `NAME=VALUE`, or is a control
/// character.
pub(crate) fn is_reserved(c: char) -> bool {
    matches!(c, '/' | '*' | '?' | '[' | '=') || c.is_control()
}

impl Declared {
    /// Checks that experiments can be run as declared.
    ///
    /// # Errors
    ///
    /// If the list is empty, an experiment has no variant, two items of one kind share a name, a name
    /// cannot stand in a pattern, or a default is not a valid value of its input.
    pub fn check_all(experiments: &[Self]) -> Result<()> {
        let refuse =
            |subject: String, problem: String| Err(Error::Declaration { subject, problem });
        let all = String::from("the experiments");
        if experiments.is_empty() {
            let problem = "the list is empty; pass at least one to `heapwise::main`";
            return refuse(all, problem.to_string());
        }
        let names: Vec<&str> = experiments.iter().map(Self::name).collect();
        if let Some(name) = repeated(&names) {
            let problem = format!("two are called `{name}`; give each its own name");
            return refuse(all, problem);
        }
        experiments.iter().try_for_each(|experiment| {
            let subject = format!("experiment `{}`", experiment.name());
            problem_with(experiment).map_or(Ok(()), |problem| refuse(subject, problem))
        })
    }
}

fn problem_with(experiment: &Declared) -> Option<String> {
    if let Some(problem) = experiment.mistake() {
        return Some(problem.to_string());
    }
    let variants = experiment.variants();
    let variants: Vec<&str> = variants.iter().map(|variant| variant.name()).collect();
    let inputs = experiment.parameters().iter();
    let inputs: Vec<&str> = inputs.map(|input| input.name.as_str()).collect();
    if variants.is_empty() {
        let problem = "has no variant; declare one with `.variant(…)`";
        return Some(problem.to_string());
    }
    let mut names = [experiment.name()]
        .into_iter()
        .chain(variants.iter().chain(&inputs).copied());
    let twice = |name: &str| format!("declares `{name}` twice; give each its own name");
    names
        .find_map(bad_name)
        .or_else(|| repeated(&variants).map(twice))
        .or_else(|| repeated(&inputs).map(twice))
        .or_else(|| experiment.parameters().iter().find_map(bad_default))
}

fn bad_default(parameter: &Parameter) -> Option<String> {
    let defaults = parameter.domain.defaults().iter();
    let defaults = defaults.map(|default| ("default", default));
    let test_value = parameter.test_value.iter();
    let mut values = defaults.chain(test_value.map(|value| ("test value", value)));
    values.find_map(|(kind, value)| {
        let problem = parameter.domain.problem_with(value)?;
        Some(format!(
            "the {kind} of input `{}` {problem}",
            parameter.name
        ))
    })
}

fn bad_name(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some(String::from("has an empty name; give everything a name"));
    }
    let bad = name.chars().find(|&c| is_reserved(c))?;
    let bad = bad.escape_debug();
    Some(format!(
        "`{name}` cannot be a name: it holds `{bad}`; a name may hold anything but / * ? [ = and control characters"
    ))
}

fn repeated<'a>(names: &[&'a str]) -> Option<&'a str> {
    let mut indexed = names.iter().enumerate();
    let (_, name) = indexed.find(|(index, name)| names[..*index].contains(name))?;
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::super::declaration::Experiment;
    use super::super::extras::Extras;
    use super::super::parameter::Domain;
    use super::*;

    fn message(declared: Declared) -> String {
        message_for(&[declared])
    }

    fn message_for(experiments: &[Declared]) -> String {
        match Declared::check_all(experiments) {
            Ok(()) => String::from("fine"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn wrong_declarations_are_reported() {
        let words = || Experiment::new("words", "count");
        assert_eq!(message(words().variant("a", "", |_| 1).into()), "fine");
        assert!(message(words().into()).contains("`words`: has no variant"));
        let twice = || Declared::from(words().variant("a", "", |_| 1));
        assert!(message_for(&[twice(), twice()]).contains("two are called `words`"));
        assert!(message_for(&[]).contains("pass at least one"));
        let twice = words().variant("a", "", |_| 1).variant("a", "", |_| 1);
        assert!(message(twice.into()).contains("declares `a` twice"));
        let slash = words().variant("a/b", "", |_| 1);
        assert!(message(slash.into()).contains("`a/b` cannot be a name: it holds `/`"));
        let line = words().variant("a\nb", "", |_| 1);
        assert!(message(line.into()).contains("it holds `\\n`"));
        let unnamed = words().variant("", "", |_| 1);
        assert!(message(unnamed.into()).contains("has an empty name"));
        let endless = words()
            .input("x", f64::INFINITY, "")
            .variant("a", "", |_| 1);
        assert!(message(endless.into()).contains("default of input `x` is not a finite number"));
        let narrow = Domain::integers(5, 10..=20);
        let outside = words().input("n", narrow, "").variant("a", "", |_| 1);
        assert!(message(outside.into()).contains("default of input `n` is out of range"));
        let narrow = Domain::integers(15, 10..=20);
        let outside = words()
            .input("n", narrow, "")
            .test_value(5)
            .variant("a", "", |_| 1);
        assert!(message(outside.into()).contains("test value of input `n` is out of range"));
        let early = words().test_value(5).variant("a", "", |_| 1);
        assert!(message(early.into()).contains("`test_value` must follow"));
        let late = words().variant("a", "", |_| 1).setup(|_| 1);
        assert!(message(late.into()).contains("`setup` must stand before"));
        let early = words().inspect(|_| Extras::default());
        let early = early.variant("a", "", |_| 1);
        assert!(message(early.into()).contains("`inspect` must follow"));
        let early = words().collect_metrics(|_| Extras::default());
        let early = early.variant("a", "", |_| 1);
        assert!(message(early.into()).contains("`collect_metrics` must follow"));
        let early = words().inspect(|_| Extras::default()).setup(|_| 1);
        let early = early.variant("a", "", |_| 1);
        assert!(message(early.into()).contains("`inspect` must follow"));
    }
}
