//! Compares two reports or two profiles, and checks budgets. Nothing is read or written here.

mod align;
mod allowed_growth;
mod amount;
mod budget;
mod change;
mod functions;
mod history;
mod limits;
mod names;
mod p_values;
mod pair_by_key;
mod paired_rounds;
mod pairs;
mod profiles;
mod reports;
mod rows;
mod sites;
mod stacks;
mod time;

pub use amount::{Amount, Delta};
pub use budget::{BrokenLimit, BudgetCheck, Budgets, VariantAtInput};
pub use change::{Change, Significance};
pub use functions::ProfilePair;
pub use history::{FigureHistory, HistoryStep, VariantHistory};
pub use limits::GrowthLimits;
pub use profiles::{ProfileDifference, SiteChange, SiteDifference};
pub use reports::{CaseDifference, ReportDifference, VariantDifference, VariantStatus};
pub use stacks::Stacks;
pub use time::{are_tied, time_ratio};
