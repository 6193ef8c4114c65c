//! Pages of reports with impossible figures: they are rendered, without a panic.

use serde_json::{Value, json};

use crate::common::{Folder, in_package};
use crate::run;

/// A frozen report, whose series of capacities ask for the plot that reports have had since.
fn report() -> Value {
    let text = std::fs::read_to_string(in_package("tests/fixtures/report_0_1/report.json"));
    let mut report: Value = serde_json::from_str(&text.unwrap()).unwrap();
    let mut found = 0;
    for series in all_series(&mut report) {
        if series["name"] == "capacity" {
            series["plot"] = json!("capacity");
            found += 1;
        }
    }
    assert!(found > 0, "no series of capacities");
    report
}

/// Every series of every row.
fn all_series(report: &mut Value) -> impl Iterator<Item = &mut Value> {
    let cases = report["experiments"].as_array_mut().unwrap().iter_mut();
    let rows = cases.flat_map(|case| case["variants"].as_array_mut().unwrap());
    let series = rows.filter_map(|row| row.get_mut("series")?.as_array_mut());
    series.flatten()
}

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
        let mut report = report();
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
    let mut report = report();
    for series in all_series(&mut report) {
        series["points"] = json!([]);
    }
    let folder = Folder::new();
    folder.write("report.json", &report.to_string());
    let ran = run::rendered(folder.path());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(!ran.stdout.contains("bucket occupancy"));
}
