//! The commits that the user names.

use crate::error::{Error, Result};

use super::repository::{Commit, Repository};

/// The end of a range that is left out.
const HEAD: &str = "HEAD";

/// The commits that a range `A..B` or several revisions name, in this order. Of a range, both ends, or
/// `every` commit.
///
/// # Errors
///
/// If a revision does not exist, or there are not two different ones.
pub(super) fn resolve(
    names: &[String],
    every: bool,
    repository: &Repository,
) -> Result<Vec<Commit>> {
    let commits = match names {
        [range] => {
            let [old, new] = split_range(range)?;
            let (old, new) = (repository.commit(old)?, repository.commit(new)?);
            if every {
                repository.history(&old, &new)?
            } else {
                vec![old, new]
            }
        }
        names => {
            let commits = names.iter().map(|name| repository.commit(name));
            commits.collect::<Result<Vec<Commit>>>()?
        }
    };
    for (index, commit) in commits.iter().enumerate() {
        if commits[..index].contains(commit) {
            let problem = format!("names {} twice; name different commits", commit.title());
            return Err(refuse(names, problem));
        }
    }
    if commits.len() < 2 {
        let problem = String::from("has no commit after the first; write the older end first");
        return Err(refuse(names, problem));
    }
    Ok(commits)
}

fn refuse(names: &[String], problem: String) -> Error {
    Error::Argument {
        argument: names.join(" "),
        problem,
    }
}

/// Both ends of a range.
fn split_range(range: &str) -> Result<[&str; 2]> {
    let ends = range.split_once("..");
    let ends = ends.filter(|(_, new)| !new.starts_with('.'));
    let (old, new) = ends.ok_or_else(|| Error::Argument {
        argument: range.to_string(),
        problem: String::from(
            "not a range; write both ends, as in main..HEAD, or several revisions",
        ),
    })?;
    Ok([old, new].map(|end| if end.is_empty() { HEAD } else { end }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_that_is_left_out_is_head() {
        for (range, ends) in [
            ("a..b", ["a", "b"]),
            ("v1.0..", ["v1.0", "HEAD"]),
            ("..main", ["HEAD", "main"]),
        ] {
            assert_eq!(split_range(range).ok(), Some(ends));
        }
        for wrong in ["a", "a...b", ""] {
            assert!(split_range(wrong).is_err(), "{wrong}");
        }
    }
}
