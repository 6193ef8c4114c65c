//! The progress bar: on stderr, and only where both stdout and stderr are terminals.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::measure::Step;

const TEMPLATE: &str = "{bar:24} {pos}/{len} {elapsed} {msg}";

/// A bar of so many steps.
pub(super) fn bar(steps: u64) -> ProgressBar {
    let both = io::stdout().is_terminal() && io::stderr().is_terminal();
    let target = match both {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let bar = ProgressBar::with_draw_target(Some(steps), target);
    if both {
        let style = ProgressStyle::with_template(TEMPLATE);
        bar.set_style(style.expect("the template names indicatif's own keys"));
        bar.enable_steady_tick(Duration::from_millis(200));
    }
    bar
}

/// Shows the step that is about to start.
pub(super) fn show(bar: &ProgressBar, step: &Step<'_>) {
    bar.set_position(step.index);
    bar.set_message(format!("{} ({})", step.name, step.task));
}
