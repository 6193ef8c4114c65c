//! An array of structures against a structure of arrays: what does padding cost, and which layout
//! is read faster: one field of every row, or whole rows here and there?
//!
//! ```sh
//! cargo run --release --example records
//! ```

#![expect(clippy::vec_box, reason = "one of the layouts asked about")]

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
        .variant("declared-order", "Vec<Row>, fields as declared", |&n| {
            sum(black_box(&in_order(n)).iter().map(|row| row.price))
        })
        .variant("rows", "Vec<Row>, fields as Rust puts them", |&n| {
            sum(black_box(&rows(n)).iter().map(|row| row.price))
        })
        .variant("boxed-rows", "Vec<Box<Row>>", |&n| {
            sum(black_box(&boxed(n)).iter().map(|row| row.price))
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
        .variant("boxed-rows", "a word behind each pointer", |all| {
            sum(all.boxed.iter().map(|row| row.price))
        })
        .variant("columns", "every word", |all| {
            sum(all.columns.price.iter().copied())
        })
}

fn whole_rows() -> Experiment<Layouts> {
    experiment("whole-rows", "read rows that are there, here and there")
        .setup(|input| Layouts::new(input.get("n")))
        .variant("declared-order", "one place", |all| {
            all.here_and_there(|at| all.in_order[at].row())
        })
        .variant("rows", "one place", |all| {
            all.here_and_there(|at| all.rows[at])
        })
        .variant("boxed-rows", "a pointer's place and its row's", |all| {
            all.here_and_there(|at| *all.boxed[at])
        })
        .variant("columns", "three places", |all| {
            all.here_and_there(|at| all.columns.row(at))
        })
}

#[derive(Clone, Copy)]
struct Row {
    paid: bool,
    price: u64,
    kind: u8,
}

/// A [`Row`] with its fields one after the other, as in C: each where its alignment allows.
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

fn row(at: u64) -> Row {
    let mixed = at.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (paid, price, kind) = (mixed.is_multiple_of(2), mixed >> 32, mixed as u8);
    Row { paid, price, kind }
}

fn in_order(n: u64) -> Vec<RowInOrder> {
    let in_order = |Row { paid, price, kind }| RowInOrder { paid, price, kind };
    (0..n).map(row).map(in_order).collect()
}

fn rows(n: u64) -> Vec<Row> {
    (0..n).map(row).collect()
}

fn boxed(n: u64) -> Vec<Box<Row>> {
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

    fn row(&self, at: usize) -> Row {
        let (paid, price, kind) = (self.paid[at], self.price[at], self.kind[at]);
        Row { paid, price, kind }
    }
}

impl Layouts {
    fn new(n: u64) -> Self {
        let (in_order, rows, boxed) = (in_order(n), rows(n), boxed(n));
        let columns = Columns::new(n);
        Self {
            in_order,
            rows,
            boxed,
            columns,
        }
    }

    fn here_and_there(&self, row: impl Fn(usize) -> Row) -> u64 {
        let n = self.rows.len();
        let rows = (0..n).map(|step| row(step * 7919 % n));
        rows.filter(|row| row.paid)
            .map(|row| row.price + u64::from(row.kind))
            .sum()
    }
}
