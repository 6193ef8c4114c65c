//! Shortens paths and names of functions to a width.

/// Stands for what is left out.
const LEFT_OUT: char = '…';

/// The text in at most `most` characters. A longer one loses its middle, if possible at `::` or `/`, so
/// that the crate or the first folder stays, and the function or the file with its line.
pub(super) fn abbreviate(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_string();
    }
    let name = text.trim_start_matches(' ');
    let indent = &text[..text.len() - name.len()];
    let most = most.saturating_sub(indent.len()).max(1);
    let shortened = without_middle_parts(name, most).unwrap_or_else(|| without_middle(name, most));
    format!("{indent}{shortened}")
}

/// The text without some of its parts between `::` or `/`: the first and as many of the last as fit, or
/// only the last ones; `None` if not even the last part fits.
fn without_middle_parts(text: &str, most: usize) -> Option<String> {
    let separators = text.match_indices("::").chain(text.match_indices('/'));
    let mut separators: Vec<(usize, &str)> = separators.filter(|(at, _)| *at > 0).collect();
    separators.sort_unstable();
    let (first, separator) = separators.first()?;
    let beginnings = [&text[..first + separator.len()], ""];
    let ends = || separators.iter().map(|(at, _)| &text[*at..]);
    beginnings.into_iter().find_map(|beginning| {
        let room = most.checked_sub(beginning.chars().count() + 1)?;
        let end = ends().find(|end| end.chars().count() <= room)?;
        Some(format!("{beginning}{LEFT_OUT}{end}"))
    })
}

/// The text without characters in its middle. Twice as many stay at the end as at the beginning.
fn without_middle(text: &str, most: usize) -> String {
    let shown = most - 1;
    let end = shown - shown / 3;
    let length = text.chars().count();
    let beginning: String = text.chars().take(shown / 3).collect();
    let end: String = text.chars().skip(length - end).collect();
    format!("{beginning}{LEFT_OUT}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_part_and_the_last_ones_stay() {
        let function = "heapwise::lab::words::stored::grown";
        assert_eq!(abbreviate(function, 35), function);
        assert_eq!(
            abbreviate(function, 34),
            "heapwise::…::words::stored::grown"
        );
        assert_eq!(abbreviate(function, 20), "heapwise::…::grown");
        assert_eq!(abbreviate(function, 17), "…::stored::grown");
        assert_eq!(
            abbreviate("src/lab/words/stored.rs:83", 22),
            "src/…/stored.rs:83"
        );
    }

    #[test]
    fn without_parts_the_middle_is_left_out() {
        assert_eq!(abbreviate("an_extremely_long_name", 10), "an_…g_name");
        assert_eq!(abbreviate("a::an_extremely_long_name", 10), "a::…g_name");
        assert_eq!(abbreviate("/stored.rs", 5), "/….rs");
        assert_eq!(abbreviate("ä::b", 1), "…");
    }

    #[test]
    fn an_indent_stays() {
        assert_eq!(abbreviate("    alloc::vec::push", 16), "    …::vec::push");
        for most in 1..30 {
            let text = abbreviate("  src/lab/words::stored/äöü.rs:83", most);
            assert!(text.chars().count() <= most.max(3), "{text} in {most}");
        }
    }
}
