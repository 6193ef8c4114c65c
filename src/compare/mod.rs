//! Two reports or two profiles in, what is different out; budgets. Pure: nothing is read or written
//! here.

mod align;
mod functions;
mod names;
mod pairs;
mod profiles;
mod sites;

pub use profiles::{Fate, ProfileDifference, SiteDifference};
pub use sites::Figures;
