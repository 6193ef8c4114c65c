//! A loop that always does the same, to notice when the processor is slower than it can be.

#![allow(unsafe_code)] // Only assembly has the same instructions in every build.

use std::time::Instant;

/// About 5 µs: long beside the clock's resolution, and short beside a sample.
const TURNS: u64 = 4000;
/// The fastest of these counts, since an interrupt can slow one.
const REPETITIONS: usize = 3;

/// The time of the reference loop in nanoseconds: 48 000 additions that are as many at a time as most cores can
/// do. It is longer while another program runs on the same core (on its other hardware thread), or while the
/// core's clock is slower. Its instructions are fixed, so that it is the same in every build. `None` on a
/// processor for which there are none.
pub(super) fn reference_ns() -> Option<u64> {
    let fastest = (0..REPETITIONS).filter_map(|_| {
        let started = Instant::now();
        add(TURNS)?;
        Some(started.elapsed().as_nanos() as u64)
    });
    fastest.min()
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
}
