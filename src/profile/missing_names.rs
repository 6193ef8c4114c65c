//! Finds out whether a profile lacks the names that call sites need.

use super::frame::Frame;
use super::model::Profile;
use super::origin::Origin;

/// What the program of a profile lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingNames {
    /// Symbols: functions have no names.
    Symbols,
    /// Line tables: functions have no files and lines.
    Lines,
}

impl Profile {
    /// What the user's own code lacks in this profile, if anything.
    pub fn missing_names(&self) -> Option<MissingNames> {
        let origins = self.origins();
        let frames: Vec<Frame> = self.frames.iter().map(|text| Frame::parse(text)).collect();
        let candidates: Vec<usize> = (1..frames.len())
            .filter(|&index| origins[index] != Origin::Standard)
            .filter(|&index| !frames[index].is_start() && !frames[index].is_in_system_library())
            .collect();
        let is_named = |&&index: &&usize| frames[index].is_named();
        let named: Vec<usize> = candidates.iter().filter(is_named).copied().collect();
        if named.is_empty() {
            return (!candidates.is_empty()).then_some(MissingNames::Symbols);
        }
        let own: Vec<usize> = named
            .iter()
            .copied()
            .filter(|&index| origins[index] == Origin::Own)
            .collect();
        let needed = if own.is_empty() { &named } else { &own };
        let has_line = needed.iter().any(|&index| frames[index].line > 0);
        (!has_line).then_some(MissingNames::Lines)
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
