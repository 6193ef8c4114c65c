//! Bytes and counts in criterion's output.

use criterion::Throughput;
use criterion::measurement::ValueFormatter;

/// Bytes in decimal units.
pub(super) struct BytesFormatter;

/// Counts of blocks.
pub(super) struct BlocksFormatter;

impl ValueFormatter for BytesFormatter {
    fn scale_values(&self, typical_value: f64, values: &mut [f64]) -> &'static str {
        let (divisor, unit) = match typical_value {
            ..1e3 => (1.0, "B"),
            ..1e6 => (1e3, "kB"),
            ..1e9 => (1e6, "MB"),
            _ => (1e9, "GB"),
        };
        values.iter_mut().for_each(|value| *value /= divisor);
        unit
    }

    fn scale_throughputs(
        &self,
        _typical_value: f64,
        throughput: &Throughput,
        values: &mut [f64],
    ) -> &'static str {
        divide_by_work(throughput, values, ["B/bit", "B/byte", "B/element"])
    }

    fn scale_for_machines(&self, _values: &mut [f64]) -> &'static str {
        "B"
    }
}

impl ValueFormatter for BlocksFormatter {
    fn scale_values(&self, _typical_value: f64, _values: &mut [f64]) -> &'static str {
        "blocks"
    }

    fn scale_throughputs(
        &self,
        _typical_value: f64,
        throughput: &Throughput,
        values: &mut [f64],
    ) -> &'static str {
        let units = ["blocks/bit", "blocks/byte", "blocks/element"];
        divide_by_work(throughput, values, units)
    }

    fn scale_for_machines(&self, _values: &mut [f64]) -> &'static str {
        "blocks"
    }
}

/// Divides figures by the amount of work, and returns the unit for work in bits, bytes or elements.
fn divide_by_work(
    throughput: &Throughput,
    values: &mut [f64],
    [bits, bytes, elements]: [&'static str; 3],
) -> &'static str {
    let (amount, unit) = match *throughput {
        Throughput::Bits(amount) => (amount, bits),
        Throughput::Bytes(amount) | Throughput::BytesDecimal(amount) => (amount, bytes),
        Throughput::Elements(amount) => (amount, elements),
        Throughput::ElementsAndBytes {
            elements: amount, ..
        } => (amount, elements),
    };
    let amount = amount.max(1) as f64;
    values.iter_mut().for_each(|value| *value /= amount);
    unit
}
