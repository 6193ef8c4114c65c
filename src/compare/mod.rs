//! Two reports or two profiles in, what is different out; budgets. Pure: nothing is read or written
//! here.

mod align;
mod budget;
mod ceiling;
mod change;
mod fields;
mod functions;
mod kept;
mod limits;
mod matched;
mod names;
mod pairs;
mod profiles;
mod reports;
mod sites;
mod stacks;
mod time;

pub use budget::{AtInput, Budgets, Planned};
pub use change::{Amount, Change, Delta, Sameness};
pub use fields::{Field, Unit};
pub use kept::{Broken, Checked};
pub use limits::Limits;
pub use profiles::{Fate, ProfileDifference, SiteDifference};
pub use reports::{EntryDifference, ReportDifference, VariantDifference, VariantFate};
pub use sites::Figures;
pub use stacks::Stacks;
