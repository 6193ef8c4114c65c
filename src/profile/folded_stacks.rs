//! Folded stacks: each distinct stack of function names once, with its figures.

use indexmap::{IndexMap, IndexSet};

/// The distinct stacks of function names in a profile, each with `N` figures, such as one before and
/// one after a change. Each name is stored once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedStacks<const N: usize> {
    names: IndexSet<String>,
    /// Indices of names, the outermost frame first.
    stacks: IndexMap<Box<[u32]>, [u64; N]>,
}

impl<const N: usize> Default for FoldedStacks<N> {
    fn default() -> Self {
        Self {
            names: IndexSet::new(),
            stacks: IndexMap::new(),
        }
    }
}

impl<const N: usize> FoldedStacks<N> {
    /// The index of a name in stacks. A `;` in it, which separates frames, becomes a `:`.
    ///
    /// # Panics
    ///
    /// If there are more than 2^32 names.
    pub fn add_name(&mut self, name: &str) -> u32 {
        let (index, _) = self.names.insert_full(name.replace(';', ":"));
        u32::try_from(index).expect("a profile has fewer than 2^32 frames")
    }

    /// Adds to figure `index` of a stack, given by the indices of its names, the outermost first.
    ///
    /// # Panics
    ///
    /// If there is no figure `index`.
    pub fn add(&mut self, stack: impl IntoIterator<Item = u32>, index: usize, figure: u64) {
        let figures = self.stacks.entry(stack.into_iter().collect());
        figures.or_insert([0; N])[index] += figure;
    }

    /// The stacks as indices of names, the outermost first, with their figures, in the order in which
    /// they were added.
    pub fn stacks(&self) -> impl ExactSizeIterator<Item = (&[u32], &[u64; N])> + Clone {
        let stacks = self.stacks.iter();
        stacks.map(|(stack, figures)| (&**stack, figures))
    }

    /// The name with an index.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn name(&self, index: u32) -> &str {
        &self.names[index as usize]
    }

    /// All names, in the order of their indices.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The names of a stack, separated by `;`.
    pub fn render_stack(&self, stack: &[u32]) -> String {
        let names: Vec<&str> = stack.iter().map(|&index| self.name(index)).collect();
        names.join(";")
    }
}
