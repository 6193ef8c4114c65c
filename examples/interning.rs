//! Interning compared to owning: what do the words of a text cost if each distinct word is stored
//! once, and how often must words repeat before that pays?
//!
//! ```sh
//! cargo run --release --example interning -- run -i repeats=1 -i repeats=4 -i repeats=64
//! ```

use std::hash::BuildHasher;
use std::hint::black_box;
use std::process::ExitCode;
use std::rc::Rc;

use hashbrown::hash_table::{Entry, HashTable};
use hashbrown::{DefaultHashBuilder, HashSet};
use heapwise::Answer;
use heapwise::experiment::Domain;
use heapwise::{Alloc, Experiment};

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

fn main() -> ExitCode {
    heapwise::main([interning()])
}

fn interning() -> Experiment<Vec<String>> {
    Experiment::new("interning", "what do the words of a text cost?")
        .input("n", Domain::integers(200_000, 1..=1 << 28), "words")
        .input(
            "repeats",
            Domain::integers(64, 1..=1 << 28),
            "times that each word occurs",
        )
        .setup(|input| words(input.get("n"), input.get("repeats")))
        .variant("string", "Vec<String>: every word owned", |words| {
            answer(words.clone().iter().map(String::as_str))
        })
        .variant("box-str", "Vec<Box<str>>: no capacities", |words| {
            let owned: Vec<Box<str>> = words.iter().map(|word| Box::from(&**word)).collect();
            answer(owned.iter().map(|word| &**word))
        })
        .variant("rc-str", "Vec<Rc<str>>: equal words shared", |words| {
            let mut distinct: HashSet<Rc<str>> = HashSet::new();
            let share = |word: &String| {
                Rc::clone(distinct.get_or_insert_with(word.as_str(), |word| word.into()))
            };
            let shared: Vec<Rc<str>> = words.iter().map(share).collect();
            answer(shared.iter().map(|word| &**word))
        })
        .variant("symbols", "Vec<u32> into one buffer", |words| {
            let mut interner = Interner::default();
            let symbols: Vec<u32> = words.iter().map(|word| interner.intern(word)).collect();
            answer(symbols.iter().map(|&symbol| interner.distinct.word(symbol)))
        })
        .variant("borrowed", "Vec<&str>: the text stays in memory", |words| {
            let borrowed: Vec<&str> = words.iter().map(String::as_str).collect();
            answer(borrowed.iter().copied())
        })
}

/// `n` words of 8 letters. Each word occurs again after `n / repeats` words.
fn words(n: u32, repeats: u32) -> Vec<String> {
    let distinct = n.div_ceil(repeats);
    let word = |i: u32| format!("{:08x}", (i % distinct).wrapping_mul(0x9e37_79b9));
    (0..n).map(word).collect()
}

/// Gives equal words equal numbers.
#[derive(Default)]
struct Interner {
    distinct: Distinct,
    symbols: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

/// The distinct words end to end. The number of a word is its index.
#[derive(Default)]
struct Distinct {
    text: String,
    ends: Vec<u32>,
}

impl Interner {
    fn intern(&mut self, word: &str) -> u32 {
        let (distinct, hasher) = (&mut self.distinct, &self.hasher);
        let entry = self.symbols.entry(
            hasher.hash_one(word),
            |&symbol| distinct.word(symbol) == word,
            |&symbol| hasher.hash_one(distinct.word(symbol)),
        );
        match entry {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => *entry.insert(distinct.push(word)).get(),
        }
    }
}

impl Distinct {
    fn push(&mut self, word: &str) -> u32 {
        self.text.push_str(word);
        self.ends.push(self.text.len() as u32);
        self.ends.len() as u32 - 1
    }

    fn word(&self, symbol: u32) -> &str {
        let index = symbol as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[index] as usize]
    }
}

/// A checksum of all letters in their order.
fn answer<'a>(words: impl ExactSizeIterator<Item = &'a str>) -> Answer<u64> {
    let n = words.len() as u64;
    let letters = words.flat_map(|word| black_box(word).bytes());
    let sum = letters.fold(0_u64, |sum, letter| {
        sum.wrapping_mul(31).wrapping_add(letter.into())
    });
    Answer::new(sum).elements(n)
}
