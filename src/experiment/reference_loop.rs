//! A loop that always does the same, to notice when the processor is slower than it can be.

#![allow(unsafe_code)] // Only assembly has the same instructions in every build.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::record::most_undisturbed_ns;

/// About 5 µs: long beside the clock's resolution, and short beside a sample.
const TURNS: u64 = 4000;
/// The fastest of these counts, since an interrupt can slow one.
const REPETITIONS: usize = 3;

/// The least time of the loop that this process knows of; the greatest number if it knows of none.
static LEAST_NS: AtomicU64 = AtomicU64::new(u64::MAX);

/// Repeats `work`, which times something, until the processor was as fast before and after it as it was at
/// any time before, at most `most` times. While another program runs on the same core, or its clock is slower, all
/// times are longer; of those of repetitions, the shortest is the right one.
///
/// Where [`inspect`](crate::Experiment::inspect) calls it, the times before include those of the run until then. On
/// a processor other than x86_64 and aarch64, it does the work once.
///
/// ```
/// use std::time::{Duration, Instant};
/// use heapwise::experiment::repeat_until_undisturbed;
///
/// let mut shortest = Duration::MAX;
/// repeat_until_undisturbed(5, || {
///     let started = Instant::now();
///     std::hint::black_box((0..10_000_u64).map(std::hint::black_box).sum::<u64>());
///     shortest = shortest.min(started.elapsed());
/// });
/// assert!(shortest < Duration::MAX);
/// ```
pub fn repeat_until_undisturbed(most: usize, work: impl FnMut()) {
    repeat_while_slower(&LEAST_NS, most, work);
}

fn repeat_while_slower(least_ns: &AtomicU64, most: usize, mut work: impl FnMut()) {
    let mut before_ns = read(least_ns);
    for _ in 0..most {
        work();
        let after_ns = read(least_ns);
        if !is_slower(before_ns.max(after_ns), least_ns) {
            break;
        }
        before_ns = after_ns;
    }
}

/// Whether the loop takes longer now than it would if the processor were undisturbed.
pub(crate) fn is_disturbed() -> bool {
    is_slower(reference_ns(), &LEAST_NS)
}

fn is_slower(ns: Option<u64>, least_ns: &AtomicU64) -> bool {
    ns.is_some_and(|ns| ns > most_undisturbed_ns(least_ns.load(Ordering::Relaxed)))
}

/// The time of the reference loop in nanoseconds: 48 000 additions that are as many at a time as most cores can
/// do. It is longer while another program runs on the same core (on its other hardware thread), or while the
/// core's clock is slower. Its instructions are fixed, so that it is the same in every build. `None` on a
/// processor for which there are none.
pub(crate) fn reference_ns() -> Option<u64> {
    read(&LEAST_NS)
}

/// The time of the loop, also taken into account for the least one.
fn read(least_ns: &AtomicU64) -> Option<u64> {
    let fastest = (0..REPETITIONS).filter_map(|_| {
        let started = Instant::now();
        add(TURNS)?;
        Some(started.elapsed().as_nanos() as u64)
    });
    let ns = fastest.min()?;
    least_ns.fetch_min(ns, Ordering::Relaxed);
    Some(ns)
}

/// Takes note of a time of the loop in another process.
pub(crate) fn learn_reference_ns(ns: u64) {
    LEAST_NS.fetch_min(ns, Ordering::Relaxed);
}

/// The least time of the loop until now, including a further one.
pub(crate) fn least_reference_ns() -> Option<u64> {
    reference_ns()?;
    Some(LEAST_NS.load(Ordering::Relaxed))
}

/// The instruction that adds 1 to a register.
#[cfg(target_arch = "x86_64")]
macro_rules! add_one {
    ($register:literal) => {
        concat!("add {", $register, "}, 1")
    };
}

/// The instruction that adds 1 to a register.
#[cfg(target_arch = "aarch64")]
macro_rules! add_one {
    ($register:literal) => {
        concat!("add {", $register, "}, {", $register, "}, #1")
    };
}

/// The instructions that begin another turn unless it was the last one.
#[cfg(target_arch = "x86_64")]
macro_rules! next_turn {
    () => {
        "dec {turns}\njnz 2b"
    };
}

/// The instructions that begin another turn unless it was the last one.
#[cfg(target_arch = "aarch64")]
macro_rules! next_turn {
    () => {
        "subs {turns}, {turns}, #1\nb.ne 2b"
    };
}

/// Adds 3 to each of four numbers `turns` times, at least once; returns their sum.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn add(turns: u64) -> Option<u64> {
    let mut sums = [0_u64; 4];
    let [a, b, c, d] = &mut sums;
    // SAFETY: the instructions change the registers they are given and the flags, and nothing else. They end
    // after `turns` turns, or after 2^64 if that is 0.
    unsafe {
        std::arch::asm!(
            ".p2align 6",
            "2:",
            add_one!("a"), add_one!("b"), add_one!("c"), add_one!("d"),
            add_one!("a"), add_one!("b"), add_one!("c"), add_one!("d"),
            add_one!("a"), add_one!("b"), add_one!("c"), add_one!("d"),
            next_turn!(),
            a = inout(reg) *a,
            b = inout(reg) *b,
            c = inout(reg) *c,
            d = inout(reg) *d,
            turns = inout(reg) turns => _,
            options(nomem, nostack),
        );
    }
    Some(sums.iter().sum())
}

/// Other processors have no such loop.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn add(_turns: u64) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loop_adds_as_often_as_it_says() {
        let has_loop = cfg!(any(target_arch = "x86_64", target_arch = "aarch64"));
        let expected = |sum| has_loop.then_some(sum);
        assert_eq!((add(1), add(1000)), (expected(12), expected(12_000)));
        assert_eq!(reference_ns().is_some(), has_loop);
        assert!(reference_ns().is_none_or(|ns| ns > 0));
    }

    #[test]
    fn work_is_repeated_only_while_the_loop_is_slower_than_it_was() {
        let times = |least_ns: u64, most| {
            let mut times = 0;
            repeat_while_slower(&AtomicU64::new(least_ns), most, || times += 1);
            times
        };
        let has_loop = reference_ns().is_some();
        assert_eq!(times(u64::MAX, 0), 0);
        assert!((1..=1000).contains(&times(u64::MAX, 1000)));
        assert_eq!(times(1, 7), if has_loop { 7 } else { 1 });
        let ns = reference_ns();
        assert!(least_reference_ns() <= ns);
    }
}
