//! Reads and writes DHAT files.

use std::path::Path;

use crate::error::{Error, Result};
use crate::units;

use super::check;
use super::merge::merge_repeated;
use super::model::Profile;

impl Profile {
    /// Reads the text of a DHAT file. Errors name `path`.
    ///
    /// # Errors
    ///
    /// If the text is not valid JSON, lacks a field that DHAT's viewer needs, or breaks a rule of the
    /// viewer: another version, a frame index that is out of range or names the root, or a repeated
    /// backtrace. Also if the sum of a field over all program points does not fit into 64 bits.
    pub fn read(text: &str, path: &Path) -> Result<Self> {
        let profile = Self::parse(text, path)?;
        profile.validate(path)
    }

    /// Reads a file that the `dhat` crate wrote. The crate distinguishes backtraces by addresses that
    /// the file lacks, so a backtrace may be repeated; its program points are merged.
    ///
    /// # Errors
    ///
    /// As for [`Profile::read`], except that backtraces may be repeated.
    pub fn read_dhat_crate(text: &str, path: &Path) -> Result<Self> {
        let mut profile = Self::parse(text, path)?;
        merge_repeated(&mut profile.points);
        profile.validate(path)
    }

    /// Reads a file that any tool wrote. If the mode shows that it was the `dhat` crate, repeated
    /// backtraces are merged.
    ///
    /// # Errors
    ///
    /// As for [`Profile::read`].
    pub fn read_any(text: &str, path: &Path) -> Result<Self> {
        let mut profile = Self::parse(text, path)?;
        if profile.mode.starts_with("rust-") {
            merge_repeated(&mut profile.points);
        }
        profile.validate(path)
    }

    /// The text of a DHAT file with this profile.
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string(self).expect("a profile holds only numbers and text");
        units::escape_json(&text)
    }

    fn parse(text: &str, path: &Path) -> Result<Self> {
        let profile: Self = serde_json::from_str(text).map_err(|error| {
            Error::format(path, format!("not a DHAT version 2 profile: {error}"))
        })?;
        profile.check_sums(path)
    }

    /// Checks that the sum of each field over all program points fits into 64 bits.
    pub(super) fn check_sums(self, path: &Path) -> Result<Self> {
        match check::find_overflow(&self.points) {
            None => Ok(self),
            Some(field) => Err(Error::format(
                path,
                format!("the sum of `{field}` over its points does not fit into 64 bits"),
            )),
        }
    }

    pub(super) fn validate(self, path: &Path) -> Result<Self> {
        match check::find_problem(&self) {
            None => Ok(self),
            Some(problem) => Err(Error::format(path, problem)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> String {
        String::from(
            r#"{"dhatFileVersion":2,"mode":"rust-heap","verb":"Allocated","bklt":true,
            "bkacc":false,"tu":"µs","Mtu":"s","tuth":10,"cmd":"a","pid":1,"tg":1,"te":2,
            "pps":[{"tb":8,"tbk":1,"tl":1,"mb":8,"mbk":1,"gb":8,"gbk":1,"eb":0,"ebk":0,"fs":[1,2]},
                   {"tb":4,"tbk":2,"tl":1,"mb":2,"mbk":1,"gb":2,"gbk":1,"eb":1,"ebk":1,"fs":[2,1]}],
            "ftbl":["[root]","0x1: a (a.rs:1:1)","0x2: b (b.rs:2:2)"]}"#,
        )
    }

    fn read_error(text: &str) -> String {
        match Profile::read(text, Path::new("p.json")) {
            Ok(_) => String::from("none"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn each_rule_of_the_viewer_is_checked() {
        assert_eq!(read_error(&text()), "none");
        for (from, to, expected) in [
            ("Version\":2", "Version\":1", "DHAT version 1"),
            ("[root]", "root", "must begin with \"[root]\""),
            ("\"tg\":1,", "", "must have `tg` and `tuth`"),
            ("\"tuth\":10,", "", "must have `tg` and `tuth`"),
            ("\"tl\":1,", "", "pps[0]`) lacks `tl`"),
            ("\"gbk\":1,", "", "pps[0]`) lacks `gbk`"),
            ("bkacc\":false", "bkacc\":true", "lacks `rb`"),
            ("[2,1]", "[2,0]", "pps[1]`) names frame 0"),
            (
                "[2,1]",
                "[2,3]",
                "names frame 3 in its `fs`, but `ftbl` has 3 frames",
            ),
            (
                "[2,1]",
                "[1,2]",
                "pps[1]`) has the `fs` of an earlier point",
            ),
            ("\"tb\":8", "\"tb\":-8", "not a DHAT version 2 profile"),
            ("\"cmd\":\"a\",", "", "missing field `cmd`"),
            (
                "\"gb\":8,",
                "\"gb\":18446744073709551615,",
                "the sum of `gb` over its points does not fit into 64 bits",
            ),
        ] {
            let broken = text().replace(from, to);
            let error = read_error(&broken);
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn repeated_backtraces_of_the_dhat_crate_are_merged() {
        let repeated = text().replace("[2,1]", "[1,2]");
        let profile = Profile::read_dhat_crate(&repeated, Path::new("p.json")).unwrap();
        assert_eq!(profile.points.len(), 1);
        assert_eq!(profile.points[0].own_peak_bytes, Some(10));
        let totals = profile.totals();
        assert_eq!((totals.total_bytes, totals.total_blocks), (12, 3));
        assert_eq!((totals.peak_bytes, totals.peak_blocks), (10, 2));
        assert_eq!((totals.end_bytes, totals.end_blocks), (1, 1));
        let any = Profile::read_any(&repeated, Path::new("p.json"));
        assert_eq!(any.unwrap(), profile);
        let from_another_tool = repeated.replace("rust-heap", "heap");
        let refused = Profile::read_any(&from_another_tool, Path::new("p.json"));
        assert!(refused.unwrap_err().to_string().contains("earlier point"));
    }

    #[test]
    fn a_written_profile_reads_back_the_same() {
        let profile = Profile::read(&text(), Path::new("p.json")).unwrap();
        let again = Profile::read(&profile.to_json(), Path::new("p.json")).unwrap();
        assert_eq!(profile, again);
    }
}
