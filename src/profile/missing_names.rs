//! Finds out whether a profile lacks the names that call sites need.

use super::frame::Frame;
use super::model::Profile;
use super::origin::{Origin, find_call_site};

/// What the program of a profile lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingNames {
    /// Symbols: functions have no names.
    Symbols,
    /// Line tables: functions have no files and lines.
    Lines,
}

impl Profile {
    /// What the user's own code lacks in this profile, if anything: for nine tenths of the bytes no
    /// stack has a name, or no call site in the user's own code has a line.
    pub fn missing_names(&self) -> Option<MissingNames> {
        let origins = self.origins();
        let frames: Vec<Frame> = self.frames.iter().map(Frame::parse).collect();
        let is_nameless =
            |frame: &Frame| !frame.is_named() || frame.is_start() || frame.is_in_system_library();
        let [mut all, mut nameless, mut own, mut without_line] = [0_u128; 4];
        for point in &self.points {
            let bytes = u128::from(point.total_bytes);
            all += bytes;
            if point
                .backtrace
                .iter()
                .all(|&index| is_nameless(&frames[index]))
            {
                nameless += bytes;
            }
            let site = find_call_site(point, &frames, &origins);
            if origins[site] == Origin::Own {
                own += bytes;
                without_line += if frames[site].line == 0 { bytes } else { 0 };
            }
        }
        let is_most = |part: u128, whole: u128| whole > 0 && part * 10 >= whole * 9;
        if is_most(nameless, all) {
            Some(MissingNames::Symbols)
        } else {
            is_most(without_line, own).then_some(MissingNames::Lines)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn missing(frames: [&str; 3]) -> Option<MissingNames> {
        let frames = frames.map(|frame| format!("\"{frame}\"")).join(",");
        let text = format!(
            r#"{{"dhatFileVersion":2,"mode":"heap","verb":"Allocated","bklt":false,"bkacc":false,
            "tu":"instrs","Mtu":"Minstr","cmd":"a","pid":1,"te":2,
            "pps":[{{"tb":9,"tbk":3,"fs":[1,2,3]}}],"ftbl":["[root]",{frames}]}}"#
        );
        Profile::read(&text, Path::new("p"))
            .unwrap()
            .missing_names()
    }

    #[test]
    fn a_program_without_symbols_or_lines_is_recognized() {
        let start = "0x3: (below main) (libc_start_call_main.h:58)";
        assert_eq!(
            missing(["0x1: ??? (???:0:0)", "0x2: ???", start]),
            Some(MissingNames::Symbols)
        );
        let without_lines = [
            "0x1: malloc (vg_replace_malloc.c:381)",
            "0x2: main (in /tmp/a.out)",
            start,
        ];
        assert_eq!(missing(without_lines), Some(MissingNames::Lines));
        let complete = [
            "0x1: malloc (vg_replace_malloc.c:381)",
            "0x2: main (a.c:3)",
            start,
        ];
        assert_eq!(missing(complete), None);
    }
}
