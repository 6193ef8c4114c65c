//! The points: the square from -1.8 - 1.8i to 1.8 + 1.8i, row by row from the top.
//!
//! As in the book, repeated addition produces the coordinates. That determines how each coordinate
//! is rounded and, at some widths, how many coordinates there are.

use num_complex::Complex64;

const MIN: f64 = -1.8;
const MAX: f64 = 1.8;

/// A grid of points. Each axis has `width` coordinates or, where rounding adds one, `width` + 1.
///
/// ```
/// use heapwise::lab::julia::Grid;
/// let grid = Grid::new(1000);
/// assert_eq!(grid.points(), 1_000_000);
/// assert_eq!(grid.zs().next(), Some(num_complex::Complex64::new(-1.8, 1.8)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    x_step: f64,
    y_step: f64,
}

impl Grid {
    /// A grid with steps of 3.6 / `width` on each axis.
    ///
    /// # Panics
    ///
    /// If `width` is zero.
    pub fn new(width: u32) -> Self {
        assert!(width > 0, "the width of a grid is at least 1");
        Self {
            x_step: (MAX - MIN) / f64::from(width),
            y_step: (MIN - MAX) / f64::from(width),
        }
    }

    /// The x coordinates, ascending.
    pub fn xs(&self) -> impl Iterator<Item = f64> + use<> {
        let step = self.x_step;
        repeated_addition(MIN, step).take_while(|&x| x < MAX)
    }

    /// The y coordinates, descending.
    pub fn ys(&self) -> impl Iterator<Item = f64> + use<> {
        let step = self.y_step;
        repeated_addition(MAX, step).take_while(|&y| y > MIN)
    }

    /// The number of x coordinates.
    pub fn columns(&self) -> usize {
        self.xs().count()
    }

    /// The number of y coordinates.
    pub fn rows(&self) -> usize {
        self.ys().count()
    }

    /// The number of points.
    pub fn points(&self) -> usize {
        self.columns() * self.rows()
    }

    /// The points, row by row.
    pub fn zs(&self) -> impl Iterator<Item = Complex64> {
        self.ys()
            .flat_map(|y| self.xs().map(move |x| Complex64::new(x, y)))
    }
}

fn repeated_addition(start: f64, step: f64) -> impl Iterator<Item = f64> {
    std::iter::successors(Some(start), move |previous| Some(previous + step))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The x and the y coordinates, computed by the loops that the book has.
    fn axes_of_the_book(width: u32) -> (Vec<f64>, Vec<f64>) {
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        let (mut x, mut y) = (-1.8, 1.8);
        while y > -1.8 {
            ys.push(y);
            y += (-1.8 - 1.8) / f64::from(width);
        }
        while x < 1.8 {
            xs.push(x);
            x += (1.8 - -1.8) / f64::from(width);
        }
        (xs, ys)
    }

    #[test]
    fn the_axes_equal_those_of_the_book_at_every_width() {
        for width in 1..1200 {
            let (xs, ys) = axes_of_the_book(width);
            let grid = Grid::new(width);
            assert!(grid.xs().eq(xs), "x at width {width}");
            assert!(grid.ys().eq(ys), "y at width {width}");
        }
    }

    #[test]
    fn some_widths_give_one_more_coordinate() {
        let widths: Vec<u32> = (1..200)
            .filter(|&width| Grid::new(width).columns() != width as usize)
            .collect();
        assert!(!widths.is_empty());
        for width in widths {
            assert_eq!(Grid::new(width).columns(), width as usize + 1);
        }
    }
}
