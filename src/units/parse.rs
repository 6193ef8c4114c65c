//! Parses bytes and counts as people write them.

use std::ops::RangeInclusive;

use super::decimal::Decimal;

/// Parses bytes with or without a decimal or binary unit.
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
/// If the text is not a number, has an unknown unit, or is negative, too large or not a whole number
/// of bytes. The error names the rule and gives examples.
pub fn parse_bytes(text: &str) -> Result<u64, String> {
    const HINT: &str =
        "give a number of bytes with or without a unit, for example 4096, 8MB or 2GiB";
    let parsed =
        number_and_scale(text).and_then(|(number, scale)| Some((Decimal::parse(number)?, scale)));
    let Some((number, scale)) = parsed else {
        return Err(String::from(HINT));
    };
    match number.times(scale) {
        None => Err(format!("is not a whole number of bytes; {HINT}")),
        Some(bytes) => u64::try_from(bytes).map_err(|_| {
            let most = u64::MAX;
            format!("is not from 0 to {most} bytes; {HINT}")
        }),
    }
}

/// Parses a mean of bytes, which may have a fraction. `None` if the text is not a number, is negative
/// or has an unknown unit.
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

/// Parses a whole number in `range`: `1000`, `1_000` or `1e3`.
///
/// ```
/// assert_eq!(heapwise::units::parse_whole("1e3", &(0..=2000)), Ok(1000));
/// assert!(heapwise::units::parse_whole("1.5", &(0..=2000)).is_err());
/// ```
///
/// # Errors
///
/// If the text is not a whole number, or is out of range. The error names the rule and the
/// range.
pub fn parse_whole(text: &str, range: &RangeInclusive<i64>) -> Result<i64, String> {
    let (least, most) = (range.start(), range.end());
    let whole = Decimal::parse(text).and_then(|number| number.times(1));
    let Some(whole) = whole else {
        return Err(format!(
            "is not a whole number: give one from {least} to {most}"
        ));
    };
    let fits = i64::try_from(whole).ok();
    fits.filter(|whole| range.contains(whole))
        .ok_or_else(|| format!("is out of range: give a whole number from {least} to {most}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_parsed_exactly() {
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
    fn whole_numbers_are_exact_and_errors_give_the_range() {
        let range = 0..=i64::MAX;
        for (text, whole) in [
            ("9e18", 9_000_000_000_000_000_000),
            ("1_000.0", 1000),
            ("9007199254740993", 9_007_199_254_740_993),
            ("1500e-2", 15),
        ] {
            assert_eq!(parse_whole(text, &range), Ok(whole), "{text}");
        }
        let error = |text: &str| parse_whole(text, &range).unwrap_err();
        let right = "a whole number from 0 to 9223372036854775807";
        assert_eq!(error("1e99"), format!("is out of range: give {right}"));
        assert_eq!(error("-1"), format!("is out of range: give {right}"));
        assert!(error("1.5").starts_with("is not a whole number"));
        assert!(error("nan").starts_with("is not a whole number"));
    }
}
