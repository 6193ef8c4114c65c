//! What was found out about a report beyond its figures.

use crate::compare::{BrokenLimit, ReportDifference};

/// What was found out about a report beyond its figures; nothing by default.
#[derive(Debug, Clone, Default)]
pub struct PageFindings {
    /// The broken limits of budgets; `None` if no budget was checked.
    pub broken: Option<Vec<BrokenLimit>>,
    /// The name of the baseline that the report was compared with, and the difference.
    pub baseline: Option<(String, ReportDifference)>,
}
