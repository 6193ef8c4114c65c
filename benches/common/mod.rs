//! What several benchmarks need.

use std::path::Path;

/// Replaces what stands between `<!-- mark -->` and `<!-- end -->` in a file of `docs`.
pub fn write_between_marks(file: &str, mark: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(file);
    let text = std::fs::read_to_string(&path).expect("the file is readable");
    let mark = format!("<!-- {mark} -->");
    let (before, rest) = text.split_once(&mark).expect("a mark");
    let (_, after) = rest
        .split_once("<!-- end -->")
        .expect("the end of the mark");
    let text = format!("{before}{mark}\n{table}<!-- end -->{after}");
    std::fs::write(&path, text).expect("the file is writable");
}
