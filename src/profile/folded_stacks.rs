//! Folded stacks: each distinct stack of function names once, with its figures.

use indexmap::IndexMap;

use super::origin::Origin;

/// The distinct stacks of function names in a profile, each with `N` figures, such as one before and
/// one after a change. Each name is stored once, with the origin of its function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedStacks<const N: usize> {
    names: IndexMap<String, Origin>,
    /// Indices of names, the outermost frame first.
    stacks: IndexMap<Box<[u32]>, [u64; N]>,
}

impl<const N: usize> Default for FoldedStacks<N> {
    fn default() -> Self {
        Self {
            names: IndexMap::new(),
            stacks: IndexMap::new(),
        }
    }
}

impl<const N: usize> FoldedStacks<N> {
    /// The index of a name in stacks. A `;` in it, which separates frames, becomes a `:`. Of functions
    /// of one name, the user's own decide its origin.
    ///
    /// # Panics
    ///
    /// If there are more than 2^32 names.
    pub fn add_name(&mut self, name: &str, origin: Origin) -> u32 {
        let entry = self.names.entry(name.replace(';', ":"));
        let index = entry.index();
        let stored = entry.or_insert(origin);
        *stored = origin.min(*stored);
        u32::try_from(index).expect("a profile has fewer than 2^32 frames")
    }

    /// Adds to the figures of a stack, given by the indices of its names, the outermost first.
    pub fn add(&mut self, stack: impl IntoIterator<Item = u32>, figures: &[u64; N]) {
        let sums = self.stacks.entry(stack.into_iter().collect());
        let sums = sums.or_insert([0; N]).iter_mut();
        sums.zip(figures).for_each(|(sum, figure)| *sum += figure);
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
        self.entry(index).0
    }

    /// Whose code the functions of a name are.
    ///
    /// # Panics
    ///
    /// If there is no name with this index.
    pub fn origin(&self, index: u32) -> Origin {
        *self.entry(index).1
    }

    fn entry(&self, index: u32) -> (&String, &Origin) {
        let entry = self.names.get_index(index as usize);
        entry.expect("the index of a name")
    }

    /// All names, in the order of their indices.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// The names of a stack, separated by `;`.
    pub fn render_stack(&self, stack: &[u32]) -> String {
        let names: Vec<&str> = stack.iter().map(|&index| self.name(index)).collect();
        names.join(";")
    }
}
