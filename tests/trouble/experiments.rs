//! The experiments: each variant is one trouble.

use std::cell::RefCell;
use std::fmt;
use std::hint::black_box;
use std::time::Duration;

use heapwise::alloc::count;
use heapwise::experiment::{AttachedFile, Declared, Examination, Experiment};
use heapwise::record::{Grade, Metric};

pub fn all() -> Vec<Declared> {
    vec![
        trouble().into(),
        second_is_endless().into(),
        answers().into(),
        blocks().into(),
        threads().into(),
        counts().into(),
        unsteady().into(),
        setup_panics().into(),
        setup_fails().into(),
        examined().into(),
        attachments_panic().into(),
        attachments_stray().into(),
        sized().into(),
    ]
}

fn trouble() -> Experiment {
    Experiment::new("trouble", "what can go wrong")
        .variant("fine", "nothing", |_| black_box(vec![1_u8]).len())
        .variant("panics", "it panics", |_| -> usize {
            panic!("the roof is on fire")
        })
        .variant("aborts", "it aborts", |_| -> usize {
            std::process::abort()
        })
        .variant("killed", "it is killed", |_| -> usize {
            let own = nix::unistd::Pid::this();
            nix::sys::signal::kill(own, nix::sys::signal::Signal::SIGKILL).unwrap();
            unreachable!()
        })
        .variant("endless", "it never ends", |_| endless())
        .variant("greedy", "it allocates past any limit", |_| {
            let mut held = Vec::new();
            while held.len() < 1_000_000 {
                held.push(black_box(vec![1_u8; 1 << 20]));
            }
            held.len()
        })
        .variant("noisy", "it prints a million lines", |_| {
            for line in 0..500_000 {
                println!("{{\"Passed\": {line}}}");
                eprintln!("noise {line}");
            }
            print!("and a line that does not end");
            1
        })
        .variant("wrong", "it gives a wrong answer", |_| 2)
        .variant("exits", "it calls exit", |_| -> usize {
            std::process::exit(0)
        })
        .variant("also-fine", "nothing, after all the others", |_| {
            black_box(vec![1_u8]).len()
        })
}

fn endless() -> usize {
    if let Some(file) = std::env::var_os("TROUBLE_PID_FILE") {
        std::fs::write(file, std::process::id().to_string()).unwrap();
    }
    loop {
        std::thread::sleep(Duration::from_secs(1));
    }
}

fn setup_fails() -> Experiment<u32> {
    Experiment::new("setup-fails", "whether a set-up may fail")
        .input("number", "seven", "a number")
        .try_setup(|input| input.get::<String>("number").parse())
        .variant("any", "", |number: &u32| *number)
        .attach(|_| Vec::new())
}

fn examined() -> Experiment {
    let told = || Examination::default().metric(Metric::new("half", 0.5, "").expected(0.25));
    Experiment::new("examined", "what a variant tells of itself")
        .variant("plain", "", |_| 1)
        .variant("told", "", |_| 1)
        .examine(move |_| {
            let held = vec![1_u8; 1 << 20];
            told().verdict(Grade::Suspect, format!("{} bytes", black_box(held).len()))
        })
        .variant("weighed", "", |_| 1)
        .examine(move |_| told())
        .weigh(|_| {
            let before = black_box(vec![1_u8; 100]);
            count::start();
            let held = black_box(vec![1_u8; 1000]);
            let figures = count::stop();
            drop((before, held));
            Examination::default().metric(Metric::new("live", figures.totals.end_bytes as f64, "B"))
        })
        .variant("panics", "", |_| 1)
        .examine(|_| panic!("not to be looked at"))
}

fn second_is_endless() -> Experiment {
    Experiment::new("second-is-endless", "what is left of a run that is stopped")
        .variant("quick", "", |_| 1)
        .variant("endless", "", |_| endless())
}

fn answers() -> Experiment {
    Experiment::new("answers", "whether answers are told apart")
        .input(
            "known",
            0,
            "the answer that is known to be right; 0 for none",
        )
        .input("bits", 64, "as what the known answer is read")
        .known_answer(|input| {
            let known = match input.get("bits") {
                32_u8 => input.get::<u32>("known").into(),
                _ => input.get::<u64>("known"),
            };
            (known > 0).then(|| known.to_string())
        })
        .variant("first", "", |_| heapwise::Answer::new(5).digest_of([2, 3]))
        .variant("same", "", |_| heapwise::Answer::new(5).digest_of([2, 3]))
        .variant("other-details", "", |_| {
            heapwise::Answer::new(5).digest_of([3, 2])
        })
        .variant("other", "", |_| heapwise::Answer::new(6).digest_of([2, 3]))
        .variant("fickle", "another in every process", |_| {
            heapwise::Answer::new(std::process::id())
        })
}

/// What the set-up of `blocks` made, for the variants to free and to grow.
struct Made {
    boxes: RefCell<Vec<Box<[u8]>>>,
    bytes: RefCell<Vec<u8>>,
}

/// An answer whose text takes far more room than it has itself.
struct Talkative(Box<[u8; 10]>);

impl fmt::Debug for Talkative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = (0..1000).map(|_| self.0.len().to_string()).collect();
        f.write_str(&words.join(" ")[..2])
    }
}

fn blocks() -> Experiment<Made> {
    Experiment::new("blocks", "whose block is it?")
        .setup(|_| Made {
            boxes: RefCell::new((0..10).map(|_| Box::from([0; 100])).collect()),
            bytes: RefCell::new(Vec::with_capacity(1000)),
        })
        .variant("frees-the-setups", "", |made| {
            let small = black_box(Box::new([0_u8; 8]));
            made.boxes.borrow_mut().clear();
            let large = black_box(Box::new([0_u8; 64]));
            small.len() + large.len() - 62
        })
        .variant("grows-the-setups", "", |made| {
            made.bytes.borrow_mut().reserve_exact(3000);
            10
        })
        .variant("leaks", "", |_| {
            std::mem::forget(black_box(vec![0_u8; 77]));
            10
        })
        .variant("talks", "", |_| Talkative(Box::new([0; 10])))
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
                let made = thousand_blocks();
                let thread = std::thread::spawn(move || receiver.recv().unwrap().len());
                sender.send(made).unwrap();
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

/// 1000 blocks of 32 bytes, and the vector of exactly so many wide pointers.
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

fn unsteady() -> Experiment {
    Experiment::new("unsteady", "another footprint in every process").variant("pid", "", |_| {
        black_box(vec![1_u8; std::process::id() as usize]);
        1
    })
}

fn setup_panics() -> Experiment<()> {
    Experiment::new("setup-panics", "a set-up that panics")
        .setup(|_| panic!("no foundation"))
        .variant("any", "", |()| 1)
}

fn attachments_panic() -> Experiment {
    Experiment::new("attachments-panic", "files that cannot be made")
        .variant("any", "", |_| 1)
        .attach(|_| -> Vec<AttachedFile> { panic!("no paint") })
}

fn attachments_stray() -> Experiment {
    Experiment::new("stray", "files with names that lead elsewhere")
        .variant("any", "", |_| 1)
        .attach(|_| {
            ["../../stray.txt", "/tmp/stray.txt", "ä b.txt"]
                .map(|file| AttachedFile {
                    name: String::from(file),
                    file: String::from(file),
                    bytes: Vec::from(file),
                })
                .into()
        })
}

fn sized() -> Experiment {
    Experiment::new("sized", "a block of n bytes")
        .input("n", 10, "how many bytes")
        .input("fill", 1, "with what")
        .input("note", "none", "what the report shall say")
        .variant("vec", "", |input| {
            black_box(vec![input.get::<u8>("fill"); input.get("n")]).len()
        })
}
