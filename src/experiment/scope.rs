//! The measured scope: what an instrument is switched on and off around.

use std::hint::black_box;

use super::{Rendered, ToAnswer};

/// An instrument, as a variant's run switches it: `start`, the variant, `pause`, its answer is
/// read, `resume`, its answer is dropped, `stop`.
pub trait Scope {
    /// Whether the answer of the run is to be read. Asked in the pause.
    fn wants_answer(&self) -> bool;
    /// The scope begins.
    fn start(&mut self);
    /// What follows is not the variant's doing.
    fn pause(&mut self);
    /// What follows is the variant's doing again.
    fn resume(&mut self);
    /// The scope ends.
    fn stop(&mut self);
}

/// No instrument: for a harness that times the runs itself, as the benchmarks do.
#[derive(Debug)]
pub struct Unmeasured;

impl Scope for Unmeasured {
    fn wants_answer(&self) -> bool {
        false
    }
    fn start(&mut self) {}
    fn pause(&mut self) {}
    fn resume(&mut self) {}
    fn stop(&mut self) {}
}

/// Runs `variant` once inside `scope`.
pub(super) fn run<A: ToAnswer>(
    scope: &mut dyn Scope,
    variant: impl FnOnce() -> A,
) -> Option<Rendered> {
    scope.start();
    let answer = black_box(variant());
    scope.pause();
    let rendered = scope.wants_answer().then(|| answer.render());
    scope.resume();
    drop(answer);
    scope.stop();
    rendered
}
