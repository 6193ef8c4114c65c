//! Parses one frame of a backtrace in a DHAT file: `0x55d0: function (path/file.rs:12:5)`.

use std::borrow::Cow;

use super::foreign_names::is_of_runtime;
use super::source_tree::has_versioned_folder;

/// A parsed frame. Missing parts are empty or zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Frame<'a> {
    /// The function, demangled.
    pub function: &'a str,
    /// The source file. The `dhat` crate keeps the last three parts of its path.
    pub file: &'a str,
    /// The line.
    pub line: u64,
    /// The column.
    pub column: u64,
}

/// The crates of the standard library, with the one that has its hash tables; the `dhat` crate, and
/// `backtrace`, with which it unwinds.
const STANDARD_CRATES: [&str; 6] = ["std", "core", "alloc", "hashbrown", "backtrace", "dhat"];

/// The prefixes of the symbols through which Rust programs call their allocator.
const ALLOCATOR_SYMBOLS: [&str; 3] = ["__rust", "__rdl_", "__rg_"];

/// The functions through which C programs call their allocator.
const C_ALLOCATOR: [&str; 9] = [
    "malloc",
    "calloc",
    "realloc",
    "reallocarray",
    "posix_memalign",
    "aligned_alloc",
    "memalign",
    "valloc",
    "pvalloc",
];

/// The beginnings of paths to files of the standard library, if a path is cut to three components.
/// In a build with line tables only, a function's name lacks its crate.
const STANDARD_FILES: [&str; 4] = ["std/src/", "core/src/", "alloc/src/", "rust/deps/"];

/// The folders of the standard library's files in a path that is not cut.
const STANDARD_FOLDERS: [&str; 3] = [
    "library/std/src/",
    "library/core/src/",
    "library/alloc/src/",
];

/// The frame between the stack of a thread and the one that started it.
pub(super) const THREAD_START: &str = "[thread started by]";

/// The beginnings of the names of functions that start a program or a thread.
const STARTS: [&str; 11] = [
    "_start",
    THREAD_START,
    "__libc_start",
    "(below main)",
    "start_thread",
    "clone",
    "thread_start",
    "std::rt::",
    "std::sys::",
    "std::thread::",
    "<std::sys::",
];

impl<'a> Frame<'a> {
    /// Parses the text of a frame.
    pub fn parse(text: &'a str) -> Self {
        let text = match text.split_once(": ") {
            Some((address, rest)) if address.starts_with("0x") => rest,
            _ => text,
        };
        let (function, place) = split_place(text);
        let (file, line, column) = split_numbers(place);
        Self {
            function,
            file,
            line,
            column,
        }
    }

    /// The address in the text of a frame; `None` if the text has none. Consecutive frames with the
    /// same address are one call: the inner frames are inlined into the outermost.
    pub(super) fn address(text: &str) -> Option<&str> {
        let (address, _) = text.split_once(": ")?;
        address.starts_with("0x").then_some(address)
    }

    /// Whether the function is named without its path and the file without its folder, as Valgrind
    /// reports frames that are inlined in the standard library.
    pub(super) fn is_bare(&self) -> bool {
        let (name, _) = self.function.split_once('<').unwrap_or((self.function, ""));
        !name.contains("::") && self.has_bare_file()
    }

    /// Whether the file is named without its folder.
    pub(super) fn has_bare_file(&self) -> bool {
        !self.file.contains(['/', '\\'])
    }

    /// The crate that defines the function. For `<T as path::Trait>::method` it is the crate of the
    /// type, or that of the trait if the type has no path.
    pub fn crate_name(&self) -> &'a str {
        let path = self.path();
        let end = path.find(|c: char| c != '_' && !c.is_alphanumeric());
        &path[..end.unwrap_or(path.len())]
    }

    /// The path of the function, beginning with its crate.
    fn path(&self) -> &'a str {
        let function = self.function.trim_start_matches(['<', '&', '*']);
        let (type_path, trait_path) = function.split_once(" as ").unwrap_or((function, ""));
        if type_path.contains("::") || trait_path.is_empty() {
            type_path
        } else {
            trait_path
        }
    }

    /// The file with `/` as the separator, also on Windows.
    fn file_path(&self) -> Cow<'a, str> {
        if self.file.contains('\\') {
            Cow::Owned(self.file.replace('\\', "/"))
        } else {
            Cow::Borrowed(self.file)
        }
    }

    /// Whether the frame belongs to the standard library, an allocator, or a module that measures.
    pub fn is_standard(&self) -> bool {
        let has_prefix =
            |text: &str, prefixes: &[&str]| prefixes.iter().any(|prefix| text.starts_with(prefix));
        STANDARD_CRATES.contains(&self.crate_name())
            || self.is_standard_file()
            || is_of_runtime(self.function, self.file)
            || self.function.contains(" as alloc::vec::spec_")
            || has_prefix(self.function, &ALLOCATOR_SYMBOLS)
            || is_c_allocator(self.function)
            || has_prefix(self.path(), &crate::MEASURING_MODULES)
    }

    fn is_standard_file(&self) -> bool {
        let file = self.file_path();
        let is_in = |folder: &&str| file.contains(folder);
        STANDARD_FILES.iter().any(|start| file.starts_with(start))
            || STANDARD_FOLDERS.iter().any(is_in)
    }

    /// Whether the function has a name.
    pub(super) fn is_named(&self) -> bool {
        !self.function.is_empty() && !self.function.starts_with("???")
    }

    /// Whether the function starts the program or a thread.
    pub(super) fn is_start(&self) -> bool {
        STARTS.iter().any(|start| self.function.starts_with(start))
    }

    /// Whether the frame belongs to a shared library of the system. Valgrind names one without debug
    /// information `in /usr/lib/libcairo.so.2`.
    pub fn is_in_system_library(&self) -> bool {
        ["in /usr/lib", "in /lib"]
            .iter()
            .any(|start| self.file.starts_with(start))
    }

    /// Whether the file belongs to a package fetched from a registry: `bumpalo-3.20.4/src/lib.rs`.
    pub fn is_in_registry(&self) -> bool {
        has_versioned_folder(self.file)
    }
}

/// Whether C programs call this function for memory.
pub(super) fn is_c_allocator(function: &str) -> bool {
    C_ALLOCATOR.contains(&function)
}

/// Splits the text of a frame into the function and the place in parentheses at its end, which is
/// empty if there is none. Both may have parentheses and spaces in them.
fn split_place(text: &str) -> (&str, &str) {
    let Some(inside) = text.strip_suffix(')') else {
        return (text, "");
    };
    let is_after_space = |opening: &usize| inside[..*opening].ends_with(' ');
    let last = || inside.rfind(" (").map(|space| space + 1);
    match unmatched_opening(inside)
        .filter(is_after_space)
        .or_else(last)
    {
        Some(opening) => (&inside[..opening - 1], &inside[opening + 1..]),
        None => (text, ""),
    }
}

/// The last opening parenthesis that no later one closes.
fn unmatched_opening(text: &str) -> Option<usize> {
    let mut open_closings = 0_usize;
    for (at, parenthesis) in text.rmatch_indices(['(', ')']) {
        if parenthesis == ")" {
            open_closings += 1;
        } else if open_closings == 0 {
            return Some(at);
        } else {
            open_closings -= 1;
        }
    }
    None
}

/// Splits a place into the file, the line and the column, which are 0 if the place lacks them.
fn split_numbers(place: &str) -> (&str, u64, u64) {
    let split_last = |place: &'_ str| {
        let (rest, number) = place.rsplit_once(':')?;
        Some((rest.len(), number.parse::<u64>().ok()?))
    };
    let Some((end, last)) = split_last(place) else {
        return (place, 0, 0);
    };
    match split_last(&place[..end]) {
        Some((file_end, line)) => (&place[..file_end], line, last),
        None => (&place[..end], last, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_the_dhat_crate_and_of_valgrind_are_parsed() {
        let frame = Frame::parse("0x55d0: words::count (src/deep/words.rs:12:5)");
        let expected = Frame {
            function: "words::count",
            file: "src/deep/words.rs",
            line: 12,
            column: 5,
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
    fn functions_and_paths_may_have_parentheses_spaces_and_colons() {
        for (text, function, file, line, column) in [
            ("0x1: f (/tmp/a (b)/x.c:3)", "f", "/tmp/a (b)/x.c", 3, 0),
            ("0x1: f (/tmp/a(b/x.c:3)", "f", "/tmp/a(b/x.c", 3, 0),
            ("0x1: f (/tmp/a b/x.c:3:4)", "f", "/tmp/a b/x.c", 3, 4),
            ("0x1: f (/a:b/c.c:12)", "f", "/a:b/c.c", 12, 0),
            ("0x1: f (C:\\x\\y.rs:12:5)", "f", "C:\\x\\y.rs", 12, 5),
            (
                "0x1: operator()(int) const (x.cpp:3)",
                "operator()(int) const",
                "x.cpp",
                3,
                0,
            ),
            (
                "0x1: (anonymous namespace)::f(int (*)(int)) (x.cpp:3)",
                "(anonymous namespace)::f(int (*)(int))",
                "x.cpp",
                3,
                0,
            ),
            (
                "0x1: {closure#0}<(u8, u8)> (words.rs:9)",
                "{closure#0}<(u8, u8)>",
                "words.rs",
                9,
                0,
            ),
            (
                "0x1: operator new(unsigned long)",
                "operator new(unsigned long)",
                "",
                0,
                0,
            ),
            ("0x1: f (in /tmp/a.out)", "f", "in /tmp/a.out", 0, 0),
            (
                "0x1: std::operator<< <char> (ostream:5)",
                "std::operator<< <char>",
                "ostream",
                5,
                0,
            ),
        ] {
            let frame = Frame::parse(text);
            let found = (frame.function, frame.file, frame.line, frame.column);
            assert_eq!(found, (function, file, line, column), "{text}");
        }
    }

    #[test]
    fn allocators_and_system_libraries_are_not_own_code() {
        for text in [
            "0x1: malloc (vg_replace_malloc.c:381)",
            "0x1: operator new(unsigned long) (vg_replace_malloc.c:422)",
            "0x1: __rust_alloc (in /tmp/a.out)",
            "0x1: alloc (/rustc/59807616e/library/alloc/src/alloc.rs:95)",
            "0x1: with_capacity_in<u8> (library/alloc/src/vec/mod.rs:965)",
            "0x1: backtrace::backtrace::trace (src/backtrace/mod.rs:53:14)",
            "0x1: <dhat::Alloc as core::alloc::global::GlobalAlloc>::alloc (src/lib.rs:1:1)",
            "0x1: with_capacity<u8> (alloc\\src\\vec\\mod.rs:965)",
            "0x1: <heapwise::alloc::heap::Alloc<A> as core::alloc::global::GlobalAlloc>::alloc (a.rs:1)",
        ] {
            assert!(Frame::parse(text).is_standard(), "{text}");
        }
        for text in [
            "0x1: main (prog.c:12)",
            "0x1: __read_all (prog.c:12)",
            "0x1: mydhat::run (src/lib.rs:1:1)",
            "0x1: words::take::<heapwise::alloc::Totals> (src/lib.rs:1:1)",
        ] {
            let own = Frame::parse(text);
            assert!(!own.is_standard() && !own.is_in_system_library(), "{text}");
        }
        assert!(Frame::parse("0x1: f (in /usr/lib/libcairo.so.2)").is_in_system_library());
    }

    #[test]
    fn the_crate_is_that_of_the_type_or_otherwise_of_the_trait() {
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
    fn a_registry_package_is_recognized_by_its_version() {
        let is_in_registry =
            |file: &str| Frame::parse(&format!("0x1: f ({file}:1:1)")).is_in_registry();
        assert!(is_in_registry("bumpalo-3.20.4/src/lib.rs"));
        assert!(is_in_registry("nix-0.31.0-rc.1/src/lib.rs"));
        assert!(is_in_registry("bumpalo-3.20.4\\src\\lib.rs"));
        assert!(!is_in_registry("lab/words/sorted.rs"));
        assert!(!is_in_registry("my-crate/src/lib.rs"));
    }
}
