//! Variants whose blocks are hard to count.

#![allow(unsafe_code)] // Blocks that are freed with a wrong size.

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc, realloc};
use std::cell::RefCell;
use std::fmt;
use std::hint::black_box;
use std::time::Duration;

use heapwise::Experiment;
use heapwise::experiment::Declared;

pub fn all() -> Vec<Declared> {
    vec![
        blocks().into(),
        threads().into(),
        counts().into(),
        sizes().into(),
    ]
}

/// Blocks from the set-up of `blocks`, which the variants free and grow.
struct Blocks {
    boxes: RefCell<Vec<Box<[u8]>>>,
    bytes: RefCell<Vec<u8>>,
}

/// An answer whose text allocates far more than the answer itself.
struct LongText(Box<[u8; 10]>);

impl fmt::Debug for LongText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = (0..1000).map(|_| self.0.len().to_string()).collect();
        f.write_str(&words.join(" ")[..2])
    }
}

fn blocks() -> Experiment<Blocks> {
    Experiment::new("blocks", "blocks of the set-up, the variant and the report")
        .setup(|_| Blocks {
            boxes: RefCell::new((0..10).map(|_| Box::from([0; 100])).collect()),
            bytes: RefCell::new(Vec::with_capacity(1000)),
        })
        .variant("frees-the-setups", "", |blocks| {
            let small = black_box(Box::new([0_u8; 8]));
            blocks.boxes.borrow_mut().clear();
            let large = black_box(Box::new([0_u8; 64]));
            small.len() + large.len() - 62
        })
        .variant("grows-the-setups", "", |blocks| {
            blocks.bytes.borrow_mut().reserve_exact(3000);
            10
        })
        .variant("leaks", "", |_| {
            std::mem::forget(black_box(vec![0_u8; 77]));
            10
        })
        .variant("talks", "", |_| LongText(Box::new([0; 10])))
        .variant("zeroed-then-shrunk", "", |_| {
            let mut zeroes = black_box(vec![0_u8; 500]);
            zeroes.truncate(100);
            zeroes.shrink_to_fit();
            zeroes.len() / 10
        })
        .variant("one-after-another", "", |_| {
            drop(black_box(Box::new([0_u8; 100])));
            black_box(Box::new([0_u8; 100])).len() / 10
        })
        .variant("aligned", "", |_| {
            #[repr(align(4096))]
            struct Page([u8; 4096]);
            let page = black_box(Box::new(Page([1; 4096])));
            page.0.len() / 409
        })
}

fn threads() -> Experiment {
    Experiment::new("threads", "allocations of several threads at once")
        .variant("joined", "8 threads, waited for one by one", |_| {
            let threads: Vec<_> = (0..8)
                .map(|_| std::thread::spawn(thousand_blocks))
                .collect();
            let joined = threads
                .into_iter()
                .map(|thread| thread.join().unwrap().len());
            joined.sum::<usize>() / 8000
        })
        .variant("scoped", "8 threads, waited for by the scope", |_| {
            std::thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(thousand_blocks);
                }
            });
            1
        })
        .variant(
            "freeing",
            "one thread that only frees what this one makes",
            |_| {
                let (sender, receiver) = std::sync::mpsc::sync_channel::<Vec<Box<[u8]>>>(1);
                let blocks = thousand_blocks();
                let thread = std::thread::spawn(move || receiver.recv().unwrap().len());
                sender.send(blocks).unwrap();
                thread.join().unwrap() / 1000
            },
        )
        .variant(
            "background",
            "a thread that goes on when the scope has ended",
            |_| {
                std::thread::spawn(|| {
                    loop {
                        black_box(vec![1_u8; 10]);
                    }
                });
                std::thread::sleep(Duration::from_millis(5));
                1
            },
        )
}

/// 1000 blocks of 32 bytes, and the vector of 1000 wide pointers.
fn thousand_blocks() -> Vec<Box<[u8]>> {
    (0..1000).map(|_| Box::from([1; 32])).collect()
}

fn counts() -> Experiment {
    Experiment::new("counts", "a variant that counts a part of itself").variant("part", "", |_| {
        let before = black_box(vec![1_u8; 1000]);
        let (part, figures) = heapwise::count(|| {
            let mut part = black_box(vec![1_u8; 200]);
            part.reserve_exact(300);
            part
        });
        let totals = figures.totals;
        assert_eq!((before.len(), part.len()), (1000, 200));
        (
            totals.total_bytes,
            totals.peak_bytes,
            totals.end_blocks,
            figures.realloc_count,
        )
    })
}

/// Blocks that are freed or reallocated with another size than they have. The system's allocator does
/// not look at the size.
fn sizes() -> Experiment {
    let layout = |bytes: usize| Layout::from_size_align(bytes, 8).unwrap();
    Experiment::new("sizes", "blocks of a wrong size")
        .variant("freed-as-larger", "", move |_| {
            // SAFETY: the block lies in the middle of a larger one of this thread.
            unsafe {
                let block = alloc(layout(1000));
                dealloc(black_box(block), layout(2000));
            }
        })
        .variant("freed-as-smaller", "", move |_| {
            // SAFETY: the block is at least as large as it is freed.
            unsafe {
                let block = alloc_zeroed(layout(1000));
                dealloc(black_box(block), layout(100));
            }
        })
        .variant("grown-as-smaller", "", move |_| {
            // SAFETY: as above.
            unsafe {
                let block = alloc(layout(1000));
                let block = realloc(black_box(block), layout(500), 3000);
                dealloc(black_box(block), layout(3000));
            }
        })
        .variant("right", "", move |_| {
            // SAFETY: the layouts are right.
            unsafe {
                let block = alloc(layout(1000));
                let block = realloc(black_box(block), layout(1000), 3000);
                dealloc(black_box(block), layout(3000));
            }
        })
}
