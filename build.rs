//! Passes the version of the compiler and those of the dependencies to the crate, which stores them in
//! reports, and what the platform has: heapwise's recorder, as `cfg(has_recorder)`, the `dhat` crate, as
//! `cfg(has_dhat)`, a C library whose allocator a program can replace, as `cfg(counts_c_allocations)`, and
//! a C compiler, as `cfg(compiles_c)`.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc)
        .arg("--version")
        .output()
        .ok()
        .filter(|output| output.status.success())
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .unwrap_or_else(|| String::from("rustc of unknown version"));
    println!("cargo:rustc-env=HEAPWISE_RUSTC={}", version.trim());

    let versions = read_versions().unwrap_or_default();
    println!("cargo:rustc-env=HEAPWISE_DEPENDENCIES={versions}");

    println!("cargo:rustc-check-cfg=cfg(has_recorder, has_dhat)");
    let has_feature = |name: &str| std::env::var_os(format!("CARGO_FEATURE_{name}")).is_some();
    let target = |part: &str| std::env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    let is_recordable = target("OS") == "linux" && target("ARCH") == "x86_64";
    if is_recordable && has_feature("RUN") {
        println!("cargo:rustc-cfg=has_recorder");
    }
    if has_feature("DHAT") || !is_recordable && has_feature("RUN") {
        println!("cargo:rustc-cfg=has_dhat");
    }

    println!("cargo:rustc-check-cfg=cfg(counts_c_allocations)");
    let is_glibc = target("OS") == "linux" && target("ENV") == "gnu";
    let features = target("FEATURE");
    if is_glibc && !features.split(',').any(|feature| feature == "crt-static") {
        println!("cargo:rustc-cfg=counts_c_allocations");
    }

    println!("cargo:rustc-check-cfg=cfg(compiles_c)");
    #[cfg(feature = "experiments")]
    compile_c();
}

/// Compiles the C code of the experiments, if there is a compiler. Without one, the variants in C do
/// not apply.
#[cfg(feature = "experiments")]
fn compile_c() {
    let source = "src/lab/diffusion/diffusion.c";
    println!("cargo:rerun-if-changed={source}");
    let mut build = cc::Build::new();
    // A fused multiply-add rounds once, Rust's operations round twice. The loops of both are optimized
    // alike, in a debug build too.
    build.file(source).opt_level(3).debug(false);
    build.flag_if_supported("-ffp-contract=off");
    build.cargo_warnings(false);
    if build.try_compile("heapwise_experiments").is_ok() {
        println!("cargo:rustc-cfg=compiles_c");
    }
}

/// The versions of this package's dependencies, such as `ahash 0.8.12,clap 4.6.9`, from the lock file
/// above the folder in which cargo builds. That is the lock file of the program that uses heapwise. If
/// cargo builds elsewhere, it is not found, and the versions are unknown.
fn read_versions() -> Option<String> {
    let out = std::env::var_os("OUT_DIR")?;
    let locks = Path::new(&out)
        .ancestors()
        .map(|folder| folder.join("Cargo.lock"));
    let lock = locks.into_iter().find(|lock| lock.is_file())?;
    println!("cargo:rerun-if-changed={}", lock.display());
    let lock = std::fs::read_to_string(lock).ok()?;
    let packages: Vec<&str> = lock.split("[[package]]").collect();
    let field = |package: &str, field: &str| {
        let mut lines = package.lines();
        let value = lines.find_map(|line| line.strip_prefix(&format!("{field} = ")))?;
        Some(value.trim_matches('"').to_string())
    };
    let is_named = |package: &&&str, name: &str| field(package, "name").as_deref() == Some(name);
    let this = packages
        .iter()
        .find(|package| is_named(package, "heapwise"))?;
    let (_, dependencies) = this.split_once("dependencies = [")?;
    let names = dependencies
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"'));
    let versions = names.filter_map(|name| {
        // A name is followed by a version if the lock file has several.
        let name = name.trim_end_matches("\",");
        let (name, version) = name.split_once(' ').unwrap_or((name, ""));
        let package = packages.iter().find(|package| is_named(package, name))?;
        let version = match version {
            "" => field(package, "version")?,
            version => version.to_string(),
        };
        Some(format!("{name} {version}"))
    });
    Some(versions.collect::<Vec<String>>().join(","))
}
