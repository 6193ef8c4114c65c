//! The measured scope: the stretch of a run during which an instrument is on.

use std::hint::black_box;

use super::answer::{Rendered, ToAnswer};

/// An instrument that the run of a variant switches on and off. The order is: `start`, the variant
/// runs, `pause`, its answer is read, `resume`, its answer is dropped, `stop`.
pub trait Scope {
    /// Whether to read the answer of this run. Called after `pause`.
    fn wants_answer(&self) -> bool;
    /// Begins the scope.
    fn start(&mut self);
    /// Suspends the instrument: what follows is not the variant's work.
    fn pause(&mut self);
    /// Resumes the instrument: what follows is the variant's work again.
    fn resume(&mut self);
    /// Ends the scope.
    fn stop(&mut self);
}

/// No instrument, for callers that time the runs themselves, such as benchmarks.
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

/// Runs `variant` once inside `scope`. Returns the answer if the scope asks for it.
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
