//! Paths as text: a report is UTF-8, but a path need not be.

use std::ffi::OsStr;
use std::path::PathBuf;

/// The path as text. Bytes that are not UTF-8 are written as `\xe9`, the rest as it is.
#[cfg(unix)]
pub(crate) fn path_to_text(path: &OsStr) -> String {
    use std::os::unix::ffi::OsStrExt;
    let mut text = String::with_capacity(path.len());
    for chunk in path.as_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

/// The path as text. What is not Unicode is replaced.
#[cfg(not(unix))]
pub(crate) fn path_to_text(path: &OsStr) -> String {
    path.to_string_lossy().into_owned()
}

/// The path that [`path_to_text`] returned this text for. A path that exists under this text comes
/// first.
pub(crate) fn text_to_path(text: &str) -> PathBuf {
    let literal = PathBuf::from(text);
    if literal.exists() {
        literal
    } else {
        PathBuf::from(unescape(text))
    }
}

/// The argument of a command line that [`path_to_text`] returned this text for.
pub(crate) fn text_to_os(text: &str) -> std::ffi::OsString {
    unescape(text)
}

#[cfg(unix)]
fn unescape(text: &str) -> std::ffi::OsString {
    use std::os::unix::ffi::OsStringExt;
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\x") {
        bytes.extend_from_slice(before.as_bytes());
        let digits = after.get(..2);
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = byte.filter(|byte| !byte.is_ascii()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.extend_from_slice(b"\\x");
            rest = after;
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    std::ffi::OsString::from_vec(bytes)
}

#[cfg(not(unix))]
fn unescape(text: &str) -> std::ffi::OsString {
    text.into()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    #[test]
    fn every_path_has_a_text_that_leads_back_to_it() {
        for (bytes, text) in [
            (&b"a/b.txt"[..], "a/b.txt"),
            ("ä".as_bytes(), "ä"),
            (b"caf\xe9.txt", "caf\\xe9.txt"),
            (b"\xff\xfe", "\\xff\\xfe"),
            (b"\\x41\\xg\\x", "\\x41\\xg\\x"),
        ] {
            let path = OsStr::from_bytes(bytes);
            assert_eq!(path_to_text(path), text);
            assert_eq!(text_to_path(text).as_os_str(), path);
        }
    }

    #[test]
    fn a_path_that_has_the_text_as_its_name_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(r"a\xff");
        let text = path.to_str().unwrap();
        assert_ne!(text_to_path(text), path);
        std::fs::create_dir(&path).unwrap();
        assert_eq!(text_to_path(text), path);
    }
}
