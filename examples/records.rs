//! An array of structures compared to a structure of arrays: what does padding cost, and which layout
//! is read faster, one field of every row or whole rows in scattered order?
//!
//! ```sh
//! cargo run --release --example records
//! ```

#![expect(clippy::vec_box, reason = "one of the layouts that are compared")]

use std::hint::black_box;
use std::process::ExitCode;

use heapwise::Answer;
use heapwise::experiment::{Declared, Domain};
use heapwise::{Alloc, Experiment};

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

fn main() -> ExitCode {
    heapwise::main([
        Declared::from(records()),
        Declared::from(one_field()),
        Declared::from(whole_rows()),
    ])
}

fn experiment(name: &str, about: &str) -> Experiment {
    Experiment::new(name, about).input("n", Domain::integers(1_000_000, 1..=1 << 32), "rows")
}

fn records() -> Experiment<u64> {
    experiment("records", "what do rows of 10 bytes cost?")
        .setup(|input| input.get("n"))
        .variant(
            "declared-order",
            "Vec<Row>, fields in the order of their declaration",
            |&n| sum(black_box(&rows_in_order(n)).iter().map(|row| row.price)),
        )
        .variant(
            "rows",
            "Vec<Row>, fields in the order that Rust chooses",
            |&n| sum(black_box(&rows(n)).iter().map(|row| row.price)),
        )
        .variant("boxed-rows", "Vec<Box<Row>>", |&n| {
            sum(black_box(&boxed_rows(n)).iter().map(|row| row.price))
        })
        .variant("columns", "a Vec for each field", |&n| {
            sum(black_box(&Columns::new(n)).price.iter().copied())
        })
}

fn one_field() -> Experiment<Layouts> {
    experiment("one-field", "add up one field of rows that are there")
        .setup(|input| Layouts::new(input.get("n")))
        .variant("declared-order", "every third word", |all| {
            sum(all.in_order.iter().map(|row| row.price))
        })
        .variant("rows", "every second word", |all| {
            sum(all.rows.iter().map(|row| row.price))
        })
        .variant("boxed-rows", "one word behind each pointer", |all| {
            sum(all.boxed.iter().map(|row| row.price))
        })
        .variant("columns", "every word", |all| {
            sum(all.columns.price.iter().copied())
        })
}

fn whole_rows() -> Experiment<Layouts> {
    experiment("whole-rows", "read rows that are there, here and there")
        .setup(|input| Layouts::new(input.get("n")))
        .variant("declared-order", "one access a row", |all| {
            all.read_rows(|index| all.in_order[index].row())
        })
        .variant("rows", "one access a row", |all| {
            all.read_rows(|index| all.rows[index])
        })
        .variant("boxed-rows", "two accesses: pointer and row", |all| {
            all.read_rows(|index| *all.boxed[index])
        })
        .variant("columns", "three accesses a row", |all| {
            all.read_rows(|index| all.columns.row(index))
        })
}

#[derive(Clone, Copy)]
struct Row {
    paid: bool,
    price: u64,
    kind: u8,
}

/// A [`Row`] with its fields in the order of their declaration, as in C, with padding between them.
#[repr(C)]
struct RowInOrder {
    paid: bool,
    price: u64,
    kind: u8,
}

struct Columns {
    paid: Vec<bool>,
    price: Vec<u64>,
    kind: Vec<u8>,
}

/// The same rows in every layout.
struct Layouts {
    in_order: Vec<RowInOrder>,
    rows: Vec<Row>,
    boxed: Vec<Box<Row>>,
    columns: Columns,
}

fn row(index: u64) -> Row {
    let mixed = index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (paid, price, kind) = (mixed.is_multiple_of(2), mixed >> 32, mixed as u8);
    Row { paid, price, kind }
}

fn rows_in_order(n: u64) -> Vec<RowInOrder> {
    let in_order = |Row { paid, price, kind }| RowInOrder { paid, price, kind };
    (0..n).map(row).map(in_order).collect()
}

fn rows(n: u64) -> Vec<Row> {
    (0..n).map(row).collect()
}

fn boxed_rows(n: u64) -> Vec<Box<Row>> {
    (0..n).map(row).map(Box::new).collect()
}

fn sum(prices: impl ExactSizeIterator<Item = u64>) -> Answer<u64> {
    let n = prices.len() as u64;
    Answer::new(prices.sum()).elements(n)
}

impl RowInOrder {
    fn row(&self) -> Row {
        let &Self { paid, price, kind } = self;
        Row { paid, price, kind }
    }
}

impl Columns {
    fn new(n: u64) -> Self {
        let rows = || (0..n).map(row);
        let paid = rows().map(|row| row.paid).collect();
        let price = rows().map(|row| row.price).collect();
        let kind = rows().map(|row| row.kind).collect();
        Self { paid, price, kind }
    }

    fn row(&self, index: usize) -> Row {
        let (paid, price, kind) = (self.paid[index], self.price[index], self.kind[index]);
        Row { paid, price, kind }
    }
}

impl Layouts {
    fn new(n: u64) -> Self {
        let (in_order, rows, boxed) = (rows_in_order(n), rows(n), boxed_rows(n));
        let columns = Columns::new(n);
        Self {
            in_order,
            rows,
            boxed,
            columns,
        }
    }

    /// Reads every row once, in steps of 7919 rows.
    fn read_rows(&self, row: impl Fn(usize) -> Row) -> u64 {
        let n = self.rows.len();
        let rows = (0..n).map(|step| row(step * 7919 % n));
        rows.filter(|row| row.paid)
            .map(|row| row.price + u64::from(row.kind))
            .sum()
    }
}
