//! Live bytes over the time of a count pass, and the phases that the variant names.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::units;

/// The live bytes of one measured scope over its time. It is stored in a file of its own beside the
/// report.
///
/// The bytes repeat from run to run; the times do not. They include the time of the instrument and
/// the time to read the answer before it is dropped.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Timeline {
    /// How long the scope was open, in nanoseconds.
    pub end_ns: u64,
    /// Nanoseconds since the scope began, and the bytes live from then on, in order of time. The
    /// largest is the peak.
    pub points: Vec<(u64, u64)>,
    /// The phases that the variant names, in the order in which they began.
    pub phases: Vec<Phase>,
    /// The timeline over allocations instead of time. `None` in timelines from before heapwise stored
    /// it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<TimelineEvents>,
}

/// The places of a timeline's points and phases among the allocations, reallocations and frees of the
/// scope, its events. They repeat from run to run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TimelineEvents {
    /// The number of events.
    pub count: u64,
    /// For each point, the number of events before it.
    pub points: Vec<u64>,
    /// For each phase, the number of events before it began and before it ended.
    pub phases: Vec<(u64, u64)>,
}

/// A named part of a measured scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// The phase's name.
    pub name: String,
    /// Nanoseconds from the beginning of the scope to the beginning of the phase.
    pub begin_ns: u64,
    /// Nanoseconds from the beginning of the scope to the end of the phase.
    pub end_ns: u64,
    /// The number of phases that contain this one.
    pub depth: u32,
}

impl Timeline {
    /// Reads the text of a timeline's file. Errors name `path`.
    ///
    /// # Errors
    ///
    /// If the text is not JSON, lacks a field, or has points out of order; if a phase ends before it
    /// begins or after the scope.
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        let timeline: Self = serde_json::from_str(text)
            .map_err(|error| Error::format(path, format!("not a timeline of heapwise: {error}")))?;
        let is_ordered = timeline.points.is_sorted_by_key(|(at_ns, _)| *at_ns);
        let ends_last = timeline
            .points
            .last()
            .is_none_or(|(at_ns, _)| *at_ns <= timeline.end_ns);
        let is_within =
            |phase: &Phase| phase.begin_ns <= phase.end_ns && phase.end_ns <= timeline.end_ns;
        let has_events = |events: &TimelineEvents| {
            events.is_ordered()
                && events.points.len() == timeline.points.len()
                && events.phases.len() == timeline.phases.len()
        };
        if is_ordered
            && ends_last
            && timeline.phases.iter().all(is_within)
            && timeline.events.as_ref().is_none_or(has_events)
        {
            Ok(timeline)
        } else {
            Err(Error::format(
                path,
                "a timeline whose times go back; run the experiment again",
            ))
        }
    }

    /// The text of a timeline's file.
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string(self).expect("a timeline holds only numbers and text");
        units::escape_json(&text)
    }

    /// The most bytes that were live at once.
    ///
    /// ```
    /// use heapwise::record::Timeline;
    /// let points = vec![(0, 0), (5, 4096), (9, 0)];
    /// let timeline = Timeline { end_ns: 10, points, ..Timeline::default() };
    /// assert_eq!(timeline.peak_bytes(), 4096);
    /// ```
    pub fn peak_bytes(&self) -> u64 {
        self.points
            .iter()
            .map(|(_, bytes)| *bytes)
            .max()
            .unwrap_or(0)
    }
}

impl TimelineEvents {
    /// Whether no point and no phase is before an earlier one or after the last event.
    fn is_ordered(&self) -> bool {
        let is_within = |&(begin, end): &(u64, u64)| begin <= end && end <= self.count;
        self.points.is_sorted()
            && self.points.last().is_none_or(|last| *last <= self.count)
            && self.phases.iter().all(is_within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_to_text(text: &str) -> String {
        match Timeline::parse(text, Path::new("t.json")) {
            Ok(timeline) => timeline.to_json(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_written_timeline_reads_back_the_same_and_one_with_times_out_of_order_is_an_error() {
        let text = r#"{"end_ns":9,"points":[[0,0],[5,4096]],"phases":[{"name":"a","begin_ns":1,"end_ns":2,"depth":0}]}"#;
        assert_eq!(read_to_text(text), text);
        assert!(
            read_to_text(&text.replace("[0,0]", "[6,0]"))
                .contains("t.json: a timeline whose times go back")
        );
        assert!(read_to_text(&text.replace("[5,", "[10,")).contains("go back"));
        assert!(read_to_text(&text.replace("\"end_ns\":2", "\"end_ns\":0")).contains("go back"));
        assert!(read_to_text(&text.replace("\"end_ns\":2", "\"end_ns\":10")).contains("go back"));
        assert!(read_to_text("{}").contains("missing field `end_ns`"));
        let events = |events: &str| format!("{},\"events\":{events}}}", &text[..text.len() - 1]);
        let good = events(r#"{"count":3,"points":[0,2],"phases":[[1,3]]}"#);
        assert_eq!(read_to_text(&good), good);
        for bad in [
            r#"{"count":3,"points":[0],"phases":[[1,3]]}"#,
            r#"{"count":3,"points":[2,0],"phases":[[1,3]]}"#,
            r#"{"count":3,"points":[0,2],"phases":[[1,4]]}"#,
            r#"{"count":1,"points":[0,2],"phases":[[1,1]]}"#,
            r#"{"count":3,"points":[0,2],"phases":[]}"#,
        ] {
            assert!(read_to_text(&events(bad)).contains("go back"), "{bad}");
        }
    }
}
