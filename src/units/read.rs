//! Bytes and counts as people write them.

use std::ops::RangeInclusive;

use super::decimal::Decimal;

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

#[cfg(test)]
mod tests {
    use super::*;

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
