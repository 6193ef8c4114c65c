//! Pictures that belong to a report, made no larger than a page needs.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};
use png::{BitDepth, ColorType};

use crate::record::Attachment;
use crate::report::document::figure;
use crate::report::plain::plain;

use super::Contents;
use super::contents::note;

/// A picture has no more pixels than this to a side.
const MOST_PIXELS: usize = 512;

/// A picture that says it has more pixels in all is not decoded, since memory is made for so many.
const MOST_PIXELS_IN_ALL: u64 = 64_000_000;

/// The attachment, if it is a PNG; any other by its name.
pub(super) fn of(attachment: &Attachment, contents: &Contents) -> Markup {
    let name = plain(&attachment.name);
    let file = plain(&attachment.file);
    let shown = match contents.bytes(&attachment.file) {
        Err(problem) => note(&problem),
        Ok(bytes) if pixels(bytes).is_some_and(|pixels| pixels > MOST_PIXELS_IN_ALL) => {
            note(&format!("{file}: a picture of more than 64 million pixels"))
        }
        Ok(bytes) if bytes.starts_with(b"\x89PNG") => {
            let small = smaller(bytes);
            html! { img src=(data_uri(small.as_deref().unwrap_or(bytes))) alt=(name); }
        }
        Ok(_) => html! { p { code { (file) } } },
    };
    figure(&name, &file, shown, html! {})
}

/// A PNG as an address that holds it.
fn data_uri(png: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(png))
}

/// How many pixels a PNG says that it has.
fn pixels(bytes: &[u8]) -> Option<u64> {
    let reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    let info = reader.info();
    Some(u64::from(info.width) * u64::from(info.height))
}

/// A picture of 8 bits a sample made small enough; none where it is so already, or is another.
fn smaller(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    let info = reader.info();
    let (width, height) = (info.width as usize, info.height as usize);
    let by = width.max(height).div_ceil(MOST_PIXELS);
    let colour = info.color_type;
    let is_plain = colour != ColorType::Indexed && info.bit_depth == BitDepth::Eight;
    if by < 2 || !is_plain {
        return None;
    }
    let mut samples = vec![0; reader.output_buffer_size()?];
    reader.next_frame(&mut samples).ok()?;
    let each = colour.samples();
    let (columns, rows) = (width / by, height / by);
    let mean = |row: usize, column: usize, sample: usize| {
        let lines = (row * by..(row + 1) * by).map(|line| line * width + column * by);
        let pixels = lines.flat_map(|start| start..start + by);
        let sum: usize = pixels
            .map(|pixel| usize::from(samples[pixel * each + sample]))
            .sum();
        (sum / (by * by)) as u8
    };
    let mut small = Vec::with_capacity(columns * rows * each);
    for place in 0..columns * rows * each {
        let (pixel, sample) = (place / each, place % each);
        small.push(mean(pixel / columns, pixel % columns, sample));
    }
    encoded(&small, (columns, rows), colour)
}

fn encoded(samples: &[u8], (width, height): (usize, usize), colour: ColorType) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(colour);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(samples).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_picture_is_made_smaller_and_a_small_one_is_left() {
        let coloured = |side: usize| {
            let samples = (0..side * side * 3).map(|place| (place / 3 % 2 * 100 + place % 3) as u8);
            encoded(&samples.collect::<Vec<u8>>(), (side, side), ColorType::Rgb).unwrap()
        };
        let small = smaller(&coloured(1000)).unwrap();
        let mut reader = png::Decoder::new(Cursor::new(&small)).read_info().unwrap();
        let mut samples = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut samples).unwrap();
        assert_eq!(samples, [50, 51, 52].repeat(500 * 500));
        assert_eq!(smaller(&coloured(512)), None);
        assert_eq!(smaller(b"\x89PNG and then nothing"), None);
    }

    #[test]
    fn a_picture_that_says_it_is_huge_is_a_note() {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 1_000_000, 1_000_000);
        encoder.set_color(ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        writer.write_chunk(png::chunk::IDAT, b"broken").unwrap();
        drop(writer);
        let file = String::from("huge.png");
        let contents = Contents::from_iter([(file.clone(), Ok(bytes))]);
        let name = String::from("huge");
        let shown = of(&Attachment { name, file }, &contents).into_string();
        let told = "Not shown: huge.png: a picture of more than 64 million pixels";
        assert!(shown.contains(told) && !shown.contains("<img"), "{shown}");
    }
}
