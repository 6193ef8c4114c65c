//! Threads that other threads start, within the scope and before it.

use std::hint::black_box;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Barrier, Mutex};
use std::thread::{self, JoinHandle};

use heapwise::Experiment;

/// How many threads each of two functions starts.
pub const STARTED: usize = 20;

/// A thread from before the scope, which waits for others to end.
pub struct Earlier {
    threads: Sender<JoinHandle<()>>,
    lengths: Mutex<Receiver<usize>>,
}

pub fn experiment() -> Experiment<Earlier> {
    Experiment::new("threads", "")
        .setup(|_| Earlier::start())
        .variant("idle", "", |_| start_idle_threads())
        .variant("nested", "", |_| nested(3))
        .variant("earlier", "", Earlier::join_another)
}

/// Threads that allocate nothing themselves, and are all alive at once.
fn start_idle_threads() -> bool {
    let barrier = Barrier::new(2 * STARTED);
    thread::scope(|scope| {
        for _ in 0..STARTED {
            start_first(scope, &barrier);
            start_second(scope, &barrier);
        }
    });
    true
}

#[inline(never)]
fn start_first<'scope>(scope: &'scope thread::Scope<'scope, '_>, barrier: &'scope Barrier) {
    scope.spawn(|| barrier.wait());
}

#[inline(never)]
fn start_second<'scope>(scope: &'scope thread::Scope<'scope, '_>, barrier: &'scope Barrier) {
    thread::Builder::new()
        .name(String::from("second"))
        .spawn_scoped(scope, || barrier.wait())
        .unwrap();
}

/// A thread that starts a thread, and so on.
#[inline(never)]
fn nested(levels: usize) -> bool {
    let block = black_box(vec![1_u8; levels + 1]);
    let inner = match levels {
        0 => true,
        _ => thread::spawn(move || nested(levels - 1)).join().unwrap(),
    };
    inner && block.len() == levels + 1
}

impl Earlier {
    fn start() -> Self {
        let (threads, started) = mpsc::channel::<JoinHandle<()>>();
        let (answer, lengths) = mpsc::channel();
        thread::spawn(move || {
            for thread in started {
                thread.join().unwrap();
                answer.send(earlier_thread()).unwrap();
            }
        });
        Self {
            threads,
            lengths: Mutex::new(lengths),
        }
    }

    /// The earlier thread first frees a block that was allocated where another thread was started.
    fn join_another(&self) -> bool {
        self.threads.send(thread::spawn(|| ())).unwrap();
        self.lengths.lock().unwrap().recv().unwrap() == 100
    }
}

#[inline(never)]
fn earlier_thread() -> usize {
    black_box(vec![1_u8; 100]).len()
}
