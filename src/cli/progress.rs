//! The progress bar: on stderr, and only if stdout and stderr are both terminals.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::measure::WorkerStart;

const TEMPLATE: &str = "{bar:24} {pos}/{len} {elapsed} {msg}";

/// A progress bar for a run that starts `workers` workers.
pub(super) fn bar(workers: u64) -> ProgressBar {
    let is_visible = io::stdout().is_terminal() && io::stderr().is_terminal();
    let target = if is_visible {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(workers), target);
    if is_visible {
        let style = ProgressStyle::with_template(TEMPLATE);
        bar.set_style(style.expect("the template names indicatif's own keys"));
        bar.enable_steady_tick(Duration::from_millis(200));
    }
    bar
}

/// Shows on the bar which worker is about to start.
pub(super) fn show(bar: &ProgressBar, worker: &WorkerStart<'_>) {
    bar.set_position(worker.index);
    bar.set_message(format!("{} ({})", worker.name, worker.task));
}
