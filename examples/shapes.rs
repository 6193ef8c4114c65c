//! `Vec<Box<dyn Trait>>`, an enum and one vector for each type compared: what does it cost to store
//! values of several types, and how much does one large type cost the enum?
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

fn shapes() -> Experiment<Vec<AnyShape>> {
    experiment("shapes", "what do shapes of 8 and of 96 bytes cost?")
        .setup(|input| random_shapes(input.get("n"), input.get("large")))
        .variant("boxed-dyn", "Vec<Box<dyn Shape>>", |shapes| {
            sum(black_box(&boxed_shapes(shapes)).iter().map(Shape::area))
        })
        .variant(
            "enum",
            "Vec<AnyShape>: each as large as the largest",
            |shapes| sum(black_box(&shapes.clone()).iter().map(Shape::area)),
        )
        .variant("lean-enum", "Vec<AnyShape>, bars in boxes", |shapes| {
            sum(black_box(&lean_shapes(shapes)).iter().map(Shape::area))
        })
        .variant(
            "by-type",
            "a Vec for each type: loses the order",
            |shapes| sum(black_box(&ByType::new(shapes)).areas()),
        )
}

fn areas() -> Experiment<Layouts> {
    experiment("areas", "add up the areas of shapes that are there")
        .setup(|input| Layouts::new(random_shapes(input.get("n"), input.get("large"))))
        .variant("boxed-dyn", "a call through a vtable", |all| {
            sum(all.boxed.iter().map(Shape::area))
        })
        .variant("enum", "a match", |all| {
            sum(all.any.iter().map(Shape::area))
        })
        .variant("lean-enum", "a match, and for bars a pointer", |all| {
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
        .input("large", large, "percentage of bars")
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

/// Bars of width 1 side by side.
#[derive(Clone, Copy)]
struct Bars([i64; 12]);

impl Shape for Bars {
    fn area(&self) -> i64 {
        self.0.iter().sum()
    }
}

/// A shape of either type. `B` is the bars themselves or a pointer to them.
#[derive(Clone, Copy)]
enum AnyShape<B = Bars> {
    Square(Square),
    Bars(B),
}

impl<B: Shape> Shape for AnyShape<B> {
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

/// `n` shapes in an order that a processor cannot predict; about `large` percent of them are bars.
fn random_shapes(n: u32, large: u32) -> Vec<AnyShape> {
    let shape = |index: u32| {
        let mixed = index.wrapping_mul(0x9e37_79b9) >> 8;
        let length = i64::from(mixed % 512);
        if mixed % 100 < large {
            AnyShape::Bars(Bars([length; 12]))
        } else {
            AnyShape::Square(Square(length))
        }
    };
    (0..n).map(shape).collect()
}

fn boxed_shapes(shapes: &[AnyShape]) -> Vec<Box<dyn Shape>> {
    let to_box = |shape: &AnyShape| match *shape {
        AnyShape::Square(square) => Box::new(square) as Box<dyn Shape>,
        AnyShape::Bars(bars) => Box::new(bars),
    };
    shapes.iter().map(to_box).collect()
}

fn lean_shapes(shapes: &[AnyShape]) -> Vec<AnyShape<Box<Bars>>> {
    let to_lean = |shape: &AnyShape| match *shape {
        AnyShape::Square(square) => AnyShape::Square(square),
        AnyShape::Bars(bars) => AnyShape::Bars(Box::new(bars)),
    };
    shapes.iter().map(to_lean).collect()
}

/// A vector for each type; the common order is lost.
struct ByType {
    squares: Vec<Square>,
    bars: Vec<Bars>,
}

impl ByType {
    fn new(shapes: &[AnyShape]) -> Self {
        let is_bars = |shape: &&AnyShape| matches!(shape, AnyShape::Bars(_));
        let bars = shapes.iter().filter(is_bars).count();
        let mut by_type = Self {
            squares: Vec::with_capacity(shapes.len() - bars),
            bars: Vec::with_capacity(bars),
        };
        for shape in shapes {
            match *shape {
                AnyShape::Square(square) => by_type.squares.push(square),
                AnyShape::Bars(bars) => by_type.bars.push(bars),
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
    lean: Vec<AnyShape<Box<Bars>>>,
    by_type: ByType,
    any: Vec<AnyShape>,
}

impl Layouts {
    fn new(any: Vec<AnyShape>) -> Self {
        Self {
            boxed: boxed_shapes(&any),
            lean: lean_shapes(&any),
            by_type: ByType::new(&any),
            any,
        }
    }
}
