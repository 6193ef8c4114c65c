//! `Vec<Box<dyn Trait>>` against an enum and against one vector for each type: what does it cost to
//! keep values of several types, and how much does one large type among them cost the enum?
//!
//! ```sh
//! cargo run --release --example shapes -- run -i large=0 -i large=10 -i large=100
//! ```

use std::hint::black_box;
use std::process::ExitCode;

use heapwise::Answer;
use heapwise::experiment::{Declared, Domain};
use heapwise::{Alloc, Experiment};

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

fn main() -> ExitCode {
    heapwise::main([Declared::from(shapes()), Declared::from(areas())])
}

fn shapes() -> Experiment<Vec<Any>> {
    experiment("shapes", "what do shapes of 8 and of 96 bytes cost?")
        .setup(|input| any(input.get("n"), input.get("large")))
        .variant("boxed-dyn", "Vec<Box<dyn Shape>>", |shapes| {
            sum(black_box(&boxed(shapes)).iter().map(Shape::area))
        })
        .variant("enum", "Vec<Any>: each as large as the largest", |shapes| {
            sum(black_box(&shapes.clone()).iter().map(Shape::area))
        })
        .variant("lean-enum", "the same with bars in boxes", |shapes| {
            sum(black_box(&lean(shapes)).iter().map(Shape::area))
        })
        .variant("by-type", "a Vec for each type: no order", |shapes| {
            sum(black_box(&ByType::new(shapes)).areas())
        })
}

fn areas() -> Experiment<Layouts> {
    experiment("areas", "add up the areas of shapes that are there")
        .setup(|input| Layouts::new(any(input.get("n"), input.get("large"))))
        .variant("boxed-dyn", "a call through each one's table", |all| {
            sum(all.boxed.iter().map(Shape::area))
        })
        .variant("enum", "a match", |all| {
            sum(all.any.iter().map(Shape::area))
        })
        .variant("lean-enum", "a match, and a pointer to bars", |all| {
            sum(all.lean.iter().map(Shape::area))
        })
        .variant("by-type", "a loop for each type", |all| {
            sum(all.by_type.areas())
        })
}

fn experiment(name: &str, about: &str) -> Experiment {
    let large = Domain::integers(10, 0..=100);
    Experiment::new(name, about)
        .input("n", Domain::integers(200_000, 0..=1 << 28), "shapes")
        .input("large", large, "how many in a hundred are bars")
}

fn sum(areas: impl Iterator<Item = i64>) -> Answer<i64> {
    let (n, sum) = areas.fold((0, 0), |(n, sum), area| (n + 1, sum + area));
    Answer::new(sum).elements(n)
}

trait Shape {
    fn area(&self) -> i64;
}

#[derive(Clone, Copy)]
struct Square(i64);

impl Shape for Square {
    fn area(&self) -> i64 {
        self.0 * self.0
    }
}

/// Bars side by side, each one wide.
#[derive(Clone, Copy)]
struct Bars([i64; 12]);

impl Shape for Bars {
    fn area(&self) -> i64 {
        self.0.iter().sum()
    }
}

/// Either shape; bars themselves, or through a pointer.
#[derive(Clone, Copy)]
enum Any<B = Bars> {
    Square(Square),
    Bars(B),
}

impl<B: Shape> Shape for Any<B> {
    fn area(&self) -> i64 {
        match self {
            Self::Square(square) => square.area(),
            Self::Bars(bars) => bars.area(),
        }
    }
}

impl<S: Shape + ?Sized> Shape for Box<S> {
    fn area(&self) -> i64 {
        (**self).area()
    }
}

/// `n` shapes in no order that a processor could guess, `large` in a hundred of them bars.
fn any(n: u32, large: u32) -> Vec<Any> {
    let shape = |at: u32| {
        let mixed = at.wrapping_mul(0x9e37_79b9) >> 8;
        let length = i64::from(mixed % 512);
        match mixed % 100 < large {
            true => Any::Bars(Bars([length; 12])),
            false => Any::Square(Square(length)),
        }
    };
    (0..n).map(shape).collect()
}

fn boxed(shapes: &[Any]) -> Vec<Box<dyn Shape>> {
    let boxed = |shape: &Any| match *shape {
        Any::Square(square) => Box::new(square) as Box<dyn Shape>,
        Any::Bars(bars) => Box::new(bars),
    };
    shapes.iter().map(boxed).collect()
}

fn lean(shapes: &[Any]) -> Vec<Any<Box<Bars>>> {
    let lean = |shape: &Any| match *shape {
        Any::Square(square) => Any::Square(square),
        Any::Bars(bars) => Any::Bars(Box::new(bars)),
    };
    shapes.iter().map(lean).collect()
}

/// A vector for each type; the order across them is lost.
struct ByType {
    squares: Vec<Square>,
    bars: Vec<Bars>,
}

impl ByType {
    fn new(shapes: &[Any]) -> Self {
        let is_bars = |shape: &&Any| matches!(shape, Any::Bars(_));
        let bars = shapes.iter().filter(is_bars).count();
        let mut by_type = Self {
            squares: Vec::with_capacity(shapes.len() - bars),
            bars: Vec::with_capacity(bars),
        };
        for shape in shapes {
            match *shape {
                Any::Square(square) => by_type.squares.push(square),
                Any::Bars(bars) => by_type.bars.push(bars),
            }
        }
        by_type
    }

    fn areas(&self) -> impl Iterator<Item = i64> {
        let squares = self.squares.iter().map(Shape::area);
        squares.chain(self.bars.iter().map(Shape::area))
    }
}

/// The same shapes in every layout.
struct Layouts {
    boxed: Vec<Box<dyn Shape>>,
    lean: Vec<Any<Box<Bars>>>,
    by_type: ByType,
    any: Vec<Any>,
}

impl Layouts {
    fn new(any: Vec<Any>) -> Self {
        let (boxed, lean, by_type) = (boxed(&any), lean(&any), ByType::new(&any));
        Self {
            boxed,
            lean,
            by_type,
            any,
        }
    }
}
