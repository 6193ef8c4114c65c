//! A run: every variant of a plan, every pass of a variant, one worker at a time.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::error::{Error, Result};
use crate::experiment::Rendered;
use crate::profile::{Profile, Totals};
use crate::record::{Attachment, Entry, Footprint, Outcome, Report, Resident, Row, Time};

use super::judge::{self, Judge};
use super::order::{Attached, Order, Reply, Task};
use super::passes::{Figures, Pass, Sampling};
use super::plan::{Plan, PlannedEntry};
use super::process::{self, Ended, Limits};

/// How a plan is carried out.
pub struct Run<'a> {
    /// What to measure.
    pub plan: Plan<'a>,
    /// Under which instruments, in this order.
    pub passes: Vec<Pass>,
    /// How often the time pass runs.
    pub sampling: Sampling,
    /// What each worker may use.
    pub limits: Limits,
    /// Set from outside to stop the run.
    pub interrupted: &'a AtomicBool,
}

/// What a run tells while it goes on.
pub trait Observer {
    /// The next worker is about to start.
    fn starting(&mut self, step: &Step<'_>);
    /// The report has grown; these files of it are new.
    ///
    /// # Errors
    ///
    /// Where they cannot be kept; the run then stops.
    fn grown(&mut self, report: &Report, files: Vec<NewFile>) -> Result<()>;
    /// Something went wrong that has no row of its own.
    fn warn(&mut self, warning: &str);
}

/// One worker of a run.
#[derive(Debug)]
pub struct Step<'a> {
    /// Which one, from 0.
    pub index: u64,
    /// What it runs: `julia/stored`.
    pub name: &'a str,
    /// Under which instrument: `time`, `count`, `heap`, or `attach`.
    pub task: &'static str,
}

/// A file of the report's folder.
#[derive(Debug)]
pub struct NewFile {
    /// Its path there.
    pub path: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

impl Run<'_> {
    /// How many workers the run will start, if none fails.
    pub fn steps(&self) -> u64 {
        let of_entry = |entry: &PlannedEntry<'_>| {
            entry.variants.len() * self.passes.len() + usize::from(entry.experiment.has_attachments())
        };
        self.plan.entries.iter().map(of_entry).sum::<usize>() as u64
    }
}

/// Carries out `run`. `report` grows by one row for each variant, and the observer hears of each
/// before the next begins.
///
/// # Errors
///
/// Where the run is interrupted, or the observer cannot keep what it is given. What was measured
/// before is in `report`.
pub fn run(run: &Run<'_>, report: &mut Report, observer: &mut dyn Observer) -> Result<()> {
    let mut steps = Steps::new(run, observer)?;
    for (number, entry) in run.plan.entries.iter().enumerate() {
        let stems = Stems::new(&run.plan, number);
        let mut judge = Judge::new(entry.experiment.known_answer(&entry.input));
        report.experiments.push(Entry {
            name: entry.experiment.name().to_string(),
            about: entry.experiment.about().to_string(),
            input: entry.input.values().clone(),
            variants: Vec::new(),
            attachments: Vec::new(),
        });
        for &variant in &entry.variants {
            let measured = steps.measure(entry, variant, &mut judge);
            let (mut row, profile) = keep_unless_interrupted(report, measured)?;
            let file = profile.map(|profile| NewFile {
                path: format!("profiles/{}.json", stems.of_variant(variant)),
                bytes: profile.to_json().into_bytes(),
            });
            if let (Some(heap), Some(file)) = (&mut row.heap, &file) {
                heap.profile = Some(file.path.clone());
            }
            last(report).variants.push(row);
            steps.observer.grown(report, file.into_iter().collect())?;
        }
        if entry.experiment.has_attachments() {
            let files = steps.attach(entry, &stems.of_experiment, last(report))?;
            steps.observer.grown(report, files)?;
        }
    }
    Ok(())
}

/// An entry without a single row is no part of a report.
fn keep_unless_interrupted<T>(report: &mut Report, measured: Result<T>) -> Result<T> {
    if measured.is_err() {
        report.experiments.pop_if(|entry| entry.variants.is_empty());
    }
    measured
}

fn last(report: &mut Report) -> &mut Entry {
    report.experiments.last_mut().expect("an entry was pushed")
}

/// One heap pass of the plan's first variant: its profile, and the beginning of a file name for it.
///
/// # Errors
///
/// Where the worker gives no profile.
pub fn profile(run: &Run<'_>, observer: &mut dyn Observer) -> Result<(Profile, String)> {
    let entry = run.plan.entries.first().expect("a plan has an entry");
    let variant = entry.variants[0];
    let mut passed = Passed::default();
    Steps::new(run, observer)?.pass(entry, variant, Pass::Heap, &mut passed)?;
    match (passed.profile, passed.failure) {
        (Some(profile), None) => {
            let stems = Stems::new(&run.plan, 0);
            Ok((profile, stems.of_variant(variant).to_string()))
        }
        (_, failure) => Err(Error::Worker {
            variant: full_name(entry, variant),
            reason: failure.unwrap_or_default(),
        }),
    }
}

/// Starts the workers of a run one after another.
struct Steps<'a> {
    run: &'a Run<'a>,
    observer: &'a mut dyn Observer,
    scratch: tempfile::TempDir,
    started: u64,
}

/// What the passes of one variant have found so far.
#[derive(Default)]
struct Passed {
    answers: Vec<Rendered>,
    time: Option<Time>,
    rss: Option<Resident>,
    counted: Option<crate::alloc::count::Figures>,
    profile: Option<Profile>,
    failure: Option<String>,
}

impl<'a> Steps<'a> {
    fn new(run: &'a Run<'a>, observer: &'a mut dyn Observer) -> Result<Self> {
        let scratch = tempfile::tempdir().map_err(|source| Error::File {
            action: "create a folder in",
            path: std::env::temp_dir(),
            source,
            remedy: "free some space there, or set TMPDIR to another folder",
        })?;
        Ok(Self {
            run,
            observer,
            scratch,
            started: 0,
        })
    }

    fn measure(
        &mut self,
        entry: &PlannedEntry<'_>,
        variant: usize,
        judge: &mut Judge,
    ) -> Result<(Row, Option<Profile>)> {
        let mut passed = Passed::default();
        for &pass in &self.run.passes {
            self.pass(entry, variant, pass, &mut passed)?;
            if passed.failure.is_some() {
                break;
            }
        }
        let (name, about) = entry.experiment.variants()[variant];
        Ok(passed.into_row(name, about, judge))
    }

    fn pass(
        &mut self,
        entry: &PlannedEntry<'_>,
        variant: usize,
        pass: Pass,
        passed: &mut Passed,
    ) -> Result<()> {
        let path = self.scratch.path().join("profile.json");
        let task = match pass {
            Pass::Time => Task::Time {
                variant,
                sampling: self.run.sampling,
            },
            Pass::Count => Task::Count { variant },
            Pass::Heap => Task::Heap {
                variant,
                profile: path.clone(),
            },
        };
        let task_name = task.name();
        match self.ask(entry, &full_name(entry, variant), task)? {
            Ok(Reply::Passed { answer, figures }) => {
                passed.answers.push(answer);
                passed.take(figures, &path);
            }
            Ok(Reply::Attached(_)) => passed.failure = Some(String::from("answered another order")),
            Err(reason) => passed.failure = Some(reason),
        }
        passed.failure = passed
            .failure
            .take()
            .map(|reason| format!("in the {task_name} pass it {reason}"));
        Ok(())
    }

    fn attach(
        &mut self,
        entry: &PlannedEntry<'_>,
        stem: &str,
        to: &mut Entry,
    ) -> Result<Vec<NewFile>> {
        let folder = self.scratch.path().to_path_buf();
        let name = entry.experiment.name();
        let task = Task::Attach {
            folder: folder.clone(),
        };
        let attached = match self.ask(entry, name, task)? {
            Ok(Reply::Attached(attached)) => attached,
            Ok(Reply::Passed { .. }) => Vec::new(),
            Err(reason) => {
                self.observer
                    .warn(&format!("{name}: its files could not be made: it {reason}"));
                Vec::new()
            }
        };
        let mut files = Vec::with_capacity(attached.len());
        for (index, Attached { name, file }) in attached.into_iter().enumerate() {
            let path = folder.join(index.to_string());
            let bytes = std::fs::read(&path).map_err(|source| Error::reading(&path, source))?;
            let path = format!("{stem}-{file}");
            to.attachments.push(Attachment {
                name,
                file: path.clone(),
            });
            files.push(NewFile { path, bytes });
        }
        Ok(files)
    }

    /// Runs one worker: its reply, or why there is none.
    fn ask(
        &mut self,
        entry: &PlannedEntry<'_>,
        name: &str,
        task: Task,
    ) -> Result<Result<Reply, String>> {
        self.observer.starting(&Step {
            index: self.started,
            name,
            task: task.name(),
        });
        self.started += 1;
        let order = Order {
            experiment: entry.experiment.name().to_string(),
            input: entry.input.values().clone(),
            task,
            memory_bytes: self.run.limits.memory_bytes,
            parent: std::process::id(),
        };
        match process::ask(&order, name, &self.run.limits, self.run.interrupted) {
            Ended::Replied(reply) => Ok(Ok(reply)),
            Ended::Failed(reason) => Ok(Err(reason)),
            Ended::Interrupted => Err(Error::Interrupted(format!("{name} was being measured"))),
        }
    }
}

impl Passed {
    fn take(&mut self, figures: Figures, profile: &Path) {
        match figures {
            Figures::Time {
                samples_ns,
                peak_resident_bytes,
            } => {
                self.time = Some(Time { samples_ns });
                self.rss = peak_resident_bytes.map(|peak_bytes| Resident { peak_bytes });
            }
            Figures::Count(figures) => self.counted = Some(figures),
            Figures::Heap => match read_profile(profile) {
                Ok(profile) => self.profile = Some(profile),
                Err(error) => self.failure = Some(format!("left no profile: {error}")),
            },
        }
    }

    fn into_row(mut self, name: &str, about: &str, judge: &mut Judge) -> (Row, Option<Profile>) {
        let footprint = self.footprint();
        let outcome = match self.failure {
            Some(reason) => Outcome::Failed { reason },
            None => judge.judge(name, &self.answers),
        };
        let answer = self.answers.into_iter().next();
        let row = Row {
            name: name.to_string(),
            about: about.to_string(),
            outcome,
            elements: answer.as_ref().and_then(|answer| answer.elements),
            answer: answer.map(|answer| answer.shown),
            heap: footprint,
            time: self.time,
            rss: self.rss,
            metrics: Vec::new(),
            verdict: None,
            attachments: Vec::new(),
        };
        (row, self.profile)
    }

    fn footprint(&mut self) -> Option<Footprint> {
        let totals: Option<Totals> = self.profile.as_ref().map(Profile::totals);
        match judge::footprint(self.counted.as_ref(), totals.as_ref()) {
            Ok(footprint) => footprint,
            Err(contradiction) => {
                self.failure.get_or_insert(contradiction);
                None
            }
        }
    }
}

/// Reads the profile that a worker left, and takes it away, so that the next one's cannot be
/// mistaken for it.
fn read_profile(path: &Path) -> Result<Profile> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::reading(path, source))?;
    std::fs::remove_file(path).map_err(|source| Error::reading(path, source))?;
    Profile::read_dhat_crate(&text, path)
}

fn full_name(entry: &PlannedEntry<'_>, variant: usize) -> String {
    let (name, _) = entry.experiment.variants()[variant];
    format!("{}/{name}", entry.experiment.name())
}

/// The beginnings of an entry's file names: `julia`, `julia.stored`; and `julia.2`,
/// `julia.2.stored` for the second of several entries of one experiment.
struct Stems {
    of_experiment: String,
    of_variants: Vec<String>,
}

impl Stems {
    fn new(plan: &Plan<'_>, number: usize) -> Self {
        let entry = &plan.entries[number];
        let name = entry.experiment.name();
        let is_of_it = |other: &&PlannedEntry<'_>| other.experiment.name() == name;
        let several = plan.entries.iter().filter(is_of_it).count() > 1;
        let place = plan.entries[..=number].iter().filter(is_of_it).count();
        let of_experiment = match several {
            true => format!("{}.{place}", for_a_file(name)),
            false => for_a_file(name),
        };
        let mut of_variants: Vec<String> = Vec::new();
        for (variant, _) in entry.experiment.variants() {
            let mut stem = format!("{of_experiment}.{}", for_a_file(variant));
            while of_variants.contains(&stem) {
                stem.push('_');
            }
            of_variants.push(stem);
        }
        Self {
            of_experiment,
            of_variants,
        }
    }

    fn of_variant(&self, variant: usize) -> &str {
        &self.of_variants[variant]
    }
}

/// A name with `_` for whatever some file system would not take.
fn for_a_file(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            _ if c.is_alphanumeric() => c,
            '-' => c,
            _ => '_',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Declared, Experiment};
    use crate::measure::Selection;

    #[test]
    fn file_names_are_safe_and_tell_variants_and_entries_apart() {
        let words = Experiment::new("my words", "")
            .input("n", 1, "")
            .variant("a b", "", |_| 1)
            .variant("a:b", "", |_| 1);
        let experiments = [Declared::from(words)];
        let selection = Selection {
            sizes: vec![String::from("1"), String::from("2")],
            ..Selection::default()
        };
        let plan = Plan::new(&experiments, &selection).unwrap();
        let stems = Stems::new(&plan, 1);
        assert_eq!(stems.of_experiment, "my_words.2");
        assert_eq!(stems.of_variants, ["my_words.2.a_b", "my_words.2.a_b_"]);
        let plan = Plan::new(&experiments, &Selection::default()).unwrap();
        assert_eq!(Stems::new(&plan, 0).of_experiment, "my_words");
    }
}
