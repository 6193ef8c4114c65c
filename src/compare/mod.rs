//! Two reports or two profiles in, what is different out; budgets. Pure: nothing is read or written
//! here.

mod align;
mod change;
mod fields;
mod functions;
mod limits;
mod names;
mod pairs;
mod profiles;
mod reports;
mod sites;
mod time;

pub use change::{Amount, Change, Verdict};
pub use fields::{Field, Unit};
pub use limits::Limits;
pub use profiles::{Fate, ProfileDifference, SiteDifference};
pub use reports::{EntryDifference, ReportDifference, VariantDifference, VariantFate};
pub use sites::Figures;
