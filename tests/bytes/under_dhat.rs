//! Figures as dhat counts them.

/// Peak bytes, total bytes, total blocks.
pub type Figures = (u64, u64, u64);

/// The figures of `work`, with its result dropped at the end.
///
/// # Panics
///
/// If a block of `work` is still live at the end.
pub fn measured<T>(work: impl FnOnce() -> T) -> Figures {
    let profiler = dhat::Profiler::builder().testing().build();
    drop(std::hint::black_box(work()));
    let stats = dhat::HeapStats::get();
    assert_eq!(
        (stats.curr_bytes, stats.curr_blocks),
        (0, 0),
        "something leaked"
    );
    drop(profiler);
    (
        stats.max_bytes as u64,
        stats.total_bytes,
        stats.total_blocks,
    )
}

/// The peak bytes of `work` on several threads, which may free their last blocks only after `work` has
/// returned.
pub fn peak_with_threads<T>(work: impl FnOnce() -> T) -> u64 {
    let profiler = dhat::Profiler::builder().testing().build();
    drop(std::hint::black_box(work()));
    let peak = dhat::HeapStats::get().max_bytes as u64;
    drop(profiler);
    peak
}
