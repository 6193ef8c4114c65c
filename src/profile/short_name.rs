//! Short names of functions, as a reader of the calling code would write them: `serde_json::from_str`
//! for `serde_json::de::from_str`, and `Vec<T>::push` for `alloc::vec::Vec<T,A>::push`.

use super::foreign_names::qualified_name;

/// The crates that need no mention.
const UNMENTIONED_CRATES: [&str; 3] = ["std", "core", "alloc"];

/// Generic arguments that say how a container works, not what it contains: the hasher and the
/// allocator.
const UNMENTIONED_ARGUMENTS: [&str; 3] = ["A", "S", "alloc::alloc::Global"];

/// The short name of a demangled function. A function of C++ loses its arguments, and one without a
/// path stays as it is.
pub(super) fn short_function(function: &str) -> String {
    if function.ends_with(')') || function.ends_with(") const") {
        return without_templates(qualified_name(function));
    }
    let mut parts = split_path(function);
    while parts.len() > 1 && parts.last().is_some_and(|part| part.starts_with('{')) {
        parts.pop();
    }
    let Some((&method, path)) = parts.split_last() else {
        return function.to_string();
    };
    let method = without_arguments(method);
    match path {
        [] => function.to_string(),
        [first, ..] if first.starts_with('<') => {
            let inside = first
                .strip_prefix('<')
                .and_then(|first| first.strip_suffix('>'));
            let inside = inside.unwrap_or(first);
            let owner = match split_trait(inside) {
                Some((type_name, trait_name))
                    if is_known_by_trait(type_name) || is_provided(trait_name, method) =>
                {
                    trait_name
                }
                Some((type_name, _)) => type_name,
                None => inside,
            };
            format!("{}::{method}", short_type(owner))
        }
        [.., last] if starts_uppercase(last) => {
            format!("{}::{method}", short_type(&path.join("::")))
        }
        [first, modules @ ..] if UNMENTIONED_CRATES.contains(first) => {
            let module = modules.iter().find(|module| !module.starts_with('<'));
            module.map_or_else(
                || method.to_string(),
                |module| format!("{module}::{method}"),
            )
        }
        [first, ..] => format!("{first}::{method}"),
    }
}

/// A name of C++ without what is in angle brackets.
fn without_templates(name: &str) -> String {
    if name.contains("operator") {
        return name.to_string();
    }
    let mut depth = 0_i64;
    let is_outside = |c: &char| {
        let was_outside = depth == 0;
        depth += i64::from(*c == '<') - i64::from(*c == '>');
        was_outside && depth == 0
    };
    name.chars().filter(is_outside).collect()
}

/// The short name of a type: the crate, unless it is the standard library, and the last part.
pub(super) fn short_type(name: &str) -> String {
    let name = name
        .trim_start_matches(['&', '*'])
        .trim_start_matches("mut ");
    if let Some(name) = name.strip_prefix("dyn ") {
        return format!("dyn {}", short_type(name));
    }
    let parts = split_path(name);
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
        return name.to_string();
    };
    if parts.len() == 1 || UNMENTIONED_CRATES.contains(first) {
        short_arguments(last)
    } else {
        format!("{first}::{}", without_arguments(last))
    }
}

/// Whether a method of a trait is known by the trait rather than by this type: a generic argument, or
/// an iterator of the standard library.
fn is_known_by_trait(type_name: &str) -> bool {
    !type_name.contains("::") || type_name.starts_with("core::iter::")
}

/// Whether the method is one that iterators rarely define themselves.
fn is_provided(trait_name: &str, method: &str) -> bool {
    trait_name == "core::iter::traits::iterator::Iterator" && method != "next"
}

/// Shortens the types in the generic arguments of the last part of a type's path.
fn short_arguments(part: &str) -> String {
    let Some((name, arguments)) = part.strip_suffix('>').and_then(|part| part.split_once('<'))
    else {
        return part.to_string();
    };
    let arguments: Vec<String> = split_outside_brackets(arguments, ",")
        .into_iter()
        .map(str::trim)
        .filter(|argument| !UNMENTIONED_ARGUMENTS.contains(argument))
        .map(short_type)
        .collect();
    if arguments.is_empty() {
        name.to_string()
    } else {
        format!("{name}<{}>", arguments.join(", "))
    }
}

fn without_arguments(part: &str) -> &str {
    match part.find('<') {
        Some(begin) if begin > 0 => &part[..begin],
        _ => part,
    }
}

fn starts_uppercase(part: &str) -> bool {
    part.starts_with(|first: char| first.is_uppercase())
}

/// Splits `Type as Trait`.
fn split_trait(inside: &str) -> Option<(&str, &str)> {
    match split_outside_brackets(inside, " as ").as_slice() {
        [type_name, trait_name] => Some((type_name, trait_name)),
        _ => None,
    }
}

/// Splits a path at each `::` that is in no brackets. A `::<T>` stays with what is before it.
fn split_path(path: &str) -> Vec<&str> {
    split_outside_brackets(path, "::")
        .into_iter()
        .filter(|part| !part.is_empty() && (!part.starts_with('<') || path.starts_with(part)))
        .collect()
}

fn split_outside_brackets<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut depth, mut begin, mut skip_to) = (0_i64, 0, 0);
    for (at, c) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        let is_arrow = c == '>' && text[..at].ends_with('-');
        match c {
            '<' | '(' | '[' | '{' => depth += 1,
            '>' | ')' | ']' | '}' if !is_arrow => depth -= 1,
            _ if depth == 0 && text[at..].starts_with(separator) => {
                parts.push(&text[begin..at]);
                begin = at + separator.len();
                skip_to = begin;
            }
            _ => {}
        }
    }
    parts.push(&text[begin..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_named_as_their_callers_write_them() {
        for (function, short) in [
            ("serde_json::de::from_str", "serde_json::from_str"),
            (
                "serde_json::de::from_str::<data::Rows>",
                "serde_json::from_str",
            ),
            ("alloc::vec::Vec<T,A>::push", "Vec<T>::push"),
            ("regex::regex::string::Regex::new", "regex::Regex::new"),
            ("alloc::fmt::format", "fmt::format"),
            ("alloc::vec::from_elem", "vec::from_elem"),
            ("std::thread::functions::spawn", "thread::spawn"),
            ("alloc::slice::<impl [T]>::to_vec", "slice::to_vec"),
            (
                "core::iter::traits::iterator::Iterator::collect",
                "Iterator::collect",
            ),
            (
                "<alloc::vec::Vec<T> as alloc::vec::spec_from_iter::SpecFromIter<T,I>>::from_iter",
                "Vec<T>::from_iter",
            ),
            (
                "<T as alloc::string::ToString>::to_string",
                "ToString::to_string",
            ),
            (
                "<syn::item::Item as syn::parse::Parse>::parse",
                "syn::Item::parse",
            ),
            (
                "std::collections::hash::map::HashMap<K,V,S,A>::insert",
                "HashMap<K, V>::insert",
            ),
            ("tokio::task::spawn::spawn::{{closure}}", "tokio::spawn"),
            (
                "<core::iter::adapters::map::Map<csv::Iter<u8>, a::{closure#0}> as core::iter::traits::iterator::Iterator>::collect::<alloc::vec::Vec<u8>>",
                "Iterator::collect",
            ),
            (
                "<core::ops::range::Range<u64> as core::iter::traits::iterator::Iterator>::collect::<alloc::vec::Vec<u64>>",
                "Iterator::collect",
            ),
            (
                "<csv::Iter<u8> as core::iter::traits::iterator::Iterator>::next",
                "csv::Iter::next",
            ),
            (
                "<csv::reader::Reader<[u8]>>::from_reader",
                "csv::Reader::from_reader",
            ),
            (
                "<alloc::boxed::Box<dyn core::ops::function::Fn(u8) -> u8> as core::ops::function::FnOnce<()>>::call_once",
                "Box<dyn Fn(u8) -> u8>::call_once",
            ),
            ("xmalloc", "xmalloc"),
            ("operator new(unsigned long)", "operator new(unsigned long)"),
            (
                "void std::vector<int, std::allocator<int> >::push_back(int const&)",
                "std::vector::push_back",
            ),
            ("copy(char const*)", "copy"),
            ("???", "???"),
        ] {
            assert_eq!(short_function(function), short, "{function}");
        }
        assert_eq!(
            short_type("alloc::vec::Vec<alloc::string::String>"),
            "Vec<String>"
        );
    }
}
