//! The user's patterns for own and other code.

use glob::{MatchOptions, Pattern};

use super::frame::Frame;

/// The user's patterns for own and other code. They override what a profile stores or shows. A frame
/// that patterns of both kinds match is other code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnershipPatterns {
    own: Vec<CodePattern>,
    foreign: Vec<CodePattern>,
}

/// A pattern for frames.
#[derive(Debug, Clone, PartialEq, Eq)]
enum CodePattern {
    /// Whole components of the file's path, one after another.
    Path(Pattern),
    /// The crate, or the whole name of the function.
    Name(Pattern),
}

/// `*` stays within a component of a path.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

impl OwnershipPatterns {
    /// Adds a pattern for the user's own code: a path or a part of one if it contains `/` or `.`,
    /// such as `crates/parser`, and otherwise a crate or a function, such as `syn` or `xmalloc`. `*`
    /// stands for any text within a component.
    ///
    /// # Errors
    ///
    /// If it is no valid glob; the error is the reason.
    pub fn add_own(&mut self, pattern: &str) -> Result<(), String> {
        self.own.push(CodePattern::parse(pattern)?);
        Ok(())
    }

    /// Adds a pattern for other code.
    ///
    /// # Errors
    ///
    /// As for [`add_own`](Self::add_own).
    pub fn add_foreign(&mut self, pattern: &str) -> Result<(), String> {
        self.foreign.push(CodePattern::parse(pattern)?);
        Ok(())
    }

    /// Whether a frame is the user's own code by these patterns; `None` if none matches it.
    pub(super) fn is_own(&self, frame: &Frame<'_>) -> Option<bool> {
        let has_match =
            |patterns: &[CodePattern]| patterns.iter().any(|pattern| pattern.matches(frame));
        if has_match(&self.foreign) {
            Some(false)
        } else {
            has_match(&self.own).then_some(true)
        }
    }
}

impl CodePattern {
    fn parse(pattern: &str) -> Result<Self, String> {
        let is_path = pattern.contains(['/', '.']);
        let text = if is_path {
            pattern.trim_end_matches('/').to_string()
        } else {
            pattern.replace('-', "_")
        };
        if text.is_empty() {
            return Err(String::from("is empty; name a crate, a function or a path"));
        }
        let glob = Pattern::new(&text).map_err(|error| format!("is not a valid glob: {error}"))?;
        Ok(if is_path {
            Self::Path(glob)
        } else {
            Self::Name(glob)
        })
    }

    fn matches(&self, frame: &Frame<'_>) -> bool {
        match self {
            Self::Name(glob) => glob.matches(frame.crate_name()) || glob.matches(frame.function),
            Self::Path(glob) => {
                let path = frame.file.replace('\\', "/");
                let components: Vec<&str> = path.split('/').collect();
                let matches = |run: &[&str]| glob.matches_with(&run.join("/"), OPTIONS);
                if glob.as_str().contains("**") {
                    (1..=components.len()).any(|length| components.windows(length).any(matches))
                } else {
                    let length = glob.as_str().split('/').count();
                    components.windows(length).any(matches)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_own(own: &[&str], foreign: &[&str], text: &str) -> Option<bool> {
        let mut patterns = OwnershipPatterns::default();
        own.iter()
            .for_each(|pattern| patterns.add_own(pattern).unwrap());
        foreign
            .iter()
            .for_each(|pattern| patterns.add_foreign(pattern).unwrap());
        patterns.is_own(&Frame::parse(text))
    }

    #[test]
    fn a_pattern_is_a_crate_a_function_or_a_part_of_a_path() {
        let frame = "0x1: syn::parse_file (syn-3.0.10/src/lib.rs:3:1)";
        for pattern in [
            "syn",
            "s?n",
            "syn-3.0.10",
            "syn-*.*",
            "src/lib.rs",
            "lib.rs",
            "syn-3.0.10/src",
        ] {
            assert_eq!(is_own(&[pattern], &[], frame), Some(true), "{pattern}");
            assert_eq!(is_own(&[], &[pattern], frame), Some(false), "{pattern}");
            assert_eq!(
                is_own(&[pattern], &[pattern], frame),
                Some(false),
                "{pattern}"
            );
        }
        for pattern in ["sy", "src", "syn-3.0", "rc/lib.rs", "src/*.c", "*/lib"] {
            assert_eq!(is_own(&[pattern], &[], frame), None, "{pattern}");
        }
        assert_eq!(
            is_own(&[], &["g_*"], "0x1: g_malloc (gmem.c:3)"),
            Some(false)
        );
        assert_eq!(
            is_own(&["my-crate"], &[], "0x1: my_crate::f (???:0:0)"),
            Some(true)
        );
        assert_eq!(
            is_own(&["/opt/x"], &[], "0x1: f (/opt/x/y.c:3)"),
            Some(true)
        );
    }

    #[test]
    fn an_invalid_pattern_is_refused() {
        let mut patterns = OwnershipPatterns::default();
        for pattern in ["", "/", "a[", "***"] {
            assert!(patterns.add_own(pattern).is_err(), "{pattern}");
        }
    }
}
