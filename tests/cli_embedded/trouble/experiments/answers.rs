//! Variants with answers, metrics and verdicts.

use std::hint::black_box;

use heapwise::alloc::count;
use heapwise::experiment::{Declared, Extras};
use heapwise::record::{Grade, Metric, Series};
use heapwise::{Answer, Experiment};

pub fn all() -> Vec<Declared> {
    vec![
        answers().into(),
        inspected().into(),
        sized().into(),
        applies().into(),
        concluded().into(),
        long().into(),
    ]
}

fn applies() -> Experiment {
    Experiment::new("applies", "variants that do not apply everywhere")
        .input("n", 1000, "elements")
        .test_value(3)
        .variant("always", "", |input| {
            Answer::new(black_box(vec![1_u8; 100]).len() == 100).elements(input.get("n"))
        })
        .variant("small", "", |input| match input.get::<u64>("n") {
            ..=10 => Answer::new(true),
            _ => Answer::not_applicable("more than 10"),
        })
        .variant("never", "", |_| {
            Answer::<bool>::not_applicable("needs a fish")
        })
}

fn concluded() -> Experiment {
    Experiment::new("concluded", "what an experiment concludes")
        .input("panics", 0, "whether the code for the conclusion panics")
        .variant("small", "", |_| !black_box(vec![1_u8; 100]).is_empty())
        .variant("large", "", |_| !black_box(vec![1_u8; 200]).is_empty())
        .conclude(|case| {
            assert!(case.input_line() == "panics=0", "no conclusion today");
            let [small, large] = ["small", "large"].map(|name| {
                let heap = case.row(name)?.heap.as_ref()?;
                Some(heap.totals.peak_bytes)
            });
            let padding = "x".repeat(1000);
            Some(format!("from {} B\nto {} B{padding}", small?, large?))
        })
}

fn answers() -> Experiment {
    Experiment::new("answers", "whether different answers are detected")
        .input("known", 0, "the known answer; 0 for none")
        .input("bits", 64, "the width of the known answer")
        .known_answer(|input| {
            let known = match input.get("bits") {
                32_u8 => input.get::<u32>("known").into(),
                _ => input.get::<u64>("known"),
            };
            (known > 0).then(|| known.to_string())
        })
        .variant("first", "", |_| Answer::new(5).digest_of([2, 3]))
        .variant("same", "", |_| Answer::new(5).digest_of([2, 3]))
        .variant("other-details", "", |_| Answer::new(5).digest_of([3, 2]))
        .variant("other", "", |_| Answer::new(6).digest_of([2, 3]))
        .variant("fickle", "another answer in every process", |_| {
            Answer::new(std::process::id())
        })
}

fn inspected() -> Experiment {
    let half = || Extras::default().metric(Metric::new("half", 0.5, "").expected(0.25));
    Experiment::new("inspected", "metrics and verdicts of a variant")
        .variant("plain", "", |_| 1)
        .variant("described", "", |_| 1)
        .inspect(move |_| {
            let held = vec![1_u8; 1 << 20];
            half().verdict(Grade::Suspect, format!("{} bytes", black_box(held).len()))
        })
        .variant("heap-measured", "", |_| 1)
        .inspect(move |_| half())
        .measure_heap(|_| {
            let before = black_box(vec![1_u8; 100]);
            count::start();
            let held = black_box(vec![1_u8; 1000]);
            let figures = count::stop();
            drop((before, held));
            Extras::default().metric(Metric::new("live", figures.totals.end_bytes as f64, "B"))
        })
        .variant("panics", "", |_| 1)
        .inspect(|_| panic!("not to be looked at"))
        .variant("fails", "", |_| -> i32 { panic!("not to be run") })
        .inspect(|_| panic!("not to be looked at"))
}

fn sized() -> Experiment {
    Experiment::new("sized", "a block of n bytes")
        .input("n", 10, "how many bytes")
        .input("fill", 1, "with what")
        .input("note", "none", "a text in the report")
        .variant("vec", "", |input| {
            black_box(vec![input.get::<u8>("fill"); input.get("n")]).len()
        })
}

/// Texts of many megabytes.
fn long() -> Experiment {
    let text = || "long ".repeat(1_000_000);
    Experiment::new("long", "texts that nobody reads to their end")
        .try_variant("error", "", move |_| Err::<(), _>(text()))
        .variant("inapplicable", "", move |_| {
            Answer::<()>::not_applicable(text())
        })
        .variant("described", "", move |_| {
            Answer::new(()).metric(&text(), 1.0, &text())
        })
        .inspect(move |_| {
            let series = Series::new(text(), text(), text(), vec![(1.0, 1.0)]);
            let extras = Extras::default().series(series);
            extras.verdict(Grade::Suspect, text())
        })
}
