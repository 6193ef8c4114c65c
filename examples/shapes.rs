//! `Vec<Box<dyn Trait>>` against an enum and against one vector for each type: what does it cost to
//! keep values of several types, and how much does one large type among them cost the enum?
//!
//! ```sh
//! cargo run --release --example shapes -- run -i large=0 -i large=10 -i large=100
//! ```

use std::hint::black_box;
use std::process::ExitCode;

use heapwise::experiment::{Answer, Declared, Domain};
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
        .variant("lean-enum", "the same with hexagons in boxes", |shapes| {
            sum(black_box(&lean(shapes)).iter().map(Shape::area))
        })
        .variant(
            "by-type",
            "a Vec for each type: no common order",
            |shapes| sum(black_box(&ByType::new(shapes)).areas()),
        )
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
        .variant("lean-enum", "a match, and a pointer to hexagons", |all| {
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
        .input("large", large, "how many in a hundred are hexagons")
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

/// By its corners.
#[derive(Clone, Copy)]
struct Hexagon([(i64, i64); 6]);

impl Shape for Hexagon {
    fn area(&self) -> i64 {
        let next = self.0.iter().cycle().skip(1);
        let corners = self.0.iter().zip(next);
        let crossed = corners.map(|((x, y), (next_x, next_y))| x * next_y - next_x * y);
        crossed.sum::<i64>() / 2
    }
}

/// Either shape; a hexagon itself, or through a pointer.
#[derive(Clone, Copy)]
enum Any<H = Hexagon> {
    Square(Square),
    Hexagon(H),
}

impl<H: Shape> Shape for Any<H> {
    fn area(&self) -> i64 {
        match self {
            Self::Square(square) => square.area(),
            Self::Hexagon(hexagon) => hexagon.area(),
        }
    }
}

impl<S: Shape + ?Sized> Shape for Box<S> {
    fn area(&self) -> i64 {
        (**self).area()
    }
}

/// `n` shapes in no order that a processor could guess, `large` in a hundred of them hexagons.
fn any(n: u32, large: u32) -> Vec<Any> {
    let shape = |at: u32| {
        let mixed = at.wrapping_mul(0x9e37_79b9) >> 8;
        let (w, h) = (i64::from(mixed % 512), i64::from(mixed % 509));
        match mixed % 100 < large {
            true => Any::Hexagon(Hexagon([
                (w, 0),
                (2 * w, 0),
                (3 * w, h),
                (2 * w, h),
                (w, h),
                (0, h),
            ])),
            false => Any::Square(Square(w)),
        }
    };
    (0..n).map(shape).collect()
}

fn boxed(shapes: &[Any]) -> Vec<Box<dyn Shape>> {
    let boxed = |shape: &Any| match *shape {
        Any::Square(square) => Box::new(square) as Box<dyn Shape>,
        Any::Hexagon(hexagon) => Box::new(hexagon),
    };
    shapes.iter().map(boxed).collect()
}

fn lean(shapes: &[Any]) -> Vec<Any<Box<Hexagon>>> {
    let lean = |shape: &Any| match *shape {
        Any::Square(square) => Any::Square(square),
        Any::Hexagon(hexagon) => Any::Hexagon(Box::new(hexagon)),
    };
    shapes.iter().map(lean).collect()
}

struct ByType {
    squares: Vec<Square>,
    hexagons: Vec<Hexagon>,
}

impl ByType {
    fn new(shapes: &[Any]) -> Self {
        let hexagons = shapes
            .iter()
            .filter(|shape| matches!(shape, Any::Hexagon(_)))
            .count();
        let mut by_type = Self {
            squares: Vec::with_capacity(shapes.len() - hexagons),
            hexagons: Vec::with_capacity(hexagons),
        };
        for shape in shapes {
            match *shape {
                Any::Square(square) => by_type.squares.push(square),
                Any::Hexagon(hexagon) => by_type.hexagons.push(hexagon),
            }
        }
        by_type
    }

    fn areas(&self) -> impl Iterator<Item = i64> {
        let squares = self.squares.iter().map(Shape::area);
        squares.chain(self.hexagons.iter().map(Shape::area))
    }
}

/// The same shapes in every layout.
struct Layouts {
    boxed: Vec<Box<dyn Shape>>,
    lean: Vec<Any<Box<Hexagon>>>,
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
