//! Normalizes the names of functions: removes what differs between builds of one program, such as
//! hashes, disambiguators, generic arguments and the compiler's suffixes, and unifies the spellings
//! of closures and of `impl` blocks.

use std::fmt::{self, Write};

/// The suffixes that compilers append to the name of a function that they split, copied or moved.
const SUFFIXES: [&str; 6] = [
    ".llvm.",
    ".cold",
    ".part.",
    ".isra.",
    ".constprop.",
    ".lto_priv.",
];

/// How deeply nested types are normalized. Deeper ones are left unchanged.
const MAX_DEPTH: usize = 32;

/// The most bytes of a demangled name for each byte of its symbol; a longer name is not demangled.
/// The symbols of rustc itself grow up to 12 times, but back references can make a name exponentially
/// longer than its symbol.
const MAX_GROWTH: usize = 16;

/// The part of a function's name that is the same in other builds of its program.
///
/// Both of Rust's mangling schemes give the same result, as do demangled names:
/// `<words::Text<T> as core::clone::Clone>::clone::h0123456789abcdef` becomes
/// `words::Text as core::clone::Clone::clone`.
pub(super) fn normalize(name: &str) -> String {
    let name = SUFFIXES.iter().fold(name, |name, suffix| {
        name.split_once(suffix).map_or(name, |(before, _)| before)
    });
    let demangled = demangle(name);
    let demangled = demangled.as_deref().unwrap_or(name);
    unify_closures(&without_generics(without_hash(demangled), MAX_DEPTH))
}

/// Demangles a symbol. `None` if it is none, or its name is longer than [`MAX_GROWTH`] allows.
fn demangle(symbol: &str) -> Option<String> {
    let demangled = rustc_demangle::try_demangle(symbol).ok()?;
    let mut name = BoundedText {
        text: String::new(),
        most_bytes: symbol.len() * MAX_GROWTH,
    };
    write!(name, "{demangled:#}").ok()?;
    Some(name.text)
}

/// A text that takes no more than a number of bytes.
struct BoundedText {
    text: String,
    most_bytes: usize,
}

impl fmt::Write for BoundedText {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        if self.text.len() + more.len() > self.most_bytes {
            return Err(fmt::Error);
        }
        self.text.push_str(more);
        Ok(())
    }
}

/// A normalized name without the crate of each path in it. The crate changes if the program is
/// renamed.
pub(super) fn without_crates(normalized: &str) -> String {
    let paths = normalized
        .split(' ')
        .map(|path| match path.split_once("::") {
            Some((_, rest)) => rest,
            None => path,
        });
    paths.collect::<Vec<_>>().join(" ")
}

/// The last part of a normalized name. A build with line tables only has no more of it. Of a closure,
/// the part of the function around it too, since every closure has the same name.
pub(super) fn last_part(normalized: &str) -> &str {
    let mut end = normalized.len();
    loop {
        let (start, part) = match normalized[..end].rsplit_once("::") {
            Some((before, part)) => (before.len(), part),
            None => return normalized,
        };
        if !part.starts_with('{') {
            return &normalized[start + 2..];
        }
        end = start;
    }
}

/// The last `components` components of a file's path, or the whole path if it has fewer; empty if
/// the profile names a binary (`in /tmp/a.out`) instead of a source file.
pub(super) fn path_end(file: &str, components: usize) -> &str {
    if file.starts_with("in ") {
        return "";
    }
    let mut slashes = file.rmatch_indices(['/', '\\']);
    match slashes.nth(components - 1) {
        Some((slash, _)) => &file[slash + 1..],
        None => file,
    }
}

/// Removes the `::h0123456789abcdef` at the end of a name in the legacy mangling scheme.
fn without_hash(name: &str) -> &str {
    match name.rsplit_once("::h") {
        Some((rest, hash)) if hash.len() == 16 && is_hexadecimal(hash) => rest,
        _ => name,
    }
}

fn is_hexadecimal(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_hexdigit())
}

/// Removes generic arguments and crate disambiguators. `<T as Trait>::f` and
/// `module::<impl Trait for T>::f` both become `T as Trait::f`. Types nested more than `depth` deep
/// are left unchanged.
fn without_generics(name: &str, depth: usize) -> String {
    let Some(depth) = depth.checked_sub(1) else {
        return name.to_string();
    };
    let mut result = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let (inside, after) = match c {
            '<' => split_brackets(rest, '<', '>'),
            '[' => split_brackets(rest, '[', ']'),
            _ => ("", &rest[c.len_utf8()..]),
        };
        match c {
            '<' if inside.starts_with("impl ") => result = normalize_impl(inside, depth),
            '<' if result.is_empty() => result = without_generics(inside, depth),
            '<' => {
                let path = result.trim_end_matches("::").len();
                result.truncate(path);
            }
            '[' if is_hexadecimal(inside) && result.ends_with(is_name_char) => {}
            '[' => result.push_str(&format!("[{}]", without_generics(inside, depth))),
            _ => result.push(c),
        }
        rest = after;
    }
    result
}

/// Rewrites `impl Trait for T` as `T as Trait`, and `impl T` as `T`.
fn normalize_impl(block: &str, depth: usize) -> String {
    let header = without_generics(block.trim_start_matches("impl "), depth);
    match header.split_once(" for ") {
        Some((trait_name, type_name)) => format!("{type_name} as {trait_name}"),
        None => header,
    }
}

fn is_name_char(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Splits `text`, which begins with the bracket `open`, into the content of the bracket and the rest
/// after the matching `close`. If no bracket matches, the content is everything after the first. The
/// `>` of `->` is not a bracket.
fn split_brackets(text: &str, open: char, close: char) -> (&str, &str) {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (index, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close && !(c == '>' && before == '-') {
            depth -= 1;
            if depth == 0 {
                return (&text[1..index], &text[index + 1..]);
            }
        }
        before = c;
    }
    (&text[1..], "")
}

/// Rewrites `{{closure}}` and `{closure#0}` as `{closure}`.
fn unify_closures(name: &str) -> String {
    let name = name.replace("{{", "{").replace("}}", "}");
    let mut result = String::with_capacity(name.len());
    let mut parts = name.split('#');
    result.extend(parts.next());
    for part in parts {
        let after_digits = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_numbered = after_digits.len() < part.len() && after_digits.starts_with('}');
        if !is_numbered {
            result.push('#');
        }
        result.push_str(if is_numbered { after_digits } else { part });
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_function_normalize_to_one_name() {
        for (spellings, name) in [
            (
                &[
                    "words::count",
                    "words::count::h0123456789abcdef",
                    "words[846817f741e54dfd]::count",
                    "words::count::<u8, fn(u8) -> alloc::vec::Vec<u8>>",
                    "words::count.llvm.1234567",
                    "_ZN5words5count17h0123456789abcdefE",
                    "_RNvCs1234_5words5count",
                ] as &[&str],
                "words::count",
            ),
            (
                &[
                    "words::main::{{closure}}",
                    "words::main::{closure#0}",
                    "words::main::{closure#12}",
                ],
                "words::main::{closure}",
            ),
            (
                &[
                    "alloc::vec::Vec<T,A>::push",
                    "<alloc::vec::Vec<u8>>::push",
                    "<alloc[0123456789abcdef]::vec::Vec<u8>>::push",
                    "other::<impl alloc::vec::Vec<T>>::push",
                ],
                "alloc::vec::Vec::push",
            ),
            (
                &[
                    "<words::Text<T> as core::clone::Clone>::clone",
                    "words::deep::<impl core::clone::Clone for words::Text<T>>::clone",
                ],
                "words::Text as core::clone::Clone::clone",
            ),
            (
                &["<[T] as a::B>::c", "<[T] as a::B<[u8; 4]>>::c"],
                "[T] as a::B::c",
            ),
            (
                &["make_list", "make_list.part.0", "make_list.constprop.1"],
                "make_list",
            ),
        ] {
            for spelling in spellings {
                assert_eq!(normalize(spelling), name, "{spelling}");
            }
        }
    }

    #[test]
    fn unusual_names_do_not_panic() {
        normalize(&"<[<impl ".repeat(10_000));
        for name in [
            "",
            "<",
            ">",
            "a>b",
            "[",
            "]",
            "ä<ö",
            "{closure#",
            "a#b",
            "[root]",
            "::h",
        ] {
            normalize(name);
        }
        assert_eq!(
            normalize("operator new(unsigned long)"),
            "operator new(unsigned long)"
        );
        assert_eq!(normalize("a#b"), "a#b");
    }

    #[test]
    fn a_symbol_whose_name_grows_exponentially_stays_as_it_is() {
        // Each pair of back references repeats the type before it twice.
        let symbol =
            "_RINvC1a1fThETB7_B7_ETBa_Ba_ETBi_Bi_ETBq_Bq_ETBy_By_ETBG_BG_ETBO_BO_ETBW_BW_EE";
        assert!(rustc_demangle::try_demangle(symbol).is_ok());
        assert_eq!(normalize(symbol), symbol);
        assert_eq!(normalize("_RINvC1a1fThETB7_B7_EE"), "a::f");
    }

    #[test]
    fn crates_and_leading_path_components_can_be_removed() {
        assert_eq!(without_crates("old::a::f"), "a::f");
        assert_eq!(without_crates("old::T as core::C::f"), "T as C::f");
        assert_eq!(without_crates("main"), "main");
        assert_eq!(last_part("old::main::{closure}"), "main::{closure}");
        assert_eq!(path_end("/home/a/src/deep/m.rs", 2), "deep/m.rs");
        assert_eq!(path_end("m.rs", 3), "m.rs");
        assert_eq!(path_end("in /tmp/a.out", 1), "");
    }
}
