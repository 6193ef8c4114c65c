//! One frame of a backtrace, as DHAT files spell it: `0x55d0: function (path/file.rs:12:5)`.

/// A frame taken apart. What a frame does not tell is empty or zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Frame<'a> {
    /// The function, demangled.
    pub function: &'a str,
    /// The source file. The `dhat` crate keeps the last three parts of its path.
    pub file: &'a str,
    /// The line.
    pub line: u64,
}

const STANDARD_CRATES: [&str; 3] = ["std", "core", "alloc"];

/// How the paths of some of their files begin, cut to three parts; where a build keeps line tables
/// only, a function's name does not tell its crate.
const STANDARD_FILES: [&str; 3] = ["std/src/", "core/src/", "alloc/src/"];

impl<'a> Frame<'a> {
    /// Takes a frame apart.
    pub fn parse(text: &'a str) -> Self {
        let text = match text.split_once(": ") {
            Some((address, rest)) if address.starts_with("0x") => rest,
            _ => text,
        };
        let (function, place) = match text.rsplit_once(" (") {
            Some((function, place)) => (function, place.trim_end_matches(')')),
            None => (text, ""),
        };
        let (file, line) = file_and_line(place);
        Self {
            function,
            file,
            line,
        }
    }

    /// The crate whose source the function stands in: of `<T as path::Trait>::method` that of the
    /// type, or that of the trait where the type has no path.
    pub fn crate_name(&self) -> &'a str {
        let function = self.function.trim_start_matches(['<', '&', '*']);
        let (of_type, of_trait) = function.split_once(" as ").unwrap_or((function, ""));
        let path = if of_type.contains("::") || of_trait.is_empty() {
            of_type
        } else {
            of_trait
        };
        let end = path.find(|c: char| c != '_' && !c.is_alphanumeric());
        &path[..end.unwrap_or(path.len())]
    }

    /// Whether the frame is of the standard library, of an allocator, or of what measures.
    pub fn is_standard(&self) -> bool {
        STANDARD_CRATES.contains(&self.crate_name())
            || STANDARD_FILES
                .iter()
                .any(|start| self.file.starts_with(start))
            || self.function.contains(" as alloc::vec::spec_")
            || self.function.starts_with("__r")
            || self.function.contains("heapwise::alloc::")
            || self.function.contains("heapwise::experiment::")
            || self.function.contains("dhat::")
    }

    /// Whether the file lies in a package fetched from a registry: `bumpalo-3.20.4/src/lib.rs`.
    pub fn is_in_registry(&self) -> bool {
        let folder = self.file.split('/').next().unwrap_or_default();
        folder
            .match_indices('-')
            .any(|(dash, _)| is_version(&folder[dash + 1..]))
    }
}

fn file_and_line(place: &str) -> (&str, u64) {
    let mut parts = place.rsplitn(3, ':');
    let (last, middle, first) = (parts.next(), parts.next(), parts.next());
    match (first, middle, last) {
        (Some(file), Some(line), Some(_column)) => (file, line.parse().unwrap_or(0)),
        (None, Some(file), Some(line)) => (file, line.parse().unwrap_or(0)),
        _ => (place, 0),
    }
}

fn is_version(text: &str) -> bool {
    let mut numbers = text.split('.');
    numbers.clone().count() >= 3
        && numbers.all(|number| number.starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_the_dhat_crate_and_of_valgrind_are_taken_apart() {
        let frame = Frame::parse("0x55d0: words::count (src/deep/words.rs:12:5)");
        let expected = Frame {
            function: "words::count",
            file: "src/deep/words.rs",
            line: 12,
        };
        assert_eq!(frame, expected);
        let frame = Frame::parse("0x48398B5: malloc (vg_replace_malloc.c:381)");
        assert_eq!((frame.function, frame.line), ("malloc", 381));
        let frame = Frame::parse("0x10924A: main (in /tmp/a.out)");
        assert_eq!((frame.function, frame.file), ("main", "in /tmp/a.out"));
        assert_eq!(Frame::parse("[root]").function, "[root]");
        assert_eq!(Frame::parse("").function, "");
    }

    #[test]
    fn the_crate_is_that_of_the_type_or_else_of_the_trait() {
        for (function, name) in [
            ("alloc::raw_vec::finish_grow", "alloc"),
            (
                "<alloc::vec::Vec<T> as core::iter::Extend<T>>::extend",
                "alloc",
            ),
            (
                "<T as alloc::vec::spec_from_elem::SpecFromElem>::from_elem",
                "alloc",
            ),
            ("<words::Text as core::clone::Clone>::clone", "words"),
            ("words::main::{{closure}}", "words"),
            ("main", "main"),
        ] {
            let text = format!("0x1: {function} (a.rs:1:1)");
            assert_eq!(Frame::parse(&text).crate_name(), name);
        }
    }

    #[test]
    fn a_registry_package_is_known_by_its_version() {
        let file_is = |file: &str| Frame::parse(&format!("0x1: f ({file}:1:1)")).is_in_registry();
        assert!(file_is("bumpalo-3.20.4/src/lib.rs"));
        assert!(file_is("nix-0.31.0-rc.1/src/lib.rs"));
        assert!(!file_is("src/julia/stored.rs"));
        assert!(!file_is("my-crate/src/lib.rs"));
    }
}
