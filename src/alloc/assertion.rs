//! An assertion on what work does to the heap.

use crate::units;

use super::count::Figures;

/// Runs the work as [`count`](crate::count) does, holds its figures against limits, and gives its
/// result.
///
/// A condition is a figure, an operator of comparison, and an expression of type `u64`:
///
/// ```
/// #[global_allocator]
/// static ALLOC: heapwise::Alloc = heapwise::Alloc::system();
///
/// # fn main() {
/// let text = "one two three";
/// let words = heapwise::assert_footprint!(
///     || text.split(' ').collect::<Vec<_>>(),
///     peak_bytes <= 4096,
///     total_blocks == 1,
///     end_blocks == 1,
/// );
/// assert_eq!(words.len(), 3);
/// # }
/// ```
///
/// The figures, each a number of bytes, blocks or reallocations as its name says: `total_bytes`,
/// `total_blocks`, `peak_bytes`, `peak_blocks`, `end_bytes`, `end_blocks` (see
/// [`Totals`](crate::alloc::Totals)), `copying_peak_bytes`, `realloc_count`, `realloc_copy_bytes`,
/// `held_peak_bytes` (see [`Figures`](crate::alloc::count::Figures)). Another name does not compile.
///
/// # Panics
///
/// If a condition does not hold, with each that does not and all figures; if `held_peak_bytes` is
/// asked for where the allocator does not tell it; and where [`count`](crate::count) does.
#[macro_export]
macro_rules! assert_footprint {
    ($work:expr, $($figure:ident $operator:tt $limit:expr),+ $(,)?) => {{
        let (result, figures) = $crate::alloc::scope::count($work);
        let conditions = [$({
            let (figure, limit): (u64, u64) = ($crate::__figure!(figures, $figure), $limit);
            let condition = concat!(
                stringify!($figure), " ", stringify!($operator), " ", stringify!($limit)
            );
            $crate::alloc::assertion::Condition::new(condition, figure, limit, figure $operator limit)
        }),+];
        $crate::alloc::assertion::check(stringify!($work), &conditions, &figures);
        result
    }};
}

/// A figure by its name.
#[doc(hidden)]
#[macro_export]
macro_rules! __figure {
    ($figures:ident, total_bytes) => {
        $figures.totals.total_bytes
    };
    ($figures:ident, total_blocks) => {
        $figures.totals.total_blocks
    };
    ($figures:ident, peak_bytes) => {
        $figures.totals.peak_bytes
    };
    ($figures:ident, peak_blocks) => {
        $figures.totals.peak_blocks
    };
    ($figures:ident, end_bytes) => {
        $figures.totals.end_bytes
    };
    ($figures:ident, end_blocks) => {
        $figures.totals.end_blocks
    };
    ($figures:ident, copying_peak_bytes) => {
        $figures.copying_peak_bytes
    };
    ($figures:ident, realloc_count) => {
        $figures.realloc_count
    };
    ($figures:ident, realloc_copy_bytes) => {
        $figures.realloc_copy_bytes
    };
    ($figures:ident, held_peak_bytes) => {
        $figures
            .held_peak_bytes
            .expect("held_peak_bytes is not to be had: this allocator does not tell it")
    };
    ($figures:ident, $other:ident) => {
        compile_error!(concat!(
            "`",
            stringify!($other),
            "` is no figure of a footprint; give total_bytes, \
             total_blocks, peak_bytes, peak_blocks, end_bytes, end_blocks, copying_peak_bytes, \
             realloc_count, realloc_copy_bytes or held_peak_bytes"
        ))
    };
}

/// One condition of [`assert_footprint`](crate::assert_footprint).
#[doc(hidden)]
#[derive(Debug)]
pub struct Condition {
    text: &'static str,
    figure: u64,
    limit: u64,
    holds: bool,
}

impl Condition {
    /// A condition as it is written, the figure and the limit that it compares, and whether it
    /// holds.
    pub fn new(text: &'static str, figure: u64, limit: u64, holds: bool) -> Self {
        Self {
            text,
            figure,
            limit,
            holds,
        }
    }

    fn told(&self) -> String {
        let name = self.text.split(' ').next().unwrap_or_default();
        let (figure, limit) = (amount(name, self.figure), amount(name, self.limit));
        format!("  {} does not hold: {figure} against {limit}", self.text)
    }
}

/// Panics at the caller's line if a condition does not hold.
#[doc(hidden)]
#[track_caller]
pub fn check(work: &str, conditions: &[Condition], figures: &Figures) {
    if conditions.iter().any(|condition| !condition.holds) {
        panic!("{}", told(work, conditions, figures));
    }
}

fn told(work: &str, conditions: &[Condition], figures: &Figures) -> String {
    let title = format!("the footprint of `{work}` is not what it should be:");
    let broken = conditions.iter().filter(|condition| !condition.holds);
    let broken = broken.map(Condition::told);
    let figures_told = all(figures).map(|(name, figure)| {
        let amount = amount(name, figure);
        format!("  {name:<18}  {amount}")
    });
    let shared = "  another thread freed some of it, so the peaks may differ from run to run";
    let shared = figures.several_threads.then(|| String::from(shared));
    let lines: Vec<String> = std::iter::once(title)
        .chain(broken)
        .chain([String::from("all of it:")])
        .chain(figures_told)
        .chain(shared)
        .collect();
    lines.join("\n")
}

/// A figure exactly, and bytes for people too.
fn amount(name: &str, figure: u64) -> String {
    match name.ends_with("_bytes") && figure >= 1000 {
        true => format!("{figure} ({})", units::bytes(figure)),
        false => figure.to_string(),
    }
}

fn all(figures: &Figures) -> impl Iterator<Item = (&'static str, u64)> {
    let totals = &figures.totals;
    let always = [
        ("total_bytes", totals.total_bytes),
        ("total_blocks", totals.total_blocks),
        ("peak_bytes", totals.peak_bytes),
        ("peak_blocks", totals.peak_blocks),
        ("copying_peak_bytes", figures.copying_peak_bytes),
        ("realloc_count", figures.realloc_count),
        ("realloc_copy_bytes", figures.realloc_copy_bytes),
        ("end_bytes", totals.end_bytes),
        ("end_blocks", totals.end_blocks),
    ];
    let held = figures.held_peak_bytes;
    always
        .into_iter()
        .chain(held.map(|held| ("held_peak_bytes", held)))
}
