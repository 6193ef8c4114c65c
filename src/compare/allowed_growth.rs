//! The percentage by which a figure may grow.

use std::str::FromStr;

use crate::units;

use super::amount::Amount;

/// The growth that a limit allows, in per cent of the old value. The default allows none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct AllowedGrowth(f64);

impl FromStr for AllowedGrowth {
    type Err = String;

    /// Parses `0` or a percentage such as `5%` or `2.5%`.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let percent: Option<f64> = match text.strip_suffix('%') {
            Some(number) => number.trim().parse().ok(),
            None => text.parse().ok().filter(|percent| *percent == 0.0),
        };
        percent
            .filter(|percent| percent.is_finite() && *percent >= 0.0)
            .map(Self)
            .ok_or_else(|| {
                format!("`{text}` is not a valid growth; give 0 or a percentage such as 5% or 2.5%")
            })
    }
}

impl AllowedGrowth {
    /// Whether `after` exceeds `before` by more than the limit allows. For whole numbers the result
    /// is exact if the limit has at most nine decimals.
    pub(super) fn is_exceeded(self, before: Amount, after: Amount) -> bool {
        const BILLION: u128 = 1_000_000_000;
        match (before, after) {
            (Amount::Whole(before), Amount::Whole(after)) => {
                let growth = u128::from(after.saturating_sub(before));
                let billionths = (self.0 * 1e9).round() as u128;
                growth * 100 * BILLION > u128::from(before).saturating_mul(billionths)
            }
            (before, after) => {
                let (before, after) = (before.as_f64(), after.as_f64());
                (after - before) * 100.0 > self.0 * before.abs()
            }
        }
    }

    /// The percentage as people read it: `5.00 %`.
    pub(super) fn render(self) -> String {
        render_percent(self.0)
    }
}

/// A percentage with three significant digits: `6.00 %`.
pub(super) fn render_percent(percent: f64) -> String {
    format!("{} %", units::digits(percent))
}
