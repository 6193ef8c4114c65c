//! Renders bytes, counts and durations for people.

const BYTE_UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
const TIME_UNITS: [(f64, &str); 4] = [(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")];

/// Renders bytes in decimal units: 1 kB is 1000 bytes.
///
/// ```
/// assert_eq!(heapwise::units::bytes(999), "999 B");
/// assert_eq!(heapwise::units::bytes(37_554_432), "37.6 MB");
/// ```
pub fn bytes(bytes: u64) -> String {
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while rounds_to_a_thousand(value) && unit + 1 < BYTE_UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{} {}", digits(value), BYTE_UNITS[unit])
}

/// Renders a count, its digits in groups of three from 10 000 on.
///
/// ```
/// assert_eq!(heapwise::units::count(1000), "1000");
/// assert_eq!(heapwise::units::count(33_219_980), "33 219 980");
/// ```
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    if count < 10_000 {
        return digits;
    }
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// Renders a count of things, with their name in the singular as `thing`. The digits are not grouped.
///
/// ```
/// assert_eq!(heapwise::units::count_of(1, "key"), "1 key");
/// assert_eq!(heapwise::units::count_of(50_000, "key"), "50000 keys");
/// ```
pub fn count_of(count: u64, thing: &str) -> String {
    format!("{count} {}", plural(count, thing))
}

/// The name of `count` things: `thing`, which is the singular, with an `s` unless `count` is 1.
///
/// ```
/// assert_eq!(heapwise::units::plural(1, "block"), "block");
/// assert_eq!(heapwise::units::plural(0, "block"), "blocks");
/// ```
pub fn plural(count: u64, thing: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{thing}{ending}")
}

/// Renders a duration in nanoseconds.
///
/// ```
/// assert_eq!(heapwise::units::nanoseconds(81_240_000), "81.2 ms");
/// ```
pub fn nanoseconds(ns: u64) -> String {
    let ns = ns as f64;
    let (scale, unit) = TIME_UNITS
        .into_iter()
        .find(|(scale, _)| rounds_to_a_thousand(ns / scale * 1000.0))
        .unwrap_or((1.0, "ns"));
    format!("{} {unit}", digits(ns / scale))
}

/// Renders the ratio of `value` to `base`; `None` if `base` is zero.
///
/// ```
/// assert_eq!(heapwise::units::ratio(36, 4).as_deref(), Some("9.00×"));
/// assert_eq!(heapwise::units::ratio(36, 0), None);
/// ```
pub fn ratio(value: u64, base: u64) -> Option<String> {
    (base > 0).then(|| format!("{}×", digits(value as f64 / base as f64)))
}

/// Renders a number with three significant digits; from 100 on as a whole number. Numbers of more than
/// fifteen digits, and those below 0.00001, have an exponent.
///
/// ```
/// assert_eq!(heapwise::units::digits(37.554), "37.6");
/// assert_eq!(heapwise::units::digits(0.0004), "0.000400");
/// assert_eq!(heapwise::units::digits(9.999), "10.0");
/// assert_eq!(heapwise::units::digits(1234.5), "1234");
/// assert_eq!(heapwise::units::digits(1e-30), "1.00e-30");
/// assert_eq!(heapwise::units::digits(-1.5e20), "-1.50e20");
/// assert_eq!(heapwise::units::digits(0.0), "0");
/// ```
pub fn digits(value: f64) -> String {
    const WRITTEN_OUT: std::ops::Range<i32> = -5..15;
    let scientific = format!("{value:.2e}");
    // Rounding to three digits may add one before the point: 9.999 becomes 10.0.
    let rounded: f64 = scientific.parse().unwrap_or(value);
    let magnitude = match rounded {
        0.0 => return String::from("0"),
        _ => rounded.abs().log10().floor() as i32,
    };
    if rounded.is_finite() && !WRITTEN_OUT.contains(&magnitude) {
        return scientific;
    }
    let decimals = usize::try_from(2 - magnitude).unwrap_or(0);
    format!("{value:.decimals$}")
}

fn rounds_to_a_thousand(value: f64) -> bool {
    value >= 999.5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_take_the_next_unit_before_they_show_a_thousand() {
        assert_eq!(bytes(0), "0 B");
        assert_eq!(bytes(1000), "1.00 kB");
        assert_eq!(bytes(999_499), "999 kB");
        assert_eq!(bytes(999_500), "1.00 MB");
        assert_eq!(bytes(u64::MAX), "18447 PB");
    }

    #[test]
    fn nanoseconds_take_the_largest_unit_that_fits() {
        assert_eq!(nanoseconds(0), "0 ns");
        assert_eq!(nanoseconds(999), "999 ns");
        assert_eq!(nanoseconds(1000), "1.00 µs");
        assert_eq!(nanoseconds(999_999), "1.00 ms");
        assert_eq!(nanoseconds(61_000_000_000), "61.0 s");
    }

    #[test]
    fn large_counts_are_grouped_from_the_right() {
        assert_eq!(count(0), "0");
        assert_eq!(count(9999), "9999");
        assert_eq!(count(10_000), "10 000");
        assert_eq!(count(123_456), "123 456");
    }
}
