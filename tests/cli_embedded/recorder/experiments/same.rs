//! Variants that allocate the same blocks in each run.

#![allow(unsafe_code)] // Allocates blocks by hand.

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc, realloc};
use std::cell::RefCell;
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Barrier, Mutex};
use std::thread;

use heapwise::Experiment;

/// Blocks from the set-up, which a variant frees and grows.
pub struct FromSetup {
    freed: RefCell<Vec<Box<[u8]>>>,
    grown: RefCell<Vec<u8>>,
}

/// Blocks of the scope that live on after it.
static KEPT: Mutex<Option<Box<[u8]>>> = Mutex::new(None);

impl Drop for FromSetup {
    /// Frees blocks of the scope after its end.
    fn drop(&mut self) {
        let kept = KEPT.lock().unwrap().take();
        assert!(kept.is_none_or(|block| block[..] == [7; 77]));
        self.grown.take();
    }
}

pub fn experiment() -> Experiment<FromSetup> {
    Experiment::new("same", "")
        .setup(|_| FromSetup {
            freed: RefCell::new((0..10).map(|_| Box::from([0; 100])).collect()),
            grown: RefCell::new(Vec::with_capacity(1000)),
        })
        .variant("recursion", "", |_| even(120) > 0)
        .variant("turns", "", |_| take_turns())
        .variant("growing", "", |_| grow())
        .variant("across", "", |_| free_across_threads())
        .variant("panic", "", |_| panic_with_live_blocks())
        .variant("aligned", "", |_| allocate_aligned())
        .variant("lifetimes", "", FromSetup::outlive_the_scope)
        .variant("destructors", "", |_| destroy_thread_locals())
}

impl FromSetup {
    fn outlive_the_scope(&self) -> bool {
        let temporary = black_box(vec![1_u8; 500]);
        self.freed.borrow_mut().clear();
        self.grown.borrow_mut().reserve_exact(3000);
        drop(temporary);
        *KEPT.lock().unwrap() = Some(Box::from([7; 77]));
        true
    }
}

#[inline(never)]
fn even(depth: usize) -> usize {
    if depth == 0 {
        return 1;
    }
    let block = black_box(vec![1_u8; depth % 7 + 1]);
    let sum = if depth.is_multiple_of(3) {
        even(depth - 1)
    } else {
        odd(depth - 1)
    };
    sum + block.len()
}

#[inline(never)]
fn odd(depth: usize) -> usize {
    if depth == 0 {
        return 1;
    }
    let block = black_box(vec![1_u16; depth % 5 + 1]);
    let sum = if depth.is_multiple_of(7) {
        odd(depth - 1)
    } else {
        even(depth - 1)
    };
    let after = black_box(Box::new(sum));
    *after + block.len()
}

/// Two threads that allocate and free by turns. The barrier allocates nothing, unlike a channel.
fn take_turns() -> bool {
    let turn = Barrier::new(2);
    thread::scope(|scope| {
        let other = scope.spawn(|| second_thread(&turn));
        let sum = first_thread(&turn);
        sum == other.join().unwrap()
    })
}

#[inline(never)]
fn first_thread(turn: &Barrier) -> usize {
    let mut sum = 0;
    let mut older = None;
    turn.wait();
    for round in 1..=50 {
        let block = black_box(vec![1_u8; round]);
        sum += block.len();
        older = Some(block);
        turn.wait();
        turn.wait();
    }
    drop(older);
    turn.wait();
    sum
}

#[inline(never)]
fn second_thread(turn: &Barrier) -> usize {
    let mut sum = 0;
    turn.wait();
    for round in 1..=50 {
        turn.wait();
        let block = black_box(vec![1_u8; 2 * round]);
        sum += block.len() / 2;
        drop(block);
        turn.wait();
    }
    turn.wait();
    sum
}

fn grow() -> bool {
    // The last block of the heap grows in place; two that grow by turns must move.
    let mut alone = Vec::new();
    for number in 0..10_000_u64 {
        alone.push(number);
    }
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for number in 0..10_000_u32 {
        left.push(number);
        right.push(number);
    }
    alone.truncate(100);
    alone.shrink_to_fit();
    left.truncate(10);
    left.shrink_to(1000);
    right.clear();
    right.shrink_to_fit();
    black_box(alone.len() + left.len() + right.len()) == 110
}

fn free_across_threads() -> bool {
    let blocks: Vec<Box<[u8]>> = (1..=100).map(|size| vec![1; size].into()).collect();
    let lengths = move || {
        let sum = blocks.iter().map(|block| block.len()).sum::<usize>();
        drop(blocks);
        (sum, vec![2_u16; 100])
    };
    let (sum, mut of_other) = thread::spawn(lengths).join().unwrap();
    of_other.extend([3; 1000]);
    sum + of_other.len() == 5050 + 1100
}

/// Allocates, and frees again, when it is dropped.
struct AllocatesInDrop(Vec<u8>);

impl Drop for AllocatesInDrop {
    #[inline(never)]
    fn drop(&mut self) {
        let copy = black_box(self.0.clone());
        self.0.extend_from_slice(&copy);
        black_box(&self.0);
    }
}

#[inline(never)]
fn panics(depth: usize) -> usize {
    let block = AllocatesInDrop(vec![1; depth + 1]);
    assert!(depth != 10, "expected");
    panics(depth + 1) + block.0.len()
}

fn panic_with_live_blocks() -> bool {
    let around = black_box(vec![1_u8; 30]);
    let is_caught = catch_unwind(AssertUnwindSafe(|| panics(0))).is_err();
    let after = black_box(vec![1_u8; 40]);
    is_caught && around.len() + after.len() == 70
}

fn allocate_aligned() -> bool {
    let layouts = [(100, 64), (5000, 4096), (3, 1)];
    // SAFETY: no size is zero; each block is freed once with its layout, and no byte outside of it is
    // accessed.
    unsafe {
        let mut are_right = true;
        let mut blocks = [(std::ptr::null_mut::<u8>(), Layout::new::<u8>()); 3];
        for (index, (size, align)) in layouts.into_iter().enumerate() {
            let layout = Layout::from_size_align(size, align).unwrap();
            blocks[index] = (alloc_zeroed(layout), layout);
            let bytes = std::slice::from_raw_parts(blocks[index].0, size);
            are_right &=
                blocks[index].0.addr().is_multiple_of(align) && bytes.iter().all(|&b| b == 0);
        }
        let (ptr, layout) = blocks[0];
        ptr.add(99).write(5);
        let ptr = realloc(ptr, layout, 10_000);
        are_right &= ptr.addr().is_multiple_of(64) && *ptr.add(99) == 5;
        let layout = Layout::from_size_align(10_000, 64).unwrap();
        let ptr = realloc(ptr, layout, 300);
        are_right &= ptr.addr().is_multiple_of(64) && *ptr.add(99) == 5;
        blocks[0] = (ptr, Layout::from_size_align(300, 64).unwrap());
        let plain = Layout::from_size_align(50, 4096).unwrap();
        let byte = Layout::new::<u8>();
        for (ptr, layout) in [(alloc(plain), plain), (alloc(byte), byte)] {
            let ptr = black_box(ptr);
            are_right &= ptr.addr().is_multiple_of(layout.align());
            dealloc(ptr, layout);
        }
        for (ptr, layout) in blocks {
            dealloc(ptr, layout);
        }
        are_right
    }
}

fn destroy_thread_locals() -> bool {
    thread_local! {
        static FIRST: RefCell<Option<AllocatesInDrop>> = const { RefCell::new(None) };
        static LAST: RefCell<Option<AllocatesInDrop>> = const { RefCell::new(None) };
    }
    let fill = || {
        // Its destructor is registered before that of the recorder, and runs after it.
        FIRST.with(|first| drop(first.borrow_mut()));
        let block = AllocatesInDrop(vec![1; 100]);
        FIRST.with(|first| *first.borrow_mut() = Some(block));
        LAST.with(|last| *last.borrow_mut() = Some(AllocatesInDrop(vec![1; 200])));
    };
    // Both threads in turn: their destructors allocate.
    runs_on_a_thread(fill) && runs_on_a_thread(fill)
}

#[inline(never)]
fn runs_on_a_thread(work: impl FnOnce() + Send + 'static) -> bool {
    thread::spawn(work).join().is_ok()
}
