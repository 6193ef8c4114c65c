//! Attachments of a report. Pictures are reduced to the size that a page needs.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};
use png::{BitDepth, ColorType};

use crate::record::Attachment;
use crate::report::document::{render_figure, render_note};
use crate::report::plain::plain;

use super::files::PageFiles;

/// The most pixels of a side of a picture on a page.
const MOST_SIDE_PIXELS: usize = 512;

/// The most pixels of a picture that is decoded, since the decoder allocates memory for all of them.
const MOST_PIXELS: u64 = 64_000_000;

/// An attachment: the picture if it is a PNG, otherwise the name of the file.
pub(super) fn render_attachment(attachment: &Attachment, files: &PageFiles) -> Markup {
    let name = plain(&attachment.name);
    let file = plain(&attachment.file);
    let shown = match files.bytes(&attachment.file) {
        Err(problem) => render_note(&problem),
        Ok(bytes) if count_pixels(&bytes).is_some_and(|pixels| pixels > MOST_PIXELS) => {
            render_note(&format!("{file}: a picture of more than 64 million pixels"))
        }
        Ok(bytes) if bytes.starts_with(b"\x89PNG") => {
            let small = reduce(&bytes);
            html! { img src=(data_uri(small.as_deref().unwrap_or(&bytes))) alt=(name); }
        }
        Ok(_) => html! { p { code { (file) } } },
    };
    render_figure(&name, &file, shown, html! {})
}

/// A PNG as a `data:` address.
fn data_uri(png: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(png))
}

/// The number of pixels of a PNG, from its header; `None` if the bytes are not a PNG.
fn count_pixels(bytes: &[u8]) -> Option<u64> {
    let reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    let info = reader.info();
    Some(u64::from(info.width) * u64::from(info.height))
}

/// A PNG reduced to the size of a page; `None` if it is small enough, is invalid, has a palette or
/// has other than 8 bits a sample.
fn reduce(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    let info = reader.info();
    let (width, height) = (info.width as usize, info.height as usize);
    let by = width.max(height).div_ceil(MOST_SIDE_PIXELS);
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
    for index in 0..columns * rows * each {
        let (pixel, sample) = (index / each, index % each);
        small.push(mean(pixel / columns, pixel % columns, sample));
    }
    encode(&small, (columns, rows), colour)
}

fn encode(samples: &[u8], (width, height): (usize, usize), colour: ColorType) -> Option<Vec<u8>> {
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
    fn a_large_picture_is_reduced_and_a_small_one_is_unchanged() {
        let coloured = |side: usize| {
            let samples = (0..side * side * 3).map(|index| (index / 3 % 2 * 100 + index % 3) as u8);
            encode(&samples.collect::<Vec<u8>>(), (side, side), ColorType::Rgb).unwrap()
        };
        let small = reduce(&coloured(1000)).unwrap();
        let mut reader = png::Decoder::new(Cursor::new(&small)).read_info().unwrap();
        let mut samples = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut samples).unwrap();
        assert_eq!(samples, [50, 51, 52].repeat(500 * 500));
        assert_eq!(reduce(&coloured(512)), None);
        assert_eq!(reduce(b"\x89PNG and then nothing"), None);
    }

    #[test]
    fn a_picture_with_a_huge_size_in_its_header_is_a_note() {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 1_000_000, 1_000_000);
        encoder.set_color(ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        writer.write_chunk(png::chunk::IDAT, b"broken").unwrap();
        drop(writer);
        let file = String::from("huge.png");
        let files = PageFiles::from_iter([(file.clone(), Ok(bytes))]);
        let name = String::from("huge");
        let html = render_attachment(&Attachment { name, file }, &files).into_string();
        let note = "Not shown: huge.png: a picture of more than 64 million pixels";
        assert!(html.contains(note) && !html.contains("<img"), "{html}");
    }
}
