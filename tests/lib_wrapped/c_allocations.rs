//! What C code allocates is counted, and what Rust allocates is not counted twice.

use std::cell::Cell;
use std::ffi::{CStr, c_void};
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::ptr::null_mut;

#[cfg(target_arch = "x86_64")]
use heapwise::profile::Profile;
use heapwise::record::{Report, Row};
use heapwise::{Answer, Experiment};
use libtest_mimic::{Failed, Trial};
use nix::libc;

heapwise::count_c_allocations!();

unsafe extern "C" {
    // The crate `libc` lacks some of the family.
    fn aligned_alloc(align: usize, size: usize) -> *mut c_void;
    fn valloc(size: usize) -> *mut c_void;
    fn pvalloc(size: usize) -> *mut c_void;
}

const KIB: usize = 1024;

/// A block of C that the set-up allocates.
pub struct FromSetup(Cell<*mut c_void>);

pub fn experiment() -> Experiment<FromSetup> {
    Experiment::new("c", "")
        // SAFETY: a variant frees the block, or nothing does.
        .setup(|_| FromSetup(Cell::new(unsafe { libc::malloc(100 * KIB) })))
        .variant("family", "", |_| call_each_function())
        .variant("library", "", |_| call_a_library())
        .variant("rust", "", |_| {
            Answer::new(black_box(vec![1_u8; 5000]).len() == 5000)
        })
        .variant("setup", "", FromSetup::free)
        .variant("leak", "", |_| {
            // SAFETY: the block is never freed.
            Answer::new(!black_box(unsafe { libc::malloc(10 * KIB) }).is_null())
        })
        .variant("threads", "", |_| allocate_on_threads())
        .variant("fork", "", |_| fork_and_allocate())
}

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test(
            "c_allocations::each_function_is_counted",
            each_function_is_counted,
        ),
        Trial::test(
            "c_allocations::code_in_libraries_is_counted",
            code_in_libraries_is_counted,
        ),
        Trial::test(
            "c_allocations::only_blocks_of_c_in_the_scope_count",
            only_blocks_of_c_in_the_scope_count,
        ),
        Trial::test(
            "c_allocations::threads_and_forks_are_counted",
            threads_and_forks_are_counted,
        ),
        #[cfg(target_arch = "x86_64")]
        Trial::test(
            "c_allocations::profiles_have_what_was_counted_at_the_lines_that_called_c",
            profiles_have_what_was_counted_at_the_lines_that_called_c,
        ),
        #[cfg(target_arch = "x86_64")]
        Trial::test(
            "c_allocations::a_profile_of_one_variant_has_a_second_file_for_c_code",
            a_profile_of_one_variant_has_a_second_file_for_c_code,
        ),
        #[cfg(target_arch = "x86_64")]
        Trial::test(
            "c_allocations::call_sites_of_c_code_are_shown_with_the_report_and_a_broken_budget",
            call_sites_of_c_code_are_shown_with_the_report_and_a_broken_budget,
        ),
    ]
}

/// Sums up usable sizes like the figures do, as the metrics `total`, `blocks` and `peak`.
#[derive(Default)]
struct Expected {
    total: usize,
    blocks: usize,
    live: usize,
    peak: usize,
}

impl Expected {
    unsafe fn allocated(&mut self, block: *mut c_void) -> *mut c_void {
        assert!(!block.is_null());
        // SAFETY: the caller promises that the block is live.
        let usable = unsafe { libc::malloc_usable_size(block) };
        self.total += usable;
        self.blocks += 1;
        self.live += usable;
        self.peak = self.peak.max(self.live);
        block
    }

    unsafe fn free(&mut self, block: *mut c_void) {
        // SAFETY: the caller promises that the block is live.
        unsafe {
            self.live -= libc::malloc_usable_size(block);
            libc::free(block);
        }
    }

    fn answer(self) -> Answer<bool> {
        Answer::new(self.live == 0)
            .metric("total", self.total as f64, "B")
            .metric("blocks", self.blocks as f64, "")
            .metric("peak", self.peak as f64, "B")
    }
}

fn call_each_function() -> Answer<bool> {
    let mut expected = Expected::default();
    // SAFETY: each block is freed once, with its last address.
    unsafe {
        let plain = expected.allocated(libc::malloc(3 * KIB));
        let zeroed = expected.allocated(libc::calloc(3, KIB));
        assert!((0..3 * KIB).all(|i| *zeroed.cast::<u8>().add(i) == 0));
        expected.live -= libc::malloc_usable_size(plain);
        let grown = expected.allocated(libc::realloc(plain, 50 * KIB));
        expected.live -= libc::malloc_usable_size(grown);
        let shrunk = expected.allocated(libc::reallocarray(grown, 10, 10));
        let from_null = expected.allocated(libc::realloc(null_mut(), 7));
        let mut aligned = null_mut();
        assert_eq!(libc::posix_memalign(&raw mut aligned, 256, 300), 0);
        let blocks = [
            zeroed,
            shrunk,
            from_null,
            expected.allocated(aligned),
            expected.allocated(libc::memalign(512, 10)),
            expected.allocated(aligned_alloc(128, 256)),
            expected.allocated(valloc(10)),
            expected.allocated(pvalloc(10)),
        ];
        for (block, align) in blocks.iter().zip([16, 16, 16, 256, 512, 128, 4096, 4096]) {
            assert!(block.addr().is_multiple_of(align), "{align}");
        }
        for block in blocks {
            expected.free(block);
        }
        // What fails counts nothing, and what has no bytes is freed.
        assert_eq!(libc::posix_memalign(&raw mut aligned, 3, 10), libc::EINVAL);
        assert!(libc::reallocarray(null_mut(), usize::MAX, 2).is_null());
        let emptied = expected.allocated(libc::malloc(10));
        assert!(black_box(libc::realloc(black_box(emptied), usize::MAX / 2)).is_null());
        expected.live -= libc::malloc_usable_size(emptied);
        assert!(libc::realloc(emptied, 0).is_null());
        libc::free(null_mut());
    }
    expected.answer()
}

/// `strdup` is in the C library, whose calls of `malloc` arrive here too.
fn call_a_library() -> Answer<bool> {
    const TEXT: &CStr = c"a text that the C library copies";
    // SAFETY: the copies are freed once.
    unsafe {
        let copies: [_; 100] = std::array::from_fn(|_| libc::strdup(TEXT.as_ptr()));
        let are_copies = copies.iter().all(|copy| CStr::from_ptr(*copy) == TEXT);
        copies.iter().for_each(|copy| libc::free(copy.cast()));
        Answer::new(are_copies)
    }
}

impl FromSetup {
    fn free(&self) -> Answer<bool> {
        let block = self.0.replace(null_mut());
        // SAFETY: the block is from the set-up, and freed once; then it is null.
        unsafe { libc::free(block) };
        Answer::new(true)
    }
}

const THREADS: usize = 4;
const BLOCKS_OF_THREAD: usize = 10_000;

fn allocate_on_threads() -> Answer<bool> {
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for bytes in 0..BLOCKS_OF_THREAD {
                    // SAFETY: the block is freed once.
                    unsafe { libc::free(black_box(libc::malloc(bytes % 100 + 1))) };
                }
            });
        }
    });
    Answer::new(true)
}

fn fork_and_allocate() -> Answer<bool> {
    let work = || {
        for bytes in 1..1000 {
            // SAFETY: the block is freed once.
            unsafe { libc::free(black_box(libc::malloc(bytes))) };
        }
    };
    // SAFETY: the child calls only `malloc`, `free` and `_exit`.
    unsafe {
        let child = libc::fork();
        if child == 0 {
            work();
            libc::_exit(7);
        }
        work();
        let mut status = 0;
        assert_eq!(libc::waitpid(child, &raw mut status, 0), child);
        Answer::new(libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 7)
    }
}

/// Starts this program as one with the experiment; returns its output.
fn start(arguments: &[&str], out: &Path) -> Result<String, Failed> {
    let output = Command::new(std::env::current_exe()?)
        .env("COLUMNS", "100000")
        .args(arguments)
        .args(["--timeout", "60", "-o"])
        .arg(out)
        .env("WRAPPED", "1")
        .output()?;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    Ok(String::from_utf8(output.stdout)?)
}

/// Runs variants in these passes.
fn rows(variants: &str, passes: &str) -> Result<(Vec<Row>, String), Failed> {
    let folder = tempfile::tempdir()?;
    let text = start(&["run", variants, "--passes", passes], folder.path())?;
    Ok((rows_in(folder.path())?, text))
}

fn rows_in(folder: &Path) -> Result<Vec<Row>, Failed> {
    let path = folder.join("report.json");
    let report = Report::parse(&std::fs::read_to_string(&path)?, &path)?;
    Ok(report.rows().cloned().collect())
}

/// The peak, the total, the blocks and the bytes at the end of C code.
fn outside(row: &Row) -> [u64; 4] {
    let heap = row.heap.as_ref().unwrap();
    [
        heap.outside_peak_bytes,
        heap.outside_total_bytes,
        heap.outside_total_blocks,
        heap.outside_end_bytes,
    ]
    .map(Option::unwrap)
}

fn each_function_is_counted() -> Result<(), Failed> {
    let (rows, text) = rows("c/family", "count,heap")?;
    let metric = |name: &str| {
        let mut metrics = rows[0].metrics.iter();
        metrics.find(|metric| metric.name == name).unwrap().value as u64
    };
    let expected = [metric("peak"), metric("total"), metric("blocks"), 0];
    assert_eq!(outside(&rows[0]), expected);
    assert_eq!(expected[2], 11);
    assert!(text.contains("  outside"), "{text}");
    Ok(())
}

fn code_in_libraries_is_counted() -> Result<(), Failed> {
    let (rows, _) = rows("c/library", "count,heap")?;
    let [peak, total, blocks, end] = outside(&rows[0]);
    assert_eq!((blocks, end, peak), (100, 0, total));
    // 33 bytes take a chunk of 48, of which 40 are usable, or one that is 16 bytes larger.
    assert!((4000..=5600).contains(&total), "{total}");
    assert_eq!(rows[0].heap.as_ref().unwrap().totals.total_blocks, 0);
    Ok(())
}

fn only_blocks_of_c_in_the_scope_count() -> Result<(), Failed> {
    let (measured, _) = rows("c/rust", "count,heap")?;
    assert_eq!(outside(&measured[0]), [0; 4]);
    assert_eq!(measured[0].heap.as_ref().unwrap().totals.peak_bytes, 5000);
    let (measured, _) = rows("c/setup", "count")?;
    assert_eq!(outside(&measured[0]), [0; 4]);
    let (measured, _) = rows("c/leak", "count")?;
    let usable = 10 * KIB as u64 + 8;
    assert_eq!(outside(&measured[0]), [usable, usable, 1, usable]);
    Ok(())
}

fn threads_and_forks_are_counted() -> Result<(), Failed> {
    let (measured, _) = rows("c/threads", "time,count,heap")?;
    let blocks = outside(&measured[0])[2] as usize;
    // Starting a thread allocates a few blocks in the C library.
    let expected = THREADS * BLOCKS_OF_THREAD;
    assert!((expected..expected + 100).contains(&blocks), "{blocks}");
    let (measured, _) = rows("c/fork", "time,count,heap")?;
    assert_eq!(measured[0].answer.as_deref(), Some("true"));
    assert_eq!(outside(&measured[0])[2], 999);
    Ok(())
}

/// The file with the lines that call C.
#[cfg(target_arch = "x86_64")]
const THIS_FILE: &str = "tests/lib_wrapped/c_allocations.rs";

#[cfg(target_arch = "x86_64")]
fn profiles_have_what_was_counted_at_the_lines_that_called_c() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    start(&["run", "c", "--passes", "count,heap"], folder.path())?;
    for row in rows_in(folder.path())? {
        let [peak, total, blocks, end] = outside(&row);
        let Some(file) = &row.heap.as_ref().unwrap().outside_profile else {
            assert_eq!((blocks, end), (0, 0), "{}", row.name);
            continue;
        };
        let path = folder.path().join(file);
        let profile = Profile::read_any(&std::fs::read_to_string(&path)?, &path)?;
        let totals = profile.totals();
        if row.name == "threads" {
            let difference = totals.total_blocks.abs_diff(blocks);
            assert!(difference < 100, "{blocks}: {totals:?}");
            continue;
        }
        assert_eq!(totals.total_blocks, blocks, "{}", row.name);
        // A chunk may be 16 bytes larger in another process.
        let figures = [
            (totals.total_bytes, total),
            (totals.peak_bytes, peak),
            (totals.end_bytes, end),
        ];
        for (profiled, counted) in figures {
            let difference = profiled.abs_diff(counted);
            assert!(difference <= 16 * blocks, "{}: {figures:?}", row.name);
        }
        for site in profile.call_sites() {
            assert!(site.is_own && site.file.ends_with(THIS_FILE), "{site:?}");
            assert_ne!(site.function, "malloc");
        }
    }
    Ok(())
}

#[cfg(target_arch = "x86_64")]
fn a_profile_of_one_variant_has_a_second_file_for_c_code() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let text = start(&["profile", "c/library"], &folder.path().join("p.json"))?;
    let path = folder.path().join("p.outside.json");
    let of_c = "what C code allocated: peak ";
    assert!(
        text.contains(of_c) && text.contains("in 100 blocks"),
        "{text}"
    );
    let named = format!("profile of C code: {}\n", path.display());
    assert!(text.ends_with(&named), "{text}");
    let profile = Profile::read_any(&std::fs::read_to_string(&path)?, &path)?;
    let sites = profile.call_sites();
    let [site] = sites.as_slice() else {
        panic!("{sites:?}")
    };
    // With debug symbols of the C library, its name for itself.
    assert!(site.allocated_by().unwrap().ends_with("strdup"), "{site:?}");
    assert_eq!(site.figures.total_blocks, 100);

    // Its own file is replaced, and no other.
    start(&["profile", "c/library"], &folder.path().join("p.json"))?;
    for foreign in ["mine", "{\"dhatFileVersion\": 2}", "{\"schema\": 1}"] {
        std::fs::write(&path, foreign)?;
        let mut program = Command::new(std::env::current_exe()?);
        program
            .args(["profile", "c/library", "-o"])
            .arg(folder.path().join("p.json"));
        program.env("COLUMNS", "100000").env("WRAPPED", "1");
        let output = program.output()?;
        let message = String::from_utf8(output.stderr)?;
        let refusal =
            "p.outside.json: not a profile of heapwise, which writes here what C code allocates";
        assert!(
            output.status.code() == Some(2) && message.contains(refusal),
            "{message}"
        );
        assert_eq!(std::fs::read_to_string(&path)?, foreign);
    }
    Ok(())
}

#[cfg(target_arch = "x86_64")]
fn call_sites_of_c_code_are_shown_with_the_report_and_a_broken_budget() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let (out, budget) = (folder.path().join("out"), folder.path().join("b.toml"));
    std::fs::write(
        &budget,
        "[[budget]]\nvariants = \"c/leak\"\noutside = 100\n",
    )?;
    let start = |arguments: &[&str]| -> Result<_, Failed> {
        let mut program = Command::new(std::env::current_exe()?);
        program.args(arguments).env("WRAPPED", "1");
        program.env("COLUMNS", "100000");
        let output = program.output()?;
        Ok((output.status.code(), String::from_utf8(output.stdout)?))
    };
    let (out, budget) = (out.to_str().unwrap(), budget.to_str().unwrap());
    let run = [
        "run",
        "c/leak",
        "--passes",
        "count,heap",
        "--budget",
        budget,
    ];
    let (status, text) = start(&[&run[..], &["-o", out]].concat())?;
    let broken = format!("10.2 kB at the peak: {THIS_FILE}:");
    assert!(status == Some(1) && text.contains(&broken), "{text}");

    let (status, text) = start(&["report", out, "--sites"])?;
    assert_eq!(status, Some(0), "{text}");
    let sites = "c/leak\nnothing was allocated\n\nwhat C code allocated: peak 10.2 kB in 1 block;";
    assert!(text.contains(sites), "{text}");
    assert!(
        text.contains(THIS_FILE) && text.contains("  malloc  "),
        "{text}"
    );
    Ok(())
}
