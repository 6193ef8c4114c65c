//! Tasks that wait, and one input that many tasks read: as threads, as tasks of an async runtime, and as
//! processes.

mod child;
mod children;
mod gate;
mod items;
mod mapped;
mod sharing;
mod waiting;

pub use child::serve;
pub use children::ChildCommand;
pub use items::fold;
pub use sharing::{processes_copied, processes_shared, threads_copied, threads_shared};
pub use waiting::{async_tasks, processes, threads};
