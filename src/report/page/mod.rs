//! A report as one page that needs no other file: tables, plots, timelines, call sites and flame
//! graphs; the stacks of one profile as a page. All text of the program under test is escaped.

mod anchors;
mod badges;
mod call_sites;
mod capacity;
mod case;
mod churn;
mod claims;
mod facts;
mod files;
mod findings;
mod footprint_plots;
mod history_page;
mod inputs;
mod legend;
mod parts;
mod pictures;
mod report_page;
mod series;
mod sizes;
mod stacks_page;
mod strip;
mod table;
mod titles;
mod variant;

pub use files::PageFiles;
pub use findings::PageFindings;
pub use history_page::render_history_page;
pub use report_page::render_page;
pub use stacks_page::render_flame_graph;
