//! `String`, `Box<str>` and a compact string compared: what does a string that no longer grows cost in
//! addition to its text, if it is short and if it is long?
//!
//! ```sh
//! cargo run --release --example strings -- run -i length=8 -i length=24 -i length=40
//! ```

use std::hint::black_box;
use std::process::ExitCode;

use compact_str::CompactString;
use heapwise::Answer;
use heapwise::experiment::Domain;
use heapwise::{Alloc, Experiment};

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

fn main() -> ExitCode {
    heapwise::main([strings()])
}

fn strings() -> Experiment<Vec<String>> {
    Experiment::new("strings", "what does a string cost beside its text?")
        .input("n", Domain::integers(100_000, 1..=1 << 20), "strings")
        .input(
            "length",
            Domain::integers(12, 0..=1 << 11),
            "bytes of text in each",
        )
        .setup(|input| texts(input.get("n"), input.get("length")))
        .variant("string-pushed", "String grown letter by letter", |texts| {
            let strings: Vec<String> = texts.iter().map(|text| push_all(text)).collect();
            answer(strings.iter().map(String::as_str))
        })
        .variant(
            "string",
            "String with exactly its length reserved",
            |texts| {
                let strings: Vec<String> = texts.iter().map(|text| String::from(&**text)).collect();
                answer(strings.iter().map(String::as_str))
            },
        )
        .variant("box-str", "Box<str>: stores no capacity", |texts| {
            let strings: Vec<Box<str>> = texts.iter().map(|text| Box::from(&**text)).collect();
            answer(strings.iter().map(|text| &**text))
        })
        .variant(
            "compact-str",
            "CompactString: up to 24 bytes inline",
            |texts| {
                let strings: Vec<CompactString> = texts.iter().map(CompactString::from).collect();
                answer(strings.iter().map(CompactString::as_str))
            },
        )
        .variant(
            "one-buffer",
            "one String, and the end of each text as a u32",
            |texts| {
                let mut all = String::with_capacity(texts.iter().map(String::len).sum());
                let mut ends: Vec<u32> = Vec::with_capacity(texts.len());
                for text in texts {
                    all.push_str(text);
                    ends.push(all.len() as u32);
                }
                let mut next = 0;
                answer(ends.iter().map(|&end| {
                    let start = std::mem::replace(&mut next, end as usize);
                    &all[start..end as usize]
                }))
            },
        )
}

/// `n` texts of letters, each of `length` bytes.
fn texts(n: u32, length: u32) -> Vec<String> {
    let letter = |index: u32| char::from(b'a' + (index.wrapping_mul(0x9e37_79b9) >> 16) as u8 % 26);
    let text = |i| (i * length..(i + 1) * length).map(letter).collect();
    (0..n).map(text).collect()
}

fn push_all(text: &str) -> String {
    let mut string = String::new();
    text.chars().for_each(|letter| string.push(letter));
    string
}

/// A checksum of all letters in their order.
fn answer<'a>(strings: impl ExactSizeIterator<Item = &'a str>) -> Answer<u64> {
    let n = strings.len() as u64;
    let letters = strings.flat_map(|text| black_box(text).bytes());
    let sum = letters.fold(0_u64, |sum, letter| {
        sum.wrapping_mul(31).wrapping_add(letter.into())
    });
    Answer::new(sum).elements(n)
}
