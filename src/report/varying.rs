//! How figures are shown that differ from run to run, or from the first run to later ones.

use crate::compare::Amount;
use crate::record::{Case, Figure, Outcome, Row, Unit};

/// A value with the least and the greatest one in parentheses, unless both look like it:
/// `80.0 MB (79.1–80.4)`.
pub(super) fn render_with_range(value: u64, range: (u64, u64), unit: Unit) -> String {
    let render = |value: u64| Amount::Whole(value).render(unit);
    let value = render(value);
    let (least, greatest) = (render(range.0), render(range.1));
    if least == value && greatest == value {
        return value;
    }
    let unit_of_value = value.rsplit_once(' ').map(|(_, unit)| unit);
    let without_unit = |text: &str| {
        let (number, unit) = text.rsplit_once(' ')?;
        let has_unit = unit.starts_with(char::is_alphabetic);
        (has_unit && unit_of_value == Some(unit)).then(|| number.to_string())
    };
    match (without_unit(&least), without_unit(&greatest)) {
        (Some(least), Some(greatest)) => format!("{value} ({least}–{greatest})"),
        _ => format!("{value} ({least}–{greatest})"),
    }
}

/// The sentences on what differs from run to run in a case.
pub(super) fn render_variation(case: &Case) -> Vec<String> {
    let measured = case.variants.iter();
    let measured = measured.filter(|row| row.outcome == Outcome::Measured);
    let varies = measured.clone().filter_map(render_varying);
    varies
        .chain(measured.filter_map(render_later_runs))
        .collect()
}

fn render_varying(row: &Row) -> Option<String> {
    let figures: Vec<Figure> = Figure::varying_in(row).collect();
    let runs = figures
        .iter()
        .map(|figure| figure.samples(row).len())
        .max()?;
    let names: Vec<String> = figures.iter().map(Figure::heading).collect();
    let of_profile = match row.heap.as_ref()?.profile {
        Some(_) => "; the profile is of one run",
        None => "",
    };
    Some(format!(
        "varies: {}: {} differ from run to run; the median of {runs} runs is shown, with the range{of_profile}",
        row.name,
        names.join(", ")
    ))
}

fn render_later_runs(row: &Row) -> Option<String> {
    let later = &row.heap.as_ref()?.later_runs;
    let figures = Figure::BY_IMPORTANCE.into_iter();
    let changes = figures.filter_map(|figure| {
        let later = Amount::Whole(*later.get(figure.key)?);
        let first = Amount::Whole(figure.value(row)?);
        let change = render_change(later, first, figure.unit);
        Some(format!("{} {change}", figure.heading()))
    });
    let changes: Vec<String> = changes.collect();
    (!changes.is_empty()).then(|| {
        format!(
            "later runs: {}: after the first run in a process: {}",
            row.name,
            changes.join(", ")
        )
    })
}

/// Both amounts, exactly if they look alike.
fn render_change(later: Amount, first: Amount, unit: Unit) -> String {
    let [shown, before] = [later, first].map(|amount| amount.render(unit));
    if shown == before {
        let [shown, before] = [later, first].map(|amount| amount.render_exactly(unit));
        return format!("{shown} instead of {before}");
    }
    format!("{shown} instead of {before}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_rounding_hides_is_shown_exactly() {
        let change =
            |later, first| render_change(Amount::Whole(later), Amount::Whole(first), Unit::Bytes);
        assert_eq!(change(10, 1010), "10 B instead of 1.01 kB");
        assert_eq!(
            change(407_040, 407_080),
            "407 kB (407040 B) instead of 407 kB (407080 B)"
        );
    }

    #[test]
    fn a_range_is_shown_if_it_can_be_seen() {
        for (value, range, unit, shown) in [
            (
                80_000_000,
                (79_100_000, 80_400_000),
                Unit::Bytes,
                "80.0 MB (79.1–80.4)",
            ),
            (80_000_000, (79_999_984, 80_000_016), Unit::Bytes, "80.0 MB"),
            (
                1_000_000,
                (999_000, 1_000_000),
                Unit::Bytes,
                "1.00 MB (999 kB–1.00 MB)",
            ),
            (1050, (900, 1200), Unit::Bytes, "1.05 kB (900 B–1.20 kB)"),
            (
                12_345,
                (12_344, 12_345),
                Unit::Blocks,
                "12 345 (12 344–12 345)",
            ),
        ] {
            assert_eq!(render_with_range(value, range, unit), shown);
        }
    }
}
