//! The progress of a run: a bar if stdout and stderr are both terminals, and a line now and then if
//! stderr is none.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::measure::WorkerStart;

use super::output;

const TEMPLATE: &str = "{bar:24} {percent:>3} % {elapsed} {msg}";

/// The length of the bar.
const WHOLE: u64 = 1000;

/// The progress of a run.
pub(super) struct Progress {
    started: Instant,
    bar: ProgressBar,
    lines: Option<Lines>,
}

/// When a line is due.
struct Lines {
    next: Duration,
}

impl Progress {
    /// The progress of a run that starts now.
    pub(super) fn new() -> Self {
        let has_bar = io::stdout().is_terminal() && io::stderr().is_terminal();
        Self {
            started: Instant::now(),
            bar: bar(has_bar),
            lines: (!io::stderr().is_terminal()).then(Lines::new),
        }
    }

    /// Shows which worker is about to start, and the time that the run has taken and still takes.
    pub(super) fn show(&mut self, worker: &WorkerStart<'_>) {
        let elapsed = self.started.elapsed();
        let message = format!(
            "{} ({}), about {} left",
            worker.name,
            worker.task,
            render_rounded(worker.remaining)
        );
        self.bar.set_position(position(elapsed, worker.remaining));
        if self
            .lines
            .as_mut()
            .is_some_and(|lines| lines.is_due(elapsed))
        {
            let elapsed = render_elapsed(elapsed);
            output::complain(&format!("after {elapsed}: {message}"));
        }
        self.bar.set_message(message);
    }

    /// Prints while the bar is hidden.
    pub(super) fn suspend(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    /// Removes the bar.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Lines {
    const INTERVAL: Duration = Duration::from_secs(10);

    fn new() -> Self {
        Self {
            next: Self::INTERVAL,
        }
    }

    /// Whether to print a line after this time.
    fn is_due(&mut self, elapsed: Duration) -> bool {
        let is_due = elapsed >= self.next;
        if is_due {
            self.next = elapsed + Self::INTERVAL;
        }
        is_due
    }
}

fn bar(is_visible: bool) -> ProgressBar {
    let target = if is_visible {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(WHOLE), target);
    if is_visible {
        let style = ProgressStyle::with_template(TEMPLATE);
        bar.set_style(style.expect("the template names indicatif's own keys"));
        bar.enable_steady_tick(Duration::from_millis(200));
    }
    bar
}

/// How far the bar reaches: the share of the time that has passed.
fn position(elapsed: Duration, remaining: Duration) -> u64 {
    let all = elapsed.saturating_add(remaining).as_secs_f64();
    if all == 0.0 {
        return 0;
    }
    (WHOLE as f64 * elapsed.as_secs_f64() / all) as u64
}

/// A time in seconds, minutes and seconds, or hours and minutes, rounded down.
fn render_elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..=99 => format!("{seconds} s"),
        100..=5999 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// A time in seconds, minutes or hours, rounded up.
fn render_rounded(time: Duration) -> String {
    let seconds = time.as_secs_f64().ceil() as u64;
    match seconds {
        0..=99 => format!("{seconds} s"),
        100..=5999 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_due_every_ten_seconds_at_most() {
        let mut lines = Lines::new();
        let mut is_due = |seconds| lines.is_due(Duration::from_secs(seconds));
        let due: Vec<u64> = (0..40).filter(|&seconds| is_due(seconds)).collect();
        assert_eq!(due, [10, 20, 30]);
        let mut late = Lines::new();
        assert!(late.is_due(Duration::from_secs(35)) && !late.is_due(Duration::from_secs(40)));
    }

    #[test]
    fn the_bar_is_the_share_of_the_time() {
        let at = |elapsed, remaining| {
            position(Duration::from_secs(elapsed), Duration::from_secs(remaining))
        };
        assert_eq!(
            (at(0, 0), at(0, 10), at(30, 10), at(5, 0)),
            (0, 0, 750, 1000)
        );
    }

    #[test]
    fn a_time_is_rounded_up() {
        let rounded = |ms| render_rounded(Duration::from_millis(ms));
        assert_eq!(rounded(0), "0 s");
        assert_eq!(rounded(40_100), "41 s");
        assert_eq!(rounded(121_000), "3 min");
        assert_eq!(rounded(6_000_000), "2 h");
    }

    #[test]
    fn the_time_that_has_passed_is_rounded_down() {
        let elapsed = |ms| render_elapsed(Duration::from_millis(ms));
        assert_eq!(elapsed(10_900), "10 s");
        assert_eq!(elapsed(131_000), "2 min 11 s");
        assert_eq!(elapsed(7_380_000), "2 h 3 min");
    }
}
