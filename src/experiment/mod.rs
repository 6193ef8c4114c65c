//! How an experiment is declared: [`Experiment`](crate::Experiment), its [`Input`], its variants,
//! their [`Answer`](crate::Answer).
//!
//! ```
//! use heapwise::Experiment;
//! use heapwise::experiment::Declared;
//!
//! let experiment = Experiment::new("squares", "add up the squares below n")
//!     .input("n", 1000, "how many")
//!     .setup(|input| (0..input.get("n")).collect::<Vec<u64>>())
//!     .variant("collected", "keeps every square", |numbers| {
//!         let squares: Vec<u64> = numbers.iter().map(|n| n * n).collect();
//!         squares.iter().sum::<u64>()
//!     })
//!     .variant("chained", "keeps none", |numbers| numbers.iter().map(|n| n * n).sum::<u64>());
//!
//! let declared = Declared::from(experiment);
//! assert_eq!(declared.variants().len(), 2);
//! ```

pub(crate) mod answer;
mod check;
pub(crate) mod declaration;
mod declared;
mod extras;
mod input;
mod parameter;
mod reference_loop;
mod scope;

pub(crate) use check::is_reserved;
pub(crate) use reference_loop::{
    is_disturbed, learn_reference_ns, least_reference_ns, reference_ns,
};

pub use answer::{Rendered, ToAnswer};
pub use declaration::AttachedFile;
pub use declared::{Declared, Prepared, Variant};
pub use extras::{Extra, Extras};
pub use input::{FromValue, Input};
pub use parameter::{Domain, Parameter};
pub use reference_loop::repeat_until_undisturbed;
pub use scope::{Scope, Unmeasured};
