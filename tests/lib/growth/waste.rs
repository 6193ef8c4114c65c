//! Whether a factor of 1.5 wastes less than 2. It leaves less capacity idle and has a lower copying
//! peak; it copies more, and at some lengths it leaves more capacity idle.

use heapwise::lab::growth::{Curve, Factor, follow};

const ITEM_BYTES: usize = 8;

fn at(factor: Factor, items: usize) -> Curve {
    follow(&factor, items, ITEM_BYTES, 0).unwrap()
}

/// The mean of a figure over lengths from 10⁴ to 10⁸, evenly spaced on a logarithmic scale: the
/// distribution of an unknown length.
fn mean(factor: Factor, figure: impl Fn(&Curve, f64) -> f64) -> f64 {
    const LENGTHS: u32 = 20_000;
    let lengths = (0..LENGTHS).map(|step| 1e4 * 1e4_f64.powf(f64::from(step) / f64::from(LENGTHS)));
    let figures = lengths.map(|items| figure(&at(factor, items as usize), items));
    figures.sum::<f64>() / f64::from(LENGTHS)
}

fn assert_close(one: f64, other: f64) {
    assert!((one / other - 1.0).abs() < 0.01, "{one} is not {other}");
}

/// Expected means over lengths from c to g·c: the idle share, (g - 1)/ln g - 1, and the copies for
/// each item, 1/ln g.
#[test]
fn on_average_it_leaves_half_as_much_idle_and_copies_two_thirds_more() {
    let headroom = |factor| mean(factor, |curve, _| curve.headroom_percent().unwrap());
    assert_close(headroom(Factor::ONE_AND_A_HALF), 23.3);
    assert_close(headroom(Factor::TWO), 44.3);

    let copied = |factor| {
        mean(factor, |curve, items| {
            curve.copied_bytes() as f64 / (ITEM_BYTES as f64 * items)
        })
    };
    assert_close(copied(Factor::ONE_AND_A_HALF), 2.466);
    assert_close(copied(Factor::TWO), 1.443);
}

#[test]
fn at_the_worst_it_leaves_half_as_much_idle_and_copies_half_more() {
    let worst = |factor| at(factor, 100_000_000).worst_headroom_percent(10_000);
    assert_close(worst(Factor::ONE_AND_A_HALF).unwrap(), 50.0);
    assert_close(worst(Factor::TWO).unwrap(), 100.0);

    // One item after a growth step.
    let copied = |factor| {
        let items = at(factor, 100_000_000).steps().last().unwrap().before + 1;
        let curve = at(factor, items);
        curve.copied_bytes() as f64 / (ITEM_BYTES * items) as f64
    };
    assert_close(copied(Factor::ONE_AND_A_HALF), 3.0);
    assert_close(copied(Factor::TWO), 2.0);
}

/// During a growth step at c items, capacities c and g·c are live: at worst 2.5 against 3 times the
/// items. The mean over lengths is (g + 1)·(g - 1)/(g·ln g) for each item.
#[test]
fn its_copying_peak_is_lower() {
    let copying =
        |curve: &Curve, items: f64| curve.copying_peak_bytes() as f64 / (ITEM_BYTES as f64 * items);
    assert_close(mean(Factor::ONE_AND_A_HALF, copying), 2.055);
    assert_close(mean(Factor::TWO, copying), 2.164);

    let worst = |factor| {
        let items = at(factor, 100_000_000).steps().last().unwrap().before + 1;
        copying(&at(factor, items), items as f64)
    };
    assert_close(worst(Factor::ONE_AND_A_HALF), 2.5);
    assert_close(worst(Factor::TWO), 3.0);
}

#[test]
fn at_a_power_of_two_it_wastes_more() {
    let (slow, fast) = (
        at(Factor::ONE_AND_A_HALF, 1 << 20),
        at(Factor::TWO, 1 << 20),
    );
    assert_eq!(fast.headroom_percent(), Some(0.0));
    assert_eq!(slow.capacity(), 1_049_868);
    assert!(slow.peak_bytes() > fast.peak_bytes());
    assert!(slow.copying_peak_bytes() > fast.copying_peak_bytes());
}

/// Adjacent freed blocks can hold the next one only if the factor is below the golden ratio: at a
/// step to g·c all blocks before c are free, c/(g - 1) in total.
#[test]
fn its_freed_blocks_can_hold_a_new_one() {
    let ever_fits = |factor| {
        let curve = at(factor, 1_000_000_000);
        let mut free = 0;
        curve.steps().iter().any(|step| {
            let fits = free >= step.after;
            free += step.before;
            fits
        })
    };
    assert!(ever_fits(Factor::ONE_AND_A_HALF));
    assert!(!ever_fits(Factor::GOLDEN));
    assert!(!ever_fits(Factor::TWO));
}
