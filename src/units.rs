//! Bytes, counts and durations as people read them: three significant digits and a unit.

mod decimal;

use std::ops::RangeInclusive;

use decimal::Decimal;

const BYTE_UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
const TIME_UNITS: [(f64, &str); 4] = [(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")];

/// Bytes in decimal units: 1 kB is 1000 bytes.
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

/// Reads bytes as people write them: plain, or with a decimal or binary unit.
///
/// ```
/// assert_eq!(heapwise::units::parse_bytes("8 MB"), Ok(8_000_000));
/// assert_eq!(heapwise::units::parse_bytes("1.5KiB"), Ok(1536));
/// assert!(heapwise::units::parse_bytes("8 apples").is_err());
/// assert!(heapwise::units::parse_bytes("1.5").is_err());
/// ```
///
/// # Errors
///
/// Where the text is no number, has an unknown unit, or is negative, too large or no whole number of
/// bytes; the error says what would be right.
pub fn parse_bytes(text: &str) -> Result<u64, String> {
    const RIGHT: &str =
        "give a number of bytes with or without a unit, for example 4096, 8MB or 2GiB";
    let read =
        number_and_scale(text).and_then(|(number, scale)| Some((Decimal::read(number)?, scale)));
    let Some((number, scale)) = read else {
        return Err(String::from(RIGHT));
    };
    match number.times(scale) {
        None => Err(format!("is no whole number of bytes; {RIGHT}")),
        Some(bytes) => u64::try_from(bytes).map_err(|_| {
            let most = u64::MAX;
            format!("is not from 0 to {most} bytes; {RIGHT}")
        }),
    }
}

/// Reads a mean of bytes, which may have a fraction, likewise; none where the text is no number from
/// 0 on, or has an unknown unit.
///
/// ```
/// assert_eq!(heapwise::units::parse_mean_bytes("6.4 B"), Some(6.4));
/// assert_eq!(heapwise::units::parse_mean_bytes("-1 B"), None);
/// ```
pub fn parse_mean_bytes(text: &str) -> Option<f64> {
    let (number, scale) = number_and_scale(text)?;
    let bytes = number.parse::<f64>().ok()? * scale as f64;
    (bytes.is_finite() && bytes >= 0.0).then_some(bytes)
}

fn number_and_scale(text: &str) -> Option<(&str, u64)> {
    let text = text.trim();
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let scale = scale_of(&text[number.len()..])?;
    Some((number.trim_end(), scale))
}

fn scale_of(unit: &str) -> Option<u64> {
    let unit = unit.to_ascii_lowercase();
    Some(match unit.as_str() {
        "" | "b" => 1,
        "k" | "kb" => 10_u64.pow(3),
        "m" | "mb" => 10_u64.pow(6),
        "g" | "gb" => 10_u64.pow(9),
        "t" | "tb" => 10_u64.pow(12),
        "p" | "pb" => 10_u64.pow(15),
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        "pib" => 1 << 50,
        _ => return None,
    })
}

/// Reads a whole number in `range` as people write them: `1000`, `1_000` or `1e3`.
///
/// ```
/// assert_eq!(heapwise::units::parse_whole("1e3", &(0..=2000)), Ok(1000));
/// assert!(heapwise::units::parse_whole("1.5", &(0..=2000)).is_err());
/// ```
///
/// # Errors
///
/// Where the text is no whole number, or one out of range; the error says what would be right.
pub fn parse_whole(text: &str, range: &RangeInclusive<i64>) -> Result<i64, String> {
    let (least, most) = (range.start(), range.end());
    let whole = Decimal::read(text).and_then(|number| number.times(1));
    let Some(whole) = whole else {
        return Err(format!(
            "is not a whole number: give one from {least} to {most}"
        ));
    };
    let fits = i64::try_from(whole).ok();
    fits.filter(|whole| range.contains(whole))
        .ok_or_else(|| format!("is out of range: give a whole number from {least} to {most}"))
}

/// A count with its thousands set apart.
///
/// ```
/// assert_eq!(heapwise::units::count(33_219_980), "33 219 980");
/// ```
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count of things, by their name for one; the digits are not set apart.
///
/// ```
/// assert_eq!(heapwise::units::count_of(1, "key"), "1 key");
/// assert_eq!(heapwise::units::count_of(50_000, "key"), "50000 keys");
/// ```
pub fn count_of(count: u64, thing: &str) -> String {
    format!("{count} {}", plural(count, thing))
}

/// The name for so many things, by their name for one.
///
/// ```
/// assert_eq!(heapwise::units::plural(1, "block"), "block");
/// assert_eq!(heapwise::units::plural(0, "block"), "blocks");
/// ```
pub fn plural(count: u64, thing: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{thing}{ending}")
}

/// A duration given in nanoseconds.
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

/// How many times `value` is `base`; nothing where `base` is zero.
///
/// ```
/// assert_eq!(heapwise::units::ratio(36, 4).as_deref(), Some("×9.00"));
/// assert_eq!(heapwise::units::ratio(36, 0), None);
/// ```
pub fn ratio(value: u64, base: u64) -> Option<String> {
    (base > 0).then(|| format!("×{}", digits(value as f64 / base as f64)))
}

/// A number with three significant digits; a whole one from 100 on. With an exponent where it
/// would be more than fifteen digits long, or have five noughts after its point.
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
    // Once rounded to three digits, 9.999 has one before the point more than it had.
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
    fn bytes_move_up_a_unit_before_they_show_a_thousand() {
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
    fn counts_are_grouped_from_the_right() {
        assert_eq!(count(0), "0");
        assert_eq!(count(1000), "1 000");
        assert_eq!(count(123_456), "123 456");
    }

    #[test]
    fn bytes_are_read_to_the_last_one() {
        for (text, bytes) in [
            ("9 PB", 9_000_000_000_000_000),
            ("8 TiB", 8 << 40),
            ("1E3", 1000),
            ("1e3kB", 1_000_000),
            ("9007199254740993", 9_007_199_254_740_993),
            ("18446744073709551615", u64::MAX),
            ("0.5 KiB", 512),
            ("-0", 0),
        ] {
            assert_eq!(parse_bytes(text), Ok(bytes), "{text}");
        }
        for text in [
            "-0.3",
            "-1",
            "0.4",
            "1.5",
            "1.0001 kB",
            "18446744073709551616",
            "1e99",
            "",
            "kB",
            "1e",
            "5 eb",
        ] {
            assert!(parse_bytes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn whole_numbers_are_exact_and_their_limits_told() {
        let range = 0..=i64::MAX;
        for (text, whole) in [
            ("9e18", 9_000_000_000_000_000_000),
            ("1_000.0", 1000),
            ("9007199254740993", 9_007_199_254_740_993),
            ("1500e-2", 15),
        ] {
            assert_eq!(parse_whole(text, &range), Ok(whole), "{text}");
        }
        let told = |text: &str| parse_whole(text, &range).unwrap_err();
        let right = "a whole number from 0 to 9223372036854775807";
        assert_eq!(told("1e99"), format!("is out of range: give {right}"));
        assert_eq!(told("-1"), format!("is out of range: give {right}"));
        assert!(told("1.5").starts_with("is not a whole number"));
        assert!(told("nan").starts_with("is not a whole number"));
    }
}
