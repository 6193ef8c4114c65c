//! A program without heapwise's allocator, which this test is when it starts itself, says so and
//! how to install it, and prints no zeros.

use std::panic::catch_unwind;
use std::process::{Command, ExitCode, Output};

use heapwise::Experiment;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    if std::env::var_os("NOT_INSTALLED").is_some() {
        return heapwise::main([Experiment::new("any", "").variant("one", "", |_| 1)]);
    }
    let trials = vec![
        Trial::test("memory_is_refused", memory_is_refused),
        Trial::test("time_is_measured", time_is_measured),
        Trial::test("counting_is_refused", counting_is_refused),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .env("NOT_INSTALLED", "1")
        .args(arguments)
        .output()
        .unwrap()
}

fn memory_is_refused() -> Result<(), Failed> {
    for arguments in [&["run"] as &[&str], &["profile", "any/one"]] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        let told = String::from_utf8(output.stderr)?;
        assert!(
            told.starts_with("error: this program's global allocator is not heapwise's"),
            "{told}"
        );
        assert!(
            told.contains("#[global_allocator] static ALLOC: heapwise::Alloc"),
            "{told}"
        );
    }
    Ok(())
}

fn time_is_measured() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let out = folder.path().to_str().unwrap();
    let output = run(&["run", "--passes", "time", "-o", out]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let report = std::fs::read_to_string(folder.path().join("report.json"))?;
    assert!(
        report.contains("samples_ns") && !report.contains("\"allocator\""),
        "{report}"
    );
    Ok(())
}

fn counting_is_refused() -> Result<(), Failed> {
    let panic = catch_unwind(|| heapwise::count(|| vec![1])).unwrap_err();
    let told = panic.downcast_ref::<&str>().ok_or("not a text")?;
    assert!(
        told.contains(
            "`#[global_allocator] static ALLOC: heapwise::Alloc = heapwise::Alloc::system();`"
        ),
        "{told}"
    );
    Ok(())
}
