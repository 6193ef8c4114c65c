//! Variants that fork, handle signals and load libraries while they allocate.

#![allow(unsafe_code)] // Forks, handles signals, calls C, and allocates by hand.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ffi::{CString, c_int, c_void};
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use heapwise::{Alloc, Experiment};
use nix::libc;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, kill, sigaction};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, fork};

/// How often `forks` forks.
pub const FORKS: usize = 50;

/// How often `alarms` allocates, reallocates and frees a block, beside its signal handler.
pub const ROUNDS: usize = 2_000_000;

/// The bytes of a block of the loop and of one of the handler, before they are reallocated to twice as
/// many.
pub const BYTES_OF_LOOP: usize = 24;
pub const BYTES_OF_HANDLER: usize = 40;

/// The environment variable that names the library which `library` loads.
pub const LIBRARY_VARIABLE: &str = "TEST_LIBRARY";

pub fn experiment() -> Experiment {
    Experiment::new("hostile", "")
        .variant("forks", "", |_| fork_beside_threads())
        .variant("alarms", "", |_| allocate_under_alarms())
        .variant("library", "", |_| call_library())
}

/// Forks while two threads allocate. Returns whether each child could allocate and ended well.
fn fork_beside_threads() -> bool {
    let ends = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| allocate_until(&ends));
        scope.spawn(|| allocate_until(&ends));
        let are_well = (0..FORKS).all(|_| child_ends_well());
        ends.store(true, Ordering::Relaxed);
        are_well
    })
}

#[inline(never)]
fn allocate_until(ends: &AtomicBool) {
    let mut size = 0;
    while !ends.load(Ordering::Relaxed) {
        size = size % 1000 + 1;
        black_box(vec![1_u8; size]);
    }
}

fn child_ends_well() -> bool {
    // SAFETY: the child calls the allocator and `_exit` only. That allocating works is what is tested;
    // glibc's malloc supports it.
    match unsafe { fork() }.unwrap() {
        ForkResult::Child => {
            let mut blocks = Vec::new();
            for size in 1..100 {
                blocks.push(black_box(vec![1_u8; size]));
            }
            drop(blocks);
            // SAFETY: it ends the process without any handler.
            unsafe { libc::_exit(0) }
        }
        ForkResult::Parent { child } => status(child) == Some(WaitStatus::Exited(child, 0)),
    }
}

/// The status with which a child ends; `None`, and it is killed, if that takes too long.
fn status(child: Pid) -> Option<WaitStatus> {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(10) {
        match waitpid(child, Some(WaitPidFlag::WNOHANG)).unwrap() {
            WaitStatus::StillAlive => thread::sleep(Duration::from_micros(200)),
            status => return Some(status),
        }
    }
    kill(child, Signal::SIGKILL).unwrap();
    waitpid(child, None).unwrap();
    None
}

/// An allocator that a signal handler may call while the interrupted code is in it: it gives out its
/// slots in turn.
struct Reentrant {
    slots: [Slot; SLOTS],
    next: AtomicUsize,
}

#[repr(align(128))]
struct Slot(UnsafeCell<[u8; SLOT_BYTES]>);

const SLOTS: usize = 1024;
const SLOT_BYTES: usize = 128;

// SAFETY: a slot is given out again only after all others.
unsafe impl Sync for Reentrant {}

// SAFETY: the thread frees each block before it has allocated as many as there are slots.
unsafe impl GlobalAlloc for Reentrant {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        assert!(layout.size() <= SLOT_BYTES && layout.align() <= align_of::<Slot>());
        let slot = self.next.fetch_add(1, Ordering::Relaxed) % SLOTS;
        self.slots[slot].0.get().cast()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

static REENTRANT: Alloc<Reentrant> = Alloc::new(Reentrant {
    slots: [const { Slot(UnsafeCell::new([0; SLOT_BYTES])) }; SLOTS],
    next: AtomicUsize::new(0),
});

static ALARMS: AtomicUsize = AtomicUsize::new(0);

/// Allocates and frees in a loop, while a signal handler does so a thousand times a second. Returns
/// whether the handler ran.
#[inline(never)]
fn allocate_under_alarms() -> bool {
    // A lock that only one thread has taken would let its handler in.
    thread::spawn(|| drop(black_box(vec![1_u8])))
        .join()
        .unwrap();
    let action = SigAction::new(
        SigHandler::Handler(on_alarm),
        SaFlags::SA_RESTART,
        SigSet::empty(),
    );
    // SAFETY: the handler calls the reentrant allocator only.
    unsafe { sigaction(Signal::SIGALRM, &action) }.unwrap();
    set_alarm_every(1000);
    for _ in 0..ROUNDS {
        allocate_in_loop();
    }
    set_alarm_every(0);
    ALARMS.load(Ordering::Relaxed) > 0
}

#[inline(never)]
fn allocate_in_loop() {
    allocate(BYTES_OF_LOOP);
}

extern "C" fn on_alarm(_: c_int) {
    ALARMS.fetch_add(1, Ordering::Relaxed);
    allocate(BYTES_OF_HANDLER);
}

#[inline(always)]
fn allocate(bytes: usize) {
    let layout = |bytes| Layout::from_size_align(bytes, 8).unwrap();
    // SAFETY: no size is zero, and the block is freed once with its layout.
    unsafe {
        let ptr = black_box(REENTRANT.alloc(layout(bytes)));
        ptr.write_bytes(1, bytes);
        let ptr = black_box(REENTRANT.realloc(ptr, layout(bytes), 2 * bytes));
        assert_eq!(ptr.add(bytes - 1).read(), 1);
        REENTRANT.dealloc(ptr, layout(2 * bytes));
    }
}

fn set_alarm_every(microseconds: i64) {
    let interval = libc::timeval {
        tv_sec: 0,
        tv_usec: microseconds,
    };
    let timer = libc::itimerval {
        it_interval: interval,
        it_value: interval,
    };
    // SAFETY: the timer is valid, and the old one is not asked for.
    let result =
        unsafe { libc::setitimer(libc::ITIMER_REAL, &raw const timer, std::ptr::null_mut()) };
    assert_eq!(result, 0);
}

/// Loads a C library, which calls back a function that allocates.
fn call_library() -> bool {
    let path = CString::new(std::env::var(LIBRARY_VARIABLE).unwrap()).unwrap();
    // SAFETY: the library is the test's own: it has this function with these parameters, and stays
    // loaded.
    let call_back = unsafe {
        let library = libc::dlopen(path.as_ptr(), libc::RTLD_NOW);
        assert!(!library.is_null(), "{path:?} cannot be loaded");
        let function = libc::dlsym(library, c"call_back_from_c".as_ptr());
        assert!(!function.is_null());
        std::mem::transmute::<*mut c_void, unsafe extern "C" fn(Callback, c_int) -> c_int>(function)
    };
    // SAFETY: as above.
    let sum = unsafe { call_back(allocate_for_c, 10) };
    sum == 550
}

type Callback = extern "C" fn(c_int) -> c_int;

extern "C" fn allocate_for_c(bytes: c_int) -> c_int {
    black_box(vec![1_u8; bytes as usize]).len() as c_int
}
