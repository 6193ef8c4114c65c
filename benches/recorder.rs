//! What the instruments cost: each workload plain, under heapwise's recorder, under the `dhat` crate
//! and in a counting scope, each in a process of its own, several times in turns. Prints a table in
//! Markdown; `cargo bench --bench recorder -- WORKLOAD...` runs a part of it. With `--test`, the
//! workloads are small, and both recorders must give each the same program points.

use std::collections::{BTreeMap, HashMap};
use std::env;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use heapwise::alloc::heap::{HeapScope, Recorder, RecorderSettings};
use heapwise::alloc::{WORKER_VARIABLE, count};
use heapwise::profile::{Profile, Profiles, Symbols};
use rayon::prelude::*;

#[path = "../tests/common/program_points.rs"]
#[allow(dead_code)]
mod program_points;

use program_points::ProgramPoints;

#[global_allocator]
static ALLOC: heapwise::Alloc = heapwise::Alloc::system();

/// The environment variable that makes a process measure one workload under one instrument.
const ORDER: &str = "HEAPWISE_BENCH_ORDER";

/// The environment variable that names the file of a process for its profile.
const PROFILE: &str = "HEAPWISE_BENCH_PROFILE";

struct Workload {
    name: &'static str,
    /// The size, that which the dhat crate can bear, and that of a test.
    sizes: [u64; 3],
    run: fn(u64) -> u64,
    threads: Threads,
}

/// What threads leave to chance.
#[derive(Clone, Copy)]
enum Threads {
    /// Nothing.
    One,
    /// Two run beside each other, so that peaks depend on chance.
    Two,
    /// A pool shares the work, so that call stacks depend on chance.
    Pool,
}

const WORKLOADS: [Workload; 10] = [
    Workload {
        name: "loop",
        sizes: [3_000_000, 300_000, 1000],
        run: allocate_and_free,
        threads: Threads::One,
    },
    Workload {
        name: "words",
        sizes: [1_000_000, 300_000, 1000],
        run: count_words,
        threads: Threads::One,
    },
    Workload {
        name: "serde_json",
        sizes: [20_000_000, 2_000_000, 10_000],
        run: parse_json,
        threads: Threads::One,
    },
    Workload {
        name: "syn",
        sizes: [20_000, 3000, 100],
        run: parse_rust,
        threads: Threads::One,
    },
    Workload {
        name: "tree",
        sizes: [20, 12, 6],
        run: grow_tree,
        threads: Threads::One,
    },
    Workload {
        name: "lists",
        sizes: [20_000, 1000, 100],
        run: |n| (0..20).map(|_| grow_list(n)).sum(),
        threads: Threads::One,
    },
    Workload {
        name: "boxes",
        sizes: [10_000_000, 1_000_000, 1000],
        run: box_numbers,
        threads: Threads::One,
    },
    Workload {
        name: "two threads: words",
        sizes: [500_000, 100_000, 1000],
        run: |n| on_two_threads(count_words, n),
        threads: Threads::Two,
    },
    Workload {
        name: "two threads: loop",
        sizes: [3_000_000, 100_000, 1000],
        run: |n| on_two_threads(allocate_and_free, n),
        threads: Threads::Two,
    },
    Workload {
        name: "rayon",
        sizes: [2_000_000, 200_000, 1000],
        run: fold_with_rayon,
        threads: Threads::Pool,
    },
];

/// Allocates and frees 32 bytes, again and again.
#[inline(never)]
fn allocate_and_free(n: u64) -> u64 {
    (0..n)
        .map(|number| black_box(Box::new([number; 4]))[0])
        .sum()
}

#[inline(never)]
fn word(n: u64) -> String {
    format!("w{}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 44)
}

/// Counts words in a map, and how many words have each count.
#[inline(never)]
fn count_words(n: u64) -> u64 {
    let mut words: HashMap<String, u64> = HashMap::new();
    for number in 0..n {
        *words.entry(word(number)).or_default() += 1;
    }
    let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
    for count in words.values() {
        *counts.entry(*count).or_default() += 1;
    }
    counts.len() as u64
}

/// Parses JSON text of `n` bytes into a `Value`: objects with strings, numbers and lists.
fn parse_json(n: u64) -> u64 {
    let text = INPUT.with(Clone::clone);
    let value: serde_json::Value = serde_json::from_str(&text).expect("the text is valid");
    black_box(value.as_array().map_or(n, |list| list.len() as u64))
}

/// Parses Rust source code of `n` lines or more.
fn parse_rust(n: u64) -> u64 {
    let text = INPUT.with(Clone::clone);
    let file = syn::parse_file(&text).expect("the code is valid");
    black_box(file.items.len() as u64 + n)
}

struct Tree {
    children: [Option<Box<Tree>>; 2],
    depth: u64,
}

/// Builds a binary tree by recursion.
fn grow_tree(depth: u64) -> u64 {
    #[inline(never)]
    fn grow(depth: u64) -> Option<Box<Tree>> {
        (depth > 0).then(|| {
            Box::new(Tree {
                children: [grow(depth - 1), grow(depth - 1)],
                depth,
            })
        })
    }
    fn sum(tree: &Option<Box<Tree>>) -> u64 {
        tree.as_ref().map_or(0, |tree| {
            tree.depth + tree.children.iter().map(sum).sum::<u64>()
        })
    }
    sum(&black_box(grow(depth)))
}

/// Builds a list by recursion, each level of which allocates its element first.
fn grow_list(length: u64) -> u64 {
    struct Element {
        value: u64,
        next: Option<Box<Element>>,
    }
    #[inline(never)]
    fn grow(length: u64) -> Option<Box<Element>> {
        if length == 0 {
            return None;
        }
        let mut element = black_box(Box::new(Element {
            value: length,
            next: None,
        }));
        element.next = grow(length - 1);
        Some(element)
    }
    #[inline(never)]
    fn drop_in_order(mut list: Option<Box<Element>>) -> u64 {
        let mut sum = 0;
        while let Some(mut element) = list {
            sum += element.value;
            list = element.next.take();
        }
        sum
    }
    drop_in_order(grow(length))
}

#[inline(never)]
fn box_numbers(n: u64) -> u64 {
    let boxes: Vec<Box<u64>> = (0..n).map(Box::new).collect();
    black_box(boxes).iter().map(|number| **number).sum()
}

fn on_two_threads(work: fn(u64) -> u64, n: u64) -> u64 {
    let threads = [(); 2].map(|()| thread::spawn(move || work(n)));
    threads
        .map(|thread| thread.join().expect("the work does not panic"))
        .iter()
        .sum()
}

/// Counts words in a map for each part of the work, and merges the maps.
fn fold_with_rayon(n: u64) -> u64 {
    let words: HashMap<u64, Vec<String>> = (0..n)
        .into_par_iter()
        .fold(
            HashMap::new,
            |mut map: HashMap<u64, Vec<String>>, number| {
                map.entry(number % 1000).or_default().push(word(number));
                map
            },
        )
        .reduce(HashMap::new, |mut left, right| {
            for (key, mut words) in right {
                left.entry(key).or_default().append(&mut words);
            }
            left
        });
    words.values().map(|words| words.len() as u64).sum()
}

thread_local! {
    /// The text that a workload parses.
    static INPUT: String = {
        let order = Order::from_environment().expect("a process with an order runs workloads");
        match order.workload.as_str() {
            "serde_json" => json_text(order.size as usize),
            "syn" => rust_code(order.size as usize),
            _ => String::new(),
        }
    };
}

/// JSON text of at least `bytes`, as an issue tracker would send it.
fn json_text(bytes: usize) -> String {
    const WORDS: [&str; 12] = [
        "memory",
        "heap",
        "allocation",
        "vector",
        "borrowed",
        "string",
        "panic",
        "reading",
        "file",
        "thread",
        "runtime",
        "parser",
    ];
    let mut random = 88_172_645_463_325_252_u64;
    let mut next = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let mut text = String::from("[");
    while text.len() < bytes {
        let mut sentence = |words: u64| {
            let words = (0..words).map(|_| WORDS[next(12) as usize]);
            words.collect::<Vec<&str>>().join(" ")
        };
        let (title, body) = (sentence(6), sentence(35));
        let labels = [sentence(1), sentence(1)];
        write!(
            text,
            "{}{{\"id\":{},\"title\":\"{title}\",\"user\":{{\"login\":\"user{}\",\"admin\":{}}},\
             \"labels\":[\"{}\",\"{}\"],\"score\":{}.5,\"comments\":{},\"body\":\"{body}\"}}",
            if text.len() > 1 { "," } else { "" },
            next(1_000_000_000),
            next(5000),
            next(50) == 0,
            labels[0],
            labels[1],
            next(100),
            next(40),
        )
        .expect("text can be appended to a string");
    }
    text + "]"
}

/// heapwise's own source code as modules of one file, until it has this many lines.
fn rust_code(lines: usize) -> String {
    fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("the sources are there").path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    files.sort();
    let mut code = String::new();
    let mut line_count = 0;
    for (index, file) in files.iter().enumerate() {
        let text = std::fs::read_to_string(file).expect("the sources are readable");
        let text = text
            .lines()
            .filter(|line| !line.starts_with("//!") && !line.starts_with("#!["));
        let text = text.collect::<Vec<&str>>().join("\n");
        line_count += text.lines().count();
        writeln!(code, "mod m{index} {{\n{text}\n}}").expect("text can be appended to a string");
        if line_count >= lines {
            break;
        }
    }
    code
}

/// What one process measures.
struct Order {
    workload: String,
    instrument: String,
    size: u64,
}

impl Order {
    fn from_environment() -> Option<Self> {
        let text = env::var(ORDER).ok()?;
        let mut parts = text.split('/');
        Some(Self {
            workload: parts.next()?.to_string(),
            instrument: parts.next()?.to_string(),
            size: parts.next()?.parse().ok()?,
        })
    }

    fn carry_out(&self) -> Measurement {
        let workload = WORKLOADS
            .iter()
            .find(|workload| workload.name == self.workload);
        let run = workload.expect("the parent names known workloads").run;
        INPUT.with(|text| black_box(text.len()));
        // The measured run finds the memory and the code of an earlier run in place.
        black_box(run(self.size));
        let mut measurement = Measurement {
            resident_before: peak_resident_bytes(),
            ..Measurement::default()
        };
        match self.instrument.as_str() {
            "plain" => measurement.scope = time(|| run(self.size)),
            "count" => {
                count::start_with_timeline();
                measurement.scope = time(|| run(self.size));
                measurement.allocations = count::stop_with_timeline().0.totals.total_blocks;
            }
            name => return self.record(name, run, measurement),
        }
        measurement.with_resident_growth()
    }

    fn record(
        &self,
        recorder: &str,
        run: fn(u64) -> u64,
        mut measurement: Measurement,
    ) -> Measurement {
        let recorder = if recorder == "dhat" {
            Recorder::Dhat
        } else {
            Recorder::Heapwise
        };
        let settings = RecorderSettings {
            recorder,
            ..RecorderSettings::default()
        };
        let file = PathBuf::from(env::var_os(PROFILE).expect("the parent names a file"));
        let outside = 0;
        let scope = HeapScope::open(settings, file.clone(), &outside);
        measurement.scope = time(|| run(self.size));
        let started = Instant::now();
        if let Some(recording) = scope.close() {
            let text = serde_json::to_string(&recording).expect("numbers and text");
            drop(recording);
            // What follows is done by the parent of a worker.
            measurement = measurement.with_resident_growth();
            let mut symbols = Symbols::default();
            let profiles = Profiles::read_recording(&text, &file, file!(), &mut symbols);
            let profile = profiles.expect("the recording is complete").heap;
            measurement.allocations = profile.totals().total_blocks;
            measurement.peak_blocks = profile.totals().peak_blocks;
            std::fs::write(&file, profile.to_json()).expect("the profile can be written");
        } else {
            measurement = measurement.with_resident_growth();
        }
        measurement.writing = started.elapsed();
        measurement.profile_bytes = std::fs::metadata(&file).map_or(0, |file| file.len());
        measurement
    }
}

fn time(work: impl FnOnce() -> u64) -> Duration {
    let started = Instant::now();
    black_box(work());
    started.elapsed()
}

fn peak_resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

#[derive(Clone, Default)]
struct Measurement {
    scope: Duration,
    writing: Duration,
    profile_bytes: u64,
    allocations: u64,
    peak_blocks: u64,
    resident_before: u64,
    resident_growth: u64,
}

impl Measurement {
    fn with_resident_growth(self) -> Self {
        Self {
            resident_growth: peak_resident_bytes().saturating_sub(self.resident_before),
            ..self
        }
    }

    fn to_line(&self) -> String {
        format!(
            "measured {} {} {} {} {} {}",
            self.scope.as_nanos(),
            self.writing.as_nanos(),
            self.profile_bytes,
            self.allocations,
            self.peak_blocks,
            self.resident_growth
        )
    }

    fn from_line(line: &str) -> Option<Self> {
        let numbers = line.strip_prefix("measured ")?.split(' ');
        let numbers: Vec<u64> = numbers.map(|number| number.parse().unwrap_or(0)).collect();
        Some(Self {
            scope: Duration::from_nanos(numbers[0]),
            writing: Duration::from_nanos(numbers[1]),
            profile_bytes: numbers[2],
            allocations: numbers[3],
            peak_blocks: numbers[4],
            resident_growth: numbers[5],
            ..Self::default()
        })
    }
}

/// Measures a workload under an instrument in a new process, which writes a profile to `file` if the
/// instrument makes one.
fn measure(workload: &Workload, instrument: &str, size: u64, file: &Path) -> Measurement {
    let mode = match instrument {
        "recorder" => Recorder::Heapwise.mode(),
        "dhat" => Recorder::Dhat.mode(),
        _ => heapwise::alloc::Mode::Off,
    };
    let output = Command::new(env::current_exe().expect("this program has a path"))
        .env(ORDER, format!("{}/{instrument}/{size}", workload.name))
        .env(WORKER_VARIABLE, mode.name())
        .env(PROFILE, file)
        .stderr(Stdio::null())
        .output()
        .expect("this program can start itself");
    let text = String::from_utf8_lossy(&output.stdout);
    let measurement = text.lines().find_map(Measurement::from_line);
    measurement.unwrap_or_else(|| panic!("{} under {instrument} fails: {output:?}", workload.name))
}

fn median<T: Ord + Copy>(mut values: Vec<T>) -> T {
    values.sort_unstable();
    values[values.len() / 2]
}

/// The medians of a workload under one instrument.
struct Medians {
    scope: f64,
    writing: Duration,
    last: Measurement,
    resident_growth: u64,
}

impl Medians {
    fn new(measurements: &[Measurement]) -> Self {
        let median_of =
            |figure: fn(&Measurement) -> u64| median(measurements.iter().map(figure).collect());
        Self {
            scope: median_of(|measurement| measurement.scope.as_nanos() as u64) as f64,
            writing: Duration::from_nanos(median_of(|measurement| {
                measurement.writing.as_nanos() as u64
            })),
            resident_growth: median_of(|measurement| measurement.resident_growth),
            last: measurements[0].clone(),
        }
    }
}

/// Checks that both recorders give a workload the same program points.
fn check_program_points(workload: &Workload, folder: &Path) {
    let [recorder, dhat] = ["recorder", "dhat"].map(|instrument| {
        let file = folder.join(instrument);
        measure(workload, instrument, workload.sizes[2], &file);
        let text = std::fs::read_to_string(&file).expect("the process writes its profile");
        let mut profile = Profile::read_dhat_crate(&text, &file).expect("the profile is complete");
        profile.fold_recursion();
        let json = serde_json::from_str(&profile.to_json()).expect("a profile is JSON");
        ProgramPoints::from_profile(&json)
    });
    match workload.threads {
        Threads::One => recorder.assert_same_merged(&dhat, workload.name),
        Threads::Two => recorder.assert_same_totals(&dhat, workload.name),
        Threads::Pool => {}
    }
}

/// Measures a workload in rounds, each instrument once a round, and prints a line.
fn compare(workload: &Workload, is_test: bool, folder: &Path) {
    let [full, reduced, tiny] = workload.sizes;
    let (full, reduced) = if is_test {
        (tiny, tiny)
    } else {
        (full, reduced)
    };
    let rounds = |size: u64, instruments: &[&str], rounds: usize| -> Vec<Medians> {
        let mut measured = vec![Vec::new(); instruments.len()];
        for _ in 0..rounds {
            for (instrument, measured) in instruments.iter().zip(&mut measured) {
                measured.push(measure(workload, instrument, size, &folder.join("profile")));
            }
        }
        measured
            .iter()
            .map(|measured| Medians::new(measured))
            .collect()
    };
    let count = if is_test { 1 } else { 5 };
    let main = rounds(full, &["plain", "recorder", "count"], count);
    let reference = rounds(reduced, &["plain", "recorder", "dhat"], count.min(3));
    let ratio = |of: &Medians, to: &Medians| of.scope / to.scope;
    let recorder = &main[1];
    let allocations = recorder.last.allocations.max(1) as f64;
    println!(
        "| {} | {:.1} ms | {:.2} | {:.0} | {:.2} | {:.1} of {:.1} | {:.0} ms, {:.2} MB | {:.0} MB, {:.0} B |",
        workload.name,
        main[0].scope / 1e6,
        ratio(recorder, &main[0]),
        (recorder.scope - main[0].scope) / allocations,
        ratio(&main[2], &main[0]),
        ratio(&reference[1], &reference[0]),
        ratio(&reference[2], &reference[0]),
        recorder.writing.as_secs_f64() * 1e3,
        recorder.last.profile_bytes as f64 / 1e6,
        recorder.resident_growth as f64 / 1e6,
        recorder
            .resident_growth
            .saturating_sub(main[0].resident_growth) as f64
            / recorder.last.peak_blocks.max(1) as f64,
    );
}

fn main() {
    if let Some(order) = Order::from_environment() {
        println!("{}", order.carry_out().to_line());
        return;
    }
    let arguments: Vec<String> = env::args().skip(1).collect();
    let is_test = arguments.iter().any(|argument| argument == "--test");
    let names: Vec<&String> = arguments
        .iter()
        .filter(|name| !name.starts_with("--"))
        .collect();
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    println!(
        "| workload | plain | recorder / plain | ns an allocation | count / plain | recorder and dhat / plain, reduced | writing | memory above the warm run, a live block |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |"
    );
    for workload in &WORKLOADS {
        if names.is_empty()
            || names
                .iter()
                .any(|name| workload.name.contains(name.as_str()))
        {
            compare(workload, is_test, folder.path());
            if is_test {
                check_program_points(workload, folder.path());
            }
        }
    }
}
