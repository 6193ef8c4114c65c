//! The points: the square from -1.8 - 1.8i to 1.8 + 1.8i, row by row from the top, built by
//! repeated addition as the text builds it, which fixes both the rounding of each coordinate and,
//! at some widths, how many there are.

use num_complex::Complex64;

const LEAST: f64 = -1.8;
const MOST: f64 = 1.8;

/// A grid of points, about `width` on each axis.
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
    /// A grid for `width` coordinates on each axis.
    ///
    /// # Panics
    ///
    /// If `width` is zero.
    pub fn new(width: u32) -> Self {
        assert!(width > 0, "a grid needs a width of at least 1");
        Self {
            x_step: (MOST - LEAST) / f64::from(width),
            y_step: (LEAST - MOST) / f64::from(width),
        }
    }

    /// The x coordinates, from the left.
    pub fn xs(&self) -> impl Iterator<Item = f64> + use<> {
        let step = self.x_step;
        repeated_addition(LEAST, step).take_while(|&x| x < MOST)
    }

    /// The y coordinates, from the top.
    pub fn ys(&self) -> impl Iterator<Item = f64> + use<> {
        let step = self.y_step;
        repeated_addition(MOST, step).take_while(|&y| y > LEAST)
    }

    /// How many x coordinates there are.
    pub fn columns(&self) -> usize {
        self.xs().count()
    }

    /// How many y coordinates there are.
    pub fn rows(&self) -> usize {
        self.ys().count()
    }

    /// How many points there are.
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
    std::iter::successors(Some(start), move |at| Some(at + step))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text's own loops.
    fn axes_of_the_text(width: u32) -> (Vec<f64>, Vec<f64>) {
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
    fn the_axes_are_those_of_the_text_at_every_width() {
        for width in 1..1200 {
            let (xs, ys) = axes_of_the_text(width);
            let grid = Grid::new(width);
            assert!(grid.xs().eq(xs), "x at width {width}");
            assert!(grid.ys().eq(ys), "y at width {width}");
        }
    }

    #[test]
    fn some_widths_have_one_coordinate_more() {
        let widths: Vec<u32> = (1..200)
            .filter(|&width| Grid::new(width).columns() != width as usize)
            .collect();
        assert!(!widths.is_empty());
        for width in widths {
            assert_eq!(Grid::new(width).columns(), width as usize + 1);
        }
    }
}
