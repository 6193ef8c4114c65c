//! An estimate of the time that remains of a run, from what its tasks have taken so far.

use std::time::Duration;

use indexmap::IndexMap;

/// The tasks of a run that remain. All tasks of one kind in a case are taken to last equally long.
#[derive(Default)]
pub(super) struct Forecast {
    cases: Vec<CaseForecast>,
    /// The index of the case that is being measured.
    current: usize,
}

/// The tasks of one case, by the name of their kind.
#[derive(Default)]
struct CaseForecast {
    experiment: String,
    kinds: IndexMap<&'static str, Tasks>,
}

/// The tasks of one kind.
#[derive(Default)]
struct Tasks {
    left: usize,
    /// How long one takes, as long as none of the kind has ended.
    assumed: Duration,
    ended: u32,
    spent: Duration,
}

impl Forecast {
    /// Adds a case of an experiment.
    pub(super) fn add_case(&mut self, experiment: &str) {
        self.cases.push(CaseForecast {
            experiment: experiment.to_string(),
            ..CaseForecast::default()
        });
    }

    /// Adds tasks to the case that was added last. Each is assumed to take `assumed`.
    pub(super) fn add_tasks(&mut self, kind: &'static str, number: usize, assumed: Duration) {
        if let Some(case) = self.cases.last_mut() {
            let tasks = case.kinds.entry(kind).or_default();
            tasks.left += number;
            tasks.assumed = assumed;
        }
    }

    /// Continues with the case of this index. What earlier cases have left is not done any more.
    pub(super) fn begin_case(&mut self, index: usize) {
        self.current = index;
    }

    /// A task of the current case has ended.
    pub(super) fn end_task(&mut self, kind: &'static str, took: Duration) {
        if let Some(tasks) = self.current_tasks(kind) {
            tasks.left = tasks.left.saturating_sub(1);
            tasks.ended += 1;
            tasks.spent += took;
        }
    }

    /// Sets how many tasks of a kind the current case has left.
    pub(super) fn set_left(&mut self, kind: &'static str, left: usize) {
        if let Some(tasks) = self.current_tasks(kind) {
            tasks.left = left;
        }
    }

    /// The time that remains.
    pub(super) fn remaining(&self) -> Duration {
        let cases = self.cases.iter().skip(self.current);
        let tasks = cases.flat_map(|case| {
            let kinds = case.kinds.iter();
            kinds.map(move |(kind, tasks)| (case, *kind, tasks))
        });
        let times = tasks.map(|(case, kind, tasks)| {
            let one = self.expect(case, kind, tasks);
            one.saturating_mul(u32::try_from(tasks.left).unwrap_or(u32::MAX))
        });
        times.fold(Duration::ZERO, Duration::saturating_add)
    }

    /// How long a task takes: the mean of those that have ended of its case, otherwise of its experiment,
    /// otherwise what is assumed: other experiments say nothing about it.
    fn expect(&self, case: &CaseForecast, kind: &str, tasks: &Tasks) -> Duration {
        let of_experiment = self.mean(kind, |other| other.experiment == case.experiment);
        tasks.mean().or(of_experiment).unwrap_or(tasks.assumed)
    }

    fn mean(&self, kind: &str, selects: impl Fn(&CaseForecast) -> bool) -> Option<Duration> {
        let cases = self.cases.iter().filter(|case| selects(case));
        let tasks = cases.filter_map(|case| case.kinds.get(kind));
        let mut all = Tasks::default();
        for tasks in tasks {
            all.ended += tasks.ended;
            all.spent += tasks.spent;
        }
        all.mean()
    }

    fn current_tasks(&mut self, kind: &str) -> Option<&mut Tasks> {
        self.cases.get_mut(self.current)?.kinds.get_mut(kind)
    }
}

impl Tasks {
    fn mean(&self) -> Option<Duration> {
        self.spent.checked_div(self.ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_tasks_have_taken_replaces_what_is_assumed() {
        let mut forecast = Forecast::default();
        for experiment in ["a", "a", "b"] {
            forecast.add_case(experiment);
            forecast.add_tasks("time", 2, SECOND);
            forecast.add_tasks("heap", 1, 2 * SECOND);
        }
        assert_eq!(forecast.remaining(), 12 * SECOND);
        forecast.end_task("time", 3 * SECOND);
        // One task of the first case and two of the second at 3 s, two of the other experiment at 1 s; three
        // heap passes at 2 s.
        assert_eq!(forecast.remaining(), 17 * SECOND);
        forecast.begin_case(1);
        assert_eq!(forecast.remaining(), 12 * SECOND);
        forecast.end_task("time", SECOND);
        assert_eq!(forecast.remaining(), (1 + 2 + 2 + 2) * SECOND);
        forecast.set_left("time", 4);
        assert_eq!(forecast.remaining(), (4 + 2 + 2 + 2) * SECOND);
        forecast.begin_case(3);
        assert_eq!(forecast.remaining(), Duration::ZERO);
    }
}
