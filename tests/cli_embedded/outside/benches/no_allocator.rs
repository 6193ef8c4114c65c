//! heapwise's allocator was forgotten.

fn main() -> std::process::ExitCode {
    heapwise::main([heapwise::Experiment::new("zeroes", "a block").variant("vec", "", |_| 1)])
}
