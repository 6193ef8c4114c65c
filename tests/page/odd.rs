//! Pages of reports with impossible figures: they are rendered, without a panic.

use serde_json::{Value, json};

use crate::common::Folder;
use crate::run;

/// Replaces every integer by `whole`, and every other number by `fraction`.
fn replace(value: &mut Value, whole: &Value, fraction: &Value) {
    match value {
        Value::Number(number) => {
            let by = if number.is_f64() { fraction } else { whole };
            *value = by.clone();
        }
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| replace(value, whole, fraction)),
        Value::Object(fields) => {
            let fields = fields.iter_mut().filter(|(name, _)| *name != "schema");
            fields.for_each(|(_, value)| replace(value, whole, fraction));
        }
        _ => {}
    }
}

#[test]
fn impossible_figures_are_drawn_without_a_panic() {
    let fractions = [0.0, -1e308, 1e308, 5e-324];
    for (whole, fraction) in [0, 1, u64::MAX, i64::MAX as u64].into_iter().zip(fractions) {
        let mut report = run::report();
        replace(&mut report, &json!(whole), &json!(fraction));
        let folder = Folder::new();
        folder.write("report.json", &report.to_string());
        let ran = run::rendered(folder.path());
        assert_eq!(ran.status, Some(0), "{whole} {fraction}: {}", ran.stderr);
        assert!(ran.stdout.ends_with("</html>"), "{whole} {fraction}");
        assert!(!ran.stdout.contains("NaN") && !ran.stdout.contains("=\"inf"));
    }
}

#[test]
fn series_without_points_are_omitted() {
    let mut report = run::report();
    for case in report["experiments"].as_array_mut().unwrap() {
        for row in case["variants"].as_array_mut().unwrap() {
            if let Some(series) = row.get_mut("series").and_then(Value::as_array_mut) {
                series
                    .iter_mut()
                    .for_each(|series| series["points"] = json!([]));
            }
        }
    }
    let folder = Folder::new();
    folder.write("report.json", &report.to_string());
    let ran = run::rendered(folder.path());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(!ran.stdout.contains("bucket occupancy"));
}
