//! Whether experiments can be run as they are declared.

use crate::error::{Error, Result};

use super::Declared;

/// What no name may hold: a pattern or an input would mean something else by it.
const RESERVED: [char; 5] = ['/', '*', '?', '[', '='];

impl Declared {
    /// Whether experiments can be run as declared.
    ///
    /// # Errors
    ///
    /// Where there is none, one of them has no variant, or two of a kind have one name, or a name
    /// cannot be asked for by a pattern.
    pub fn check_all(experiments: &[Self]) -> Result<()> {
        let wrong = |experiment: &str, problem: String| Error::Declaration {
            experiment: experiment.to_string(),
            problem,
        };
        if experiments.is_empty() {
            let problem = String::from("hand at least one to `heapwise::main`");
            return Err(wrong("none", problem));
        }
        let names: Vec<&str> = experiments.iter().map(Self::name).collect();
        if let Some(problem) = repeated(&names) {
            return Err(wrong("all", problem));
        }
        experiments.iter().try_for_each(|experiment| {
            let problem = problem_of(experiment);
            problem.map_or(Ok(()), |problem| Err(wrong(experiment.name(), problem)))
        })
    }
}

fn problem_of(experiment: &Declared) -> Option<String> {
    if let Some(problem) = experiment.problem() {
        return Some(problem.to_string());
    }
    let variants = experiment.variants();
    let variants: Vec<&str> = variants.iter().map(|(name, _)| *name).collect();
    let inputs = experiment.parameters().iter();
    let inputs: Vec<&str> = inputs.map(|input| input.name.as_str()).collect();
    if variants.is_empty() {
        let problem = "has no variant; declare one with `.variant(…)`";
        return Some(problem.to_string());
    }
    let mut names = [experiment.name()]
        .into_iter()
        .chain(variants.iter().chain(&inputs).copied());
    names
        .find_map(bad_name)
        .or_else(|| repeated(&variants))
        .or_else(|| repeated(&inputs))
}

fn bad_name(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some(String::from("has an empty name; give everything a name"));
    }
    let is_bad = |c: &char| RESERVED.contains(c) || c.is_control();
    let bad = name.chars().find(is_bad)?;
    let bad = bad.escape_debug();
    Some(format!(
        "`{name}` cannot be a name: it holds `{bad}`; a name may hold anything but / * ? [ = and control characters"
    ))
}

fn repeated(names: &[&str]) -> Option<String> {
    names
        .iter()
        .enumerate()
        .find(|(index, name)| names[..*index].contains(name))
        .map(|(_, name)| format!("declares `{name}` twice; give each its own name"))
}

#[cfg(test)]
mod tests {
    use super::super::{Examination, Experiment};
    use super::*;

    fn told(declared: Declared) -> String {
        told_of(&[declared])
    }

    fn told_of(experiments: &[Declared]) -> String {
        match Declared::check_all(experiments) {
            Ok(()) => String::from("fine"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn wrong_declarations_are_told() {
        let words = || Experiment::new("words", "count");
        assert_eq!(told(words().variant("a", "", |_| 1).into()), "fine");
        assert!(told(words().into()).contains("`words`: has no variant"));
        let twice = || Declared::from(words().variant("a", "", |_| 1));
        assert!(told_of(&[twice(), twice()]).contains("declares `words` twice"));
        assert!(told_of(&[]).contains("hand at least one"));
        let twice = words().variant("a", "", |_| 1).variant("a", "", |_| 1);
        assert!(told(twice.into()).contains("declares `a` twice"));
        let slash = words().variant("a/b", "", |_| 1);
        assert!(told(slash.into()).contains("`a/b` cannot be a name: it holds `/`"));
        let line = words().variant("a\nb", "", |_| 1);
        assert!(told(line.into()).contains("it holds `\\n`"));
        let unnamed = words().variant("", "", |_| 1);
        assert!(told(unnamed.into()).contains("has an empty name"));
        let late = words().variant("a", "", |_| 1).setup(|_| 1);
        assert!(told(late.into()).contains("`setup` must stand before"));
        let early = words().examine(|_| Examination::default());
        let early = early.variant("a", "", |_| 1);
        assert!(told(early.into()).contains("`examine` must stand after"));
    }
}
