//! The iteration of one point, in the three forms that the book develops from the plain one to the
//! fast one.
//!
//! Each function applies z² + c while |z| < 2, at most `max_iterations` times, and returns how
//! often. All return the same count for every point, because their arithmetic rounds the same
//! way.

use num_complex::Complex64;

/// The constant c that the book uses.
pub const C: Complex64 = Complex64::new(-0.62772, -0.42193);

/// Counts the iterations of z² + c while |z| < 2, at most `max_iterations`. Computes |z| with a
/// square root: the form that the book starts from.
///
/// √x rounds to less than 2 exactly if x < 4, so [`norm_sqr`] stops at the same iteration.
#[inline]
pub fn abs(mut z: Complex64, c: Complex64, max_iterations: u32) -> u32 {
    let mut n = 0;
    while n < max_iterations && z.norm_sqr().sqrt() < 2.0 {
        z = z * z + c;
        n += 1;
    }
    n
}

/// Counts the iterations of z² + c while |z| < 2, at most `max_iterations`. Compares |z|² to 4,
/// which avoids the square root.
#[inline]
pub fn norm_sqr(mut z: Complex64, c: Complex64, max_iterations: u32) -> u32 {
    let mut n = 0;
    while n < max_iterations && z.norm_sqr() < 4.0 {
        z = z * z + c;
        n += 1;
    }
    n
}

/// As [`norm_sqr`], with the two tests of the loop swapped: first |z|, then the number of iterations.
#[inline]
pub fn norm_sqr_first(mut z: Complex64, c: Complex64, max_iterations: u32) -> u32 {
    let mut n = 0;
    while z.norm_sqr() < 4.0 && n < max_iterations {
        z = z * z + c;
        n += 1;
    }
    n
}

/// Counts the iterations of z² + c while |z| < 2, at most `max_iterations`. Computes the real and
/// the imaginary part separately.
///
/// The squares that the comparison needs are used again for the next z, and re·im + im·re becomes
/// 2·re·im, which rounds to the same value.
#[inline]
pub fn expanded(z: Complex64, c: Complex64, max_iterations: u32) -> u32 {
    let (mut re, mut im) = (z.re, z.im);
    let mut n = 0;
    while n < max_iterations {
        let (re_squared, im_squared) = (re * re, im * im);
        if re_squared + im_squared >= 4.0 {
            break;
        }
        im = 2.0 * re * im + c.im;
        re = re_squared - im_squared + c.re;
        n += 1;
    }
    n
}

#[cfg(test)]
mod tests {
    use super::super::grid::Grid;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_corner_escapes_at_once_and_the_centre_never() {
        for iterate in [abs, norm_sqr, norm_sqr_first, expanded] {
            assert_eq!(iterate(Complex64::new(-1.8, -1.8), C, 300), 0);
            assert_eq!(iterate(Complex64::new(0.0, 0.0), C, 300), 300);
        }
    }

    #[test]
    fn every_form_gives_the_same_count_at_every_point_of_a_grid() {
        for z in Grid::new(400).zs() {
            let count = abs(z, C, 300);
            assert_eq!(norm_sqr(z, C, 300), count, "{z}");
            assert_eq!(norm_sqr_first(z, C, 300), count, "{z}");
            assert_eq!(expanded(z, C, 300), count, "{z}");
        }
    }

    proptest! {
        #[test]
        fn every_form_gives_the_same_count_at_random_points(
            re in -2.5..2.5, im in -2.5..2.5, c_re in -1.0..1.0, c_im in -1.0..1.0,
        ) {
            let (z, c) = (Complex64::new(re, im), Complex64::new(c_re, c_im));
            let count = abs(z, c, 200);
            prop_assert_eq!(norm_sqr(z, c, 200), count);
            prop_assert_eq!(norm_sqr_first(z, c, 200), count);
            prop_assert_eq!(expanded(z, c, 200), count);
        }

        #[test]
        fn the_square_root_is_below_two_exactly_if_the_square_is_below_four(ulps in -1000i64..1000) {
            let square = f64::from_bits(4.0_f64.to_bits().wrapping_add_signed(ulps));
            prop_assert_eq!(square.sqrt() < 2.0, square < 4.0);
        }
    }
}
