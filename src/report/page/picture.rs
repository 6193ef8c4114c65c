//! Pictures that belong to a report, made no larger than a page needs.

use maud::{Markup, html};
use png::{BitDepth, ColorType};

use crate::record::Attachment;
use crate::report::plain::plain;

use super::contents::note;
use super::document::data_uri;
use super::{Contents, legend};

/// A picture has no more pixels than this to a side.
const MOST_PIXELS: usize = 512;

/// The attachment, if it is a PNG; any other by its name.
pub(super) fn of(attachment: &Attachment, contents: &Contents) -> Markup {
    let name = plain(&attachment.name);
    let file = plain(&attachment.file);
    let shown = match contents.bytes(&attachment.file) {
        Err(problem) => note(&problem),
        Ok(bytes) if bytes.starts_with(b"\x89PNG") => {
            let small = smaller(bytes);
            html! { img src=(data_uri("image/png", small.as_deref().unwrap_or(bytes))) alt=(name); }
        }
        Ok(_) => html! { p { code { (file) } } },
    };
    legend::figure(&name, &file, shown, html! {})
}

/// An 8-bit grey picture made small enough; none where it is so already, or is another.
fn smaller(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
        .read_info()
        .ok()?;
    let info = reader.info();
    let (width, height) = (info.width as usize, info.height as usize);
    let by = width.max(height).div_ceil(MOST_PIXELS);
    let is_grey = info.color_type == ColorType::Grayscale && info.bit_depth == BitDepth::Eight;
    if by < 2 || !is_grey {
        return None;
    }
    let mut pixels = vec![0; reader.output_buffer_size()?];
    reader.next_frame(&mut pixels).ok()?;
    let (columns, rows) = (width / by, height / by);
    let mean = |column: usize, row: usize| {
        let lines = (row * by..(row + 1) * by).map(|line| line * width + column * by);
        let sum: usize = lines
            .flat_map(|start| &pixels[start..start + by])
            .map(|&pixel| usize::from(pixel))
            .sum();
        (sum / (by * by)) as u8
    };
    let small: Vec<u8> = (0..rows)
        .flat_map(|row| (0..columns).map(move |column| (column, row)))
        .map(|(column, row)| mean(column, row))
        .collect();
    encoded(&small, columns, rows)
}

fn encoded(pixels: &[u8], width: usize, height: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(pixels).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_picture_is_made_smaller_and_a_small_one_is_left() {
        let grey = |side: usize| {
            let pixels: Vec<u8> = (0..side * side)
                .map(|place| (place % 2 * 100) as u8)
                .collect();
            encoded(&pixels, side, side).unwrap()
        };
        let small = smaller(&grey(1000)).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&small))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!(pixels, vec![50; 500 * 500]);
        assert_eq!(smaller(&grey(512)), None);
        assert_eq!(smaller(b"\x89PNG and then nothing"), None);
    }
}
