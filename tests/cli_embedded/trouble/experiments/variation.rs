//! Variants that allocate differently from run to run.

use std::collections::HashSet;
use std::hint::black_box;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use heapwise::Experiment;

/// The environment variable that names a file, in which `counted` counts its runs.
pub const RUNS_VARIABLE: &str = "TEST_RUNS";

/// The environment variable with which `switched` allocates the same in each run.
pub const STEADY_VARIABLE: &str = "TEST_STEADY";

pub fn experiment() -> Experiment {
    Experiment::new("unsteady", "another footprint in every process")
        .variant("growing", "", |_| allocate(10_000 + next_run()))
        .variant("hashed", "", |_| join_in_order_of_hashes())
        .variant("switched", "", |_| {
            match std::env::var_os(STEADY_VARIABLE) {
                Some(_) => allocate(100),
                None => allocate(100 + next_run()),
            }
        })
        .variant("counted", "", |_| {
            // The runs before are those of three count passes, two in each.
            let is_first_heap_pass = next_run() == 6;
            allocate(if is_first_heap_pass { 150 } else { 100 })
        })
        .variant("cached", "", |_| {
            static CACHE: OnceLock<Vec<u8>> = OnceLock::new();
            black_box(CACHE.get_or_init(|| vec![1; 1000]));
            allocate(10)
        })
        .variant("costly", "", |_| {
            std::thread::sleep(Duration::from_millis(600));
            vec![0_u8; 100_000_000].leak().len() == 100_000_000
        })
        .variant("once", "", |_| {
            static HAS_RUN: AtomicBool = AtomicBool::new(false);
            assert!(!HAS_RUN.swap(true, Ordering::Relaxed), "ran again");
            allocate(10)
        })
        .variant("recorded", "", |_| {
            let block = black_box(Box::new([0_u8; 24]));
            allocate(100 + usable_size(&block))
        })
}

fn allocate(bytes: usize) -> bool {
    black_box(vec![1_u8; bytes]).len() == bytes
}

/// A text that grows by words in the order of a set, so its capacities depend on their hashes.
fn join_in_order_of_hashes() -> bool {
    let words: HashSet<String> = (0..300)
        .map(|i| "x".repeat(1 << (i % 11)))
        .map(|word| format!("{word}{}", word.len()))
        .collect();
    let mut text = String::new();
    let mut longest = Vec::new();
    for word in &words {
        text.push_str(word);
        if longest.len() < word.len() {
            longest = word.clone().into_bytes();
        }
    }
    black_box(text.len() + longest.len()) > 0
}

/// The number of runs before this one, in all processes that count in the same file.
fn next_run() -> usize {
    let _paused = heapwise::alloc::pause_tracking();
    let file = std::env::var_os(RUNS_VARIABLE).unwrap();
    let runs = std::fs::metadata(&file).map_or(0, |file| file.len() as usize);
    let mut opened = std::fs::File::options();
    let mut opened = opened.create(true).append(true).open(file).unwrap();
    std::io::Write::write_all(&mut opened, b".").unwrap();
    runs
}

/// The bytes that glibc can use of a block, which are more under the recorder.
#[allow(unsafe_code)] // Calls C.
fn usable_size(block: &[u8; 24]) -> usize {
    // SAFETY: the block is live, and from `malloc`.
    unsafe { nix::libc::malloc_usable_size(std::ptr::from_ref(block).cast_mut().cast()) }
}
