//! The two pictures of the book as PNG files. As in the book, the first row of counts is at the
//! bottom.

use super::grid::Grid;
use super::point::{self, C};

/// The counts of a grid as grey values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    columns: u32,
    rows: u32,
    /// One value for each point: its count scaled so that the largest becomes 255. The bottom row
    /// comes first.
    greys: Vec<u8>,
}

impl Image {
    /// Counts every point of `grid` with at most `max_iterations` iterations.
    pub fn new(grid: &Grid, max_iterations: u32) -> Self {
        let counts: Vec<u32> = grid
            .zs()
            .map(|z| point::expanded(z, C, max_iterations))
            .collect();
        Self {
            columns: grid.columns() as u32,
            rows: grid.rows() as u32,
            greys: scale(&counts),
        }
    }

    /// The grey of each point in linear grey, row by row: black where it escapes at once, white where its
    /// count is the largest.
    pub fn greys(&self) -> &[u8] {
        &self.greys
    }

    /// A PNG in linear grey: black where a point escapes at once, white where its count is the
    /// largest.
    pub fn linear_png(&self) -> Vec<u8> {
        let rows = self.greys.chunks_exact(self.columns as usize).rev();
        let pixels: Vec<u8> = rows.flatten().copied().collect();
        self.encode(png::ColorType::Grayscale, &pixels)
    }

    /// A PNG in false grey, which shows more detail: the value g becomes the three low bytes of
    /// 16 · (g + 2⁸g + 2¹⁶g), the lowest first as red, green and blue. The scale therefore goes
    /// from black to white 16 times.
    pub fn false_grey_png(&self) -> Vec<u8> {
        let rows = self.greys.chunks_exact(self.columns as usize).rev();
        let pixels: Vec<u8> = rows.flatten().flat_map(|&grey| false_grey(grey)).collect();
        self.encode(png::ColorType::Rgb, &pixels)
    }

    fn encode(&self, color: png::ColorType, pixels: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.columns, self.rows);
        encoder.set_color(color);
        encoder
            .write_header()
            .and_then(|mut writer| writer.write_image_data(pixels))
            .expect("writing to a vector succeeds, and there is one value for each pixel");
        bytes
    }
}

/// The counts scaled so that the largest becomes 255.
fn scale(counts: &[u32]) -> Vec<u8> {
    let max = counts.iter().copied().max().unwrap_or(0).max(1);
    counts
        .iter()
        .map(|&count| (f64::from(count) / f64::from(max) * 255.0) as u8)
        .collect()
}

fn false_grey(grey: u8) -> [u8; 3] {
    let wrapped = u32::from(grey) * 0x01_01_01 * 16;
    let [red, green, blue, _] = wrapped.to_le_bytes();
    [red, green, blue]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(png: &[u8]) -> (u32, u32, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        pixels.truncate(info.buffer_size());
        (info.width, info.height, pixels)
    }

    #[test]
    fn the_linear_picture_contains_the_scaled_counts_with_the_first_row_at_the_bottom() {
        let grid = Grid::new(30);
        let (columns, rows, pixels) = decode(&Image::new(&grid, 300).linear_png());
        assert_eq!(
            (columns as usize, rows as usize),
            (grid.columns(), grid.rows())
        );
        let counts: Vec<u32> = grid.zs().map(|z| point::expanded(z, C, 300)).collect();
        let max = *counts.iter().max().unwrap();
        let bottom_up = counts.chunks_exact(columns as usize).rev().flatten();
        let expected: Vec<u8> = bottom_up
            .map(|&count| (f64::from(count) / f64::from(max) * 255.0) as u8)
            .collect();
        assert_eq!(pixels, expected);
        assert!(pixels.contains(&255) && pixels.contains(&0));
    }

    #[test]
    fn the_false_grey_picture_follows_the_book() {
        // The book computes (o + 256·o + 256²·o) · 16. For o = 17 that is
        // 17 · 0x010101 · 16 = 0x01111110; the fourth byte is not shown.
        assert_eq!(false_grey(17), [0x10, 0x11, 0x11]);
        let image = Image::new(&Grid::new(30), 300);
        let (_, _, pixels) = decode(&image.false_grey_png());
        assert_eq!(pixels.len(), image.greys.len() * 3);
        let first = image.greys[image.greys.len() - image.columns as usize];
        assert_eq!(pixels[..3], false_grey(first));
    }
}
