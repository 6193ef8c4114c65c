//! The names of functions without what differs from build to build: hashes, disambiguators,
//! generic arguments, the compiler's suffixes, and the two spellings of closures and of `impl`s.

/// What compilers append to a function that they split, copied or moved.
const SUFFIXES: [&str; 6] = [
    ".llvm.",
    ".cold",
    ".part.",
    ".isra.",
    ".constprop.",
    ".lto_priv.",
];

/// How deeply types are taken apart in a name; what lies deeper stays as it is.
const MOST_NESTED: usize = 32;

/// The name under which a function is found again in another build of its program.
///
/// Rust's two manglings come to the same, demangled or not:
/// `<words::Text<T> as core::clone::Clone>::clone::h0123456789abcdef` is
/// `words::Text as core::clone::Clone::clone`.
pub(super) fn normalised(name: &str) -> String {
    let name = SUFFIXES.iter().fold(name, |name, suffix| {
        name.split_once(suffix).map_or(name, |(before, _)| before)
    });
    let demangled = match rustc_demangle::try_demangle(name) {
        Ok(demangled) => format!("{demangled:#}"),
        Err(_) => name.to_string(),
    };
    plain_braces(&without_generics(without_hash(&demangled), MOST_NESTED))
}

/// The name without the crate of each path in it, which a program renamed has another of.
pub(super) fn without_crates(normalised: &str) -> String {
    let paths = normalised
        .split(' ')
        .map(|path| match path.split_once("::") {
            Some((_, rest)) => rest,
            None => path,
        });
    paths.collect::<Vec<_>>().join(" ")
}

/// The last part of the name: all that a build with line tables only tells.
pub(super) fn last_part(normalised: &str) -> &str {
    normalised
        .rsplit_once("::")
        .map_or(normalised, |(_, last)| last)
}

/// The last `parts` parts of a path, fewer where it has no more. A binary that stands in a file's
/// place is no file.
pub(super) fn tail(file: &str, parts: usize) -> &str {
    if file.starts_with("in ") {
        return "";
    }
    let mut slashes = file.rmatch_indices(['/', '\\']);
    match slashes.nth(parts - 1) {
        Some((slash, _)) => &file[slash + 1..],
        None => file,
    }
}

/// Without the `::h0123456789abcdef` that the legacy mangling ends in.
fn without_hash(name: &str) -> &str {
    match name.rsplit_once("::h") {
        Some((rest, hash)) if hash.len() == 16 && is_hexadecimal(hash) => rest,
        _ => name,
    }
}

fn is_hexadecimal(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_hexdigit())
}

/// Without generic arguments and crate disambiguators; of `<T as Trait>::f` and of
/// `module::<impl Trait for T>::f` remains `T as Trait::f`.
fn without_generics(name: &str, nested: usize) -> String {
    let Some(nested) = nested.checked_sub(1) else {
        return name.to_string();
    };
    let mut kept = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let (inside, after) = match c {
            '<' => split_closed(rest, '<', '>'),
            '[' => split_closed(rest, '[', ']'),
            _ => ("", &rest[c.len_utf8()..]),
        };
        match c {
            '<' if inside.starts_with("impl ") => kept = implementation(inside, nested),
            '<' if kept.is_empty() => kept = without_generics(inside, nested),
            '<' => {
                let path = kept.trim_end_matches("::").len();
                kept.truncate(path);
            }
            '[' if is_hexadecimal(inside) && kept.ends_with(is_of_name) => {}
            '[' => kept.push_str(&format!("[{}]", without_generics(inside, nested))),
            _ => kept.push(c),
        }
        rest = after;
    }
    kept
}

/// Of `impl Trait for T` and of `impl T`, which name the same as `<T as Trait>` and `<T>`.
fn implementation(inside: &str, nested: usize) -> String {
    let inside = without_generics(inside.trim_start_matches("impl "), nested);
    match inside.split_once(" for ") {
        Some((of_trait, of_type)) => format!("{of_type} as {of_trait}"),
        None => inside,
    }
}

fn is_of_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// What stands between the bracket that `text` begins with and the one that closes it, and what
/// comes after; all of it where none does. The `>` of an arrow closes nothing.
fn split_closed(text: &str, open: char, close: char) -> (&str, &str) {
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

/// `{{closure}}` and `{closure#0}` as `{closure}`.
fn plain_braces(name: &str) -> String {
    let name = name.replace("{{", "{").replace("}}", "}");
    let mut kept = String::with_capacity(name.len());
    let mut parts = name.split('#');
    kept.extend(parts.next());
    for part in parts {
        let number = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_numbered = number.len() < part.len() && number.starts_with('}');
        if !is_numbered {
            kept.push('#');
        }
        kept.push_str(if is_numbered { number } else { part });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_of_one_function_have_one_name() {
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
                assert_eq!(normalised(spelling), name, "{spelling}");
            }
        }
    }

    #[test]
    fn what_is_no_name_is_left_in_peace() {
        normalised(&"<[<impl ".repeat(10_000));
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
            normalised(name);
        }
        assert_eq!(
            normalised("operator new(unsigned long)"),
            "operator new(unsigned long)"
        );
        assert_eq!(normalised("a#b"), "a#b");
    }

    #[test]
    fn crates_and_paths_can_be_left_off() {
        assert_eq!(without_crates("old::a::f"), "a::f");
        assert_eq!(without_crates("old::T as core::C::f"), "T as C::f");
        assert_eq!(without_crates("main"), "main");
        assert_eq!(last_part("old::main::{closure}"), "{closure}");
        assert_eq!(tail("/home/a/src/deep/m.rs", 2), "deep/m.rs");
        assert_eq!(tail("m.rs", 3), "m.rs");
        assert_eq!(tail("in /tmp/a.out", 1), "");
    }
}
