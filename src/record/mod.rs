//! What a run stores: the report, its raw integers, and the schema number that they follow.

mod answer_check;
mod claim;
mod figure;
mod footprint;
mod merge;
mod partition;
mod pass;
mod path_text;
mod patterns;
mod provenance;
mod report;
mod row;
mod runs;
mod series;
mod time;
mod timeline;
mod value;

pub use answer_check::AnswerCheck;
pub use claim::{Claim, ClaimVerdict};
pub use figure::{Figure, Subject, Unit};
pub use footprint::{Footprint, Resident};
pub use merge::{MergedPart, merge};
pub use partition::Partition;
pub use pass::Pass;
pub(crate) use path_text::{path_to_text, text_to_os, text_to_path};
pub use patterns::Patterns;
pub use provenance::Provenance;
pub use report::{Case, Report, SCHEMA, full_name, input_line, name_at_input};
pub use row::{Attachment, Grade, Metric, Outcome, Row, StoredAnswer, Verdict};
pub use series::{PlotKind, Series};
pub use time::Time;
pub(crate) use time::most_undisturbed_ns;
pub use timeline::{Phase, Timeline, TimelineEvents};
pub use value::Value;
