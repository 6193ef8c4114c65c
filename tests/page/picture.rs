//! The README's picture of the page: its first experiment, from the committed report.
//! `SPLICE=1 cargo test --test page picture -- --ignored` takes it again.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::browser::Browser;
use crate::common::{Folder, Ran, heapwise};

/// The width and height of a PNG image.
fn size(image: &[u8]) -> (u32, u32) {
    assert!(image.starts_with(b"\x89PNG"));
    let number = |at: usize| u32::from_be_bytes(image[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
#[ignore = "needs chromium: apt-get install chromium"]
fn the_readme_has_a_picture_of_the_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::new();
    let mut command = heapwise();
    command
        .current_dir(root)
        .args(["report", "reports/reference", "julia", "--format", "html"]);
    let page = folder.write("index.html", &Ran::from(command.output().unwrap()).stdout);
    let mut browser = Browser::start();
    let window = json!({ "width": 1280, "height": 1370, "deviceScaleFactor": 1, "mobile": false });
    browser.call("Emulation.setDeviceMetricsOverride", window);
    browser.emulate("screen", "light");
    browser.open(&page);
    let taken = browser.call("Page.captureScreenshot", json!({ "format": "png" }));
    let taken = STANDARD.decode(taken["data"].as_str().unwrap()).unwrap();
    let path = root.join("docs/images/page.png");
    if std::env::var_os("SPLICE").is_some() {
        std::fs::write(&path, &taken).unwrap();
    }
    assert_eq!(size(&taken), (1280, 1370));
    assert_eq!(size(&std::fs::read(&path).unwrap()), size(&taken));
}
