//! Passes the version of the compiler to the crate, which stores it in reports, and what the platform
//! has: heapwise's recorder, as `cfg(has_recorder)`, the `dhat` crate, as `cfg(has_dhat)`, and a C
//! library whose allocator a program can replace, as `cfg(counts_c_allocations)`.

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
}
