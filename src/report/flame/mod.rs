//! Flame graphs of where a program allocates: each frame as wide as its share.

mod graphs;
mod inferno_svg;
mod wide_frames;

pub use graphs::{render_difference_flame_graph, render_flame_graph, render_flame_graph_element};
