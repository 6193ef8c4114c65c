//! A report as one page that needs no other file: tables, plots, timelines, call sites and flame
//! graphs. All text of the program under test is escaped.

mod badges;
mod capacity;
mod case;
mod facts;
mod files;
mod footprint_plots;
mod legend;
mod pictures;
mod report_page;
mod series;
mod sizes;
mod table;
mod titles;
mod variant;

pub use files::PageFiles;
pub use report_page::render_page;
