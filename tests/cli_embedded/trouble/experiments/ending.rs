//! Variants, set-ups and attachments that end wrongly or never.

use std::hint::black_box;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Once;
use std::time::Duration;

use heapwise::Experiment;
use heapwise::experiment::{AttachedFile, Declared};
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::Signal;

pub fn all() -> Vec<Declared> {
    vec![
        trouble().into(),
        second_is_endless().into(),
        starts().into(),
        waits_for_removal().into(),
        setup_panics().into(),
        setup_fails().into(),
        attachments_panic().into(),
        attachments_stray().into(),
        attachments_alike("alike", &["b-c.txt", "b-c.txt"]).into(),
        attachments_alike("alike-b", &["C.txt"]).into(),
    ]
}

fn trouble() -> Experiment {
    Experiment::new("trouble", "failures of a variant")
        .variant("fine", "nothing", |_| black_box(vec![1_u8]).len())
        .variant("panics", "it panics", |_| -> usize {
            panic!("the roof is on fire")
        })
        .variant("aborts", "it aborts", |_| -> usize {
            std::process::abort()
        })
        .variant("killed", "it is killed", |_| -> usize {
            nix::sys::signal::raise(Signal::SIGKILL).unwrap();
            unreachable!()
        })
        .variant("endless", "it never ends", |_| endless())
        .variant("stops", "it stops itself", |_| {
            nix::sys::signal::raise(Signal::SIGSTOP).unwrap();
            1
        })
        .variant("panics-twice", "it panics while it unwinds", |_| -> usize {
            let _bomb = Bomb;
            panic!("the roof is on fire")
        })
        .variant("limited", "it limits its own address space", |_| {
            limit_address_space();
            allocate_without_end()
        })
        .variant("greedy", "it allocates past any limit", |_| {
            allocate_without_end()
        })
        .variant("noisy", "it prints 100 000 lines", |_| {
            for line in 0..50_000 {
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

/// Panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("and the cellar is under water")
    }
}

fn allocate_without_end() -> usize {
    let mut held = Vec::new();
    while held.len() < 1_000_000 {
        held.push(black_box(vec![1_u8; 1 << 20]));
    }
    held.len()
}

/// Limits the address space to 64 MiB more than the process has.
fn limit_address_space() {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: u64 = status.split(' ').next().unwrap().parse().unwrap();
    let bytes = pages * 4096 + (64 << 20);
    setrlimit(Resource::RLIMIT_AS, bytes, bytes).unwrap();
}

fn endless() -> usize {
    if let Some(file) = std::env::var_os("TROUBLE_PID_FILE") {
        std::fs::write(file, std::process::id().to_string()).unwrap();
    }
    loop {
        std::thread::sleep(Duration::from_secs(1));
    }
}

/// Its first run ends once the file with its process number is gone.
fn waits_for_removal() -> Experiment {
    static FIRST: Once = Once::new();
    Experiment::new("waits", "a worker that is stopped from outside").variant("any", "", |_| {
        FIRST.call_once(|| {
            let file = std::env::var_os("TROUBLE_PID_FILE")
                .map(PathBuf::from)
                .unwrap();
            std::fs::write(&file, std::process::id().to_string()).unwrap();
            while file.exists() {
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        1
    })
}

fn second_is_endless() -> Experiment {
    Experiment::new("second-is-endless", "the rows of an interrupted run")
        .variant("quick", "", |_| 1)
        .variant("endless", "", |_| endless())
}

fn starts() -> Experiment {
    Experiment::new("starts", "variants that start programs")
        .variant("itself", "", |_| {
            for name in ["HEAPWISE_WORKER", "HEAPWISE_SCRATCH"] {
                assert_eq!(std::env::var_os(name), None);
            }
            let mut program = Command::new(std::env::current_exe().unwrap());
            let listed = program.arg("list").output().unwrap();
            let listed = String::from_utf8(listed.stdout).unwrap();
            let mut words = listed.split_whitespace();
            words
                .find(|word| *word == "starts/itself")
                .map(String::from)
        })
        .variant("keeps-locks", "a thread never gives its locks back", |_| {
            static KEPT: Once = Once::new();
            // The scope runs several times in a process.
            KEPT.call_once(keep_locks);
            true
        })
        .variant("endless", "it starts a program that never ends", |_| {
            let mut program = Command::new("sleep");
            let mut program = program.arg("1000").spawn().unwrap();
            if let Some(file) = std::env::var_os("TROUBLE_PID_FILE") {
                std::fs::write(file, program.id().to_string()).unwrap();
            }
            program.wait().unwrap().success()
        })
}

fn keep_locks() {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let _locks = (std::io::stdout().lock(), std::io::stderr().lock());
        sender.send(()).unwrap();
        loop {
            drop(black_box(vec![1_u8; 100]));
            std::thread::sleep(Duration::from_millis(1));
        }
    });
    receiver.recv().unwrap();
}

fn setup_panics() -> Experiment<()> {
    Experiment::new("setup-panics", "a set-up that panics")
        .setup(|_| panic!("no foundation"))
        .variant("any", "", |()| 1)
}

fn setup_fails() -> Experiment<u32> {
    Experiment::new("setup-fails", "whether a set-up may fail")
        .input("number", "seven", "a number")
        .try_setup(|input| input.get::<String>("number").parse())
        .variant("any", "", |number: &u32| *number)
        .attach(|_| Vec::new())
}

fn attachments_panic() -> Experiment {
    Experiment::new("attachments-panic", "files that cannot be made")
        .variant("any", "", |_| 1)
        .attach(|_| -> Vec<AttachedFile> { panic!("no paint") })
}

fn attached(file: &str) -> AttachedFile {
    AttachedFile {
        name: String::from(file),
        file: String::from(file),
        bytes: Vec::from(file),
    }
}

fn attachments_stray() -> Experiment {
    Experiment::new("stray", "files with names that lead elsewhere")
        .variant("any", "", |_| 1)
        .attach(|_| {
            ["../../stray.txt", "/tmp/stray.txt", "ä b.txt"]
                .map(attached)
                .into()
        })
}

/// Variants and files whose names are equal to some file systems, or longer than any allows.
fn attachments_alike(name: &str, files: &'static [&str]) -> Experiment {
    let long = "long ".repeat(60);
    let boxed = |_: &_| *black_box(Box::new(1));
    Experiment::new(name, "files with names that are alike")
        .variant("any", "", boxed)
        .variant("Any", "", boxed)
        .variant(format!("{long}a"), "", boxed)
        .variant(format!("{long}b"), "", boxed)
        .attach(|_| files.iter().copied().map(attached).collect())
}
