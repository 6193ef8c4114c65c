//! The stacks of a profile, or of two, for a drawing in which each frame is as wide as its share. The
//! page's script draws them: from the outermost frame or from the innermost, by any measure.

mod figure;
mod tree;

pub(super) use figure::{StacksLimits, render_difference_stacks, render_stacks};
