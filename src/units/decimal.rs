//! Decimal numbers, exact: not rounded to a float.

/// A decimal number: its digits times a power of ten.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    is_negative: bool,
    /// The digits, without zeros at either end; empty for zero.
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Parses a number such as `-1_000.5e3`; `None` if the text is not a number.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.replace('_', "");
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
            None => (text.as_str(), 0),
        };
        let unsigned = number.strip_prefix(['-', '+']).unwrap_or(number);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant = digits.trim_end_matches('0');
        let zeros = digits.len() - significant.len();
        Some(Self {
            is_negative: number.starts_with('-'),
            digits: significant.trim_start_matches('0').to_string(),
            exponent: i64::from(exponent) + zeros as i64 - fraction.len() as i64,
        })
    }

    /// The number times `factor`, limited to ±`i128::MAX`; `None` if the product is not whole.
    pub(super) fn times(&self, factor: u64) -> Option<i128> {
        if self.digits.is_empty() {
            return Some(0);
        }
        let digits = self.digits.parse::<i128>().ok();
        let product = digits.and_then(|digits| digits.checked_mul(factor.into()));
        let power = u32::try_from(self.exponent.unsigned_abs()).ok();
        let power = power.and_then(|power| 10_i128.checked_pow(power));
        let size = if self.exponent >= 0 {
            let size = product
                .zip(power)
                .and_then(|(product, power)| product.checked_mul(power));
            size.unwrap_or(i128::MAX)
        } else {
            // On overflow there are too many decimals for a factor to make the product whole.
            let (product, power) = product.zip(power)?;
            (product % power == 0).then_some(product / power)?
        };
        Some(if self.is_negative { -size } else { size })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_parsed_exactly() {
        let times = |text: &str, factor| Decimal::parse(text)?.times(factor);
        assert_eq!(times("+1_000.50e2", 1), Some(100_050));
        assert_eq!(times("-2.5", 2), Some(-5));
        assert_eq!(times("0.000", 7), Some(0));
        assert_eq!(times("5.", 1), Some(5));
        assert_eq!(times(".5", 1024), Some(512));
        assert_eq!(times("1e99", 1), Some(i128::MAX));
        assert_eq!(times("-1e2000000000", 1), Some(-i128::MAX));
        assert_eq!(times("1e-2000000000", 1), None);
        for text in [
            "", "-", ".", "e3", "1e", "1e3.5", "0x10", "inf", "1 000", "--1",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
