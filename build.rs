//! Passes the version of the compiler to the crate, which stores it in reports.

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
}
