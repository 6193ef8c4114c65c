//! `assert_footprint!`: an assertion on what a piece of work does to the heap.

use crate::units;

use super::count::HeapCounts;

/// Runs the work as [`count`](crate::count) does, checks its figures against conditions, and returns
/// its result.
///
/// A condition is a figure, a comparison operator, and an expression of type `u64`:
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
/// The figures are `total_bytes`, `total_blocks`, `peak_bytes`, `peak_blocks`, `end_bytes` and
/// `end_blocks` (see [`Totals`](crate::alloc::Totals)), and `copying_peak_bytes`, `realloc_count`,
/// `realloc_copy_bytes` and `held_peak_bytes` (see
/// [`HeapCounts`](crate::alloc::count::HeapCounts)). Any other name is a compile error.
///
/// # Panics
///
/// If a condition does not hold: the message shows every broken condition and all figures. If a
/// condition needs `held_peak_bytes` and the wrapped allocator does not report it. In every case in
/// which [`count`](crate::count) panics.
#[macro_export]
macro_rules! assert_footprint {
    ($work:expr, $($figure:ident $operator:tt $limit:expr),+ $(,)?) => {{
        let (result, counts) = $crate::count($work);
        let conditions = [$({
            let (figure, limit): (u64, u64) = ($crate::__figure!(counts, $figure), $limit);
            let condition = concat!(
                stringify!($figure), " ", stringify!($operator), " ", stringify!($limit)
            );
            $crate::alloc::assertion::Condition::new(condition, figure, limit, figure $operator limit)
        }),+];
        $crate::alloc::assertion::check(stringify!($work), &conditions, &counts);
        result
    }};
}

/// Defines the figures of [`assert_footprint`](crate::assert_footprint) from one list:
///
/// - `FIGURES`, their names and values in the order of the panic message;
/// - `__figure!`, which reads a figure by its name, and rejects every other name at compile time.
///
/// The first argument is a `$`, which the inner macro needs for its own variables.
macro_rules! define_figures {
    ($dollar:tt $($name:ident: $value:expr,)+) => {
        const FIGURES: &[(&str, fn(&HeapCounts) -> Option<u64>)] =
            &[$((stringify!($name), $value)),+];

        #[doc(hidden)]
        #[macro_export]
        macro_rules! __figure {
            $(($dollar counts:ident, $name) => {
                $crate::alloc::assertion::figure(&$dollar counts, stringify!($name))
            };)+
            ($dollar counts:ident, $dollar other:ident) => {
                compile_error!(concat!(
                    "`", stringify!($dollar other), "` is not a figure of a footprint; use one of:",
                    $(" ", stringify!($name)),+
                ))
            };
        }
    };
}

define_figures! { $
    total_bytes: |counts| Some(counts.totals.total_bytes),
    total_blocks: |counts| Some(counts.totals.total_blocks),
    peak_bytes: |counts| Some(counts.totals.peak_bytes),
    peak_blocks: |counts| Some(counts.totals.peak_blocks),
    copying_peak_bytes: |counts| Some(counts.copying_peak_bytes),
    realloc_count: |counts| Some(counts.realloc_count),
    realloc_copy_bytes: |counts| Some(counts.realloc_copy_bytes),
    end_bytes: |counts| Some(counts.totals.end_bytes),
    end_blocks: |counts| Some(counts.totals.end_blocks),
    held_peak_bytes: |counts| counts.held_peak_bytes,
}

/// The value of the figure with this name.
///
/// # Panics
///
/// If the figure was not measured, or no figure has this name.
#[doc(hidden)]
#[track_caller]
pub fn figure(counts: &HeapCounts, name: &str) -> u64 {
    let (_, value) = FIGURES
        .iter()
        .find(|(known, _)| *known == name)
        .unwrap_or_else(|| panic!("no figure `{name}`"));
    value(counts)
        .unwrap_or_else(|| panic!("{name} is unavailable: this allocator does not report it"))
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
    /// A condition: its source text, the figure and the limit that it compares, and whether it
    /// holds.
    pub fn new(text: &'static str, figure: u64, limit: u64, holds: bool) -> Self {
        Self {
            text,
            figure,
            limit,
            holds,
        }
    }

    fn to_line(&self) -> String {
        let name = self.text.split(' ').next().unwrap_or_default();
        let figure = format_amount(name, self.figure);
        let limit = format_amount(name, self.limit);
        format!("  {} does not hold: {figure} against {limit}", self.text)
    }
}

/// Panics at the caller's line if a condition does not hold.
#[doc(hidden)]
#[track_caller]
pub fn check(work: &str, conditions: &[Condition], counts: &HeapCounts) {
    if conditions.iter().any(|condition| !condition.holds) {
        panic!("{}", render_failure(work, conditions, counts));
    }
}

fn render_failure(work: &str, conditions: &[Condition], counts: &HeapCounts) -> String {
    let mut lines = vec![format!(
        "the footprint of `{work}` is not what it should be:"
    )];
    let broken = conditions.iter().filter(|condition| !condition.holds);
    lines.extend(broken.map(Condition::to_line));
    lines.push(String::from("all of it:"));
    for (name, value) in FIGURES {
        if let Some(figure) = value(counts) {
            lines.push(format!("  {name:<18}  {}", format_amount(name, figure)));
        }
    }
    if counts.several_threads {
        lines.push(String::from(
            "  another thread freed some of it, so the peaks may differ from run to run",
        ));
    }
    lines.join("\n")
}

/// The exact figure. From 1000 bytes on, also with a unit for people.
fn format_amount(name: &str, figure: u64) -> String {
    if name.ends_with("_bytes") && figure >= 1000 {
        format!("{figure} ({})", units::bytes(figure))
    } else {
        figure.to_string()
    }
}
