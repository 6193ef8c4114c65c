//! An account of blocks: their program points and figures.
//!
//! The peak is exact at constant cost. Each peak has a serial number, and each program point stores
//! what it held at the last peak that it knows of. Before a program point changes, it settles: if a
//! newer peak has passed, what it holds now is what it held at that peak.

use std::collections::BTreeMap;

use super::block::BlockKind;
use super::tree::{self, NodeId, Tree};

/// The most frames in the backtraces of all program points. A DHAT file stores a backtrace for each
/// program point. If every level of a deep recursion allocates, the size of the file would grow with
/// the square of the depth.
const MOST_BACKTRACE_FRAMES: u64 = 2_000_000;

/// A stack of at most this many frames in its thread always has a program point of its own.
const ALWAYS_STORED_FRAMES: u32 = 8;

/// The number of size classes: powers of two.
const SIZE_CLASSES: usize = 64;

/// A program point. The fields that every event changes come first, in one cache line.
#[derive(Debug, Clone, Default)]
#[repr(C, align(64))]
pub(super) struct Point {
    pub(super) live_bytes: u64,
    pub(super) live_blocks: u64,
    peak_serial: u64,
    pub(super) peak_bytes: u64,
    pub(super) peak_blocks: u64,
    pub(super) own_peak_bytes: u64,
    pub(super) own_peak_blocks: u64,
    /// The size class of all blocks; meaningless if there is a histogram.
    size_class: u32,
    /// The index of the histogram of sizes; 0 while all blocks are of one size class.
    histogram: u32,
    pub(super) total_bytes: u64,
    pub(super) total_blocks: u64,
    /// The sum of the times at which blocks were freed less the sum of those at which they were
    /// allocated. It wraps around until all blocks are freed.
    lifetimes: u64,
    pub(super) temporary_blocks: u64,
    pub(super) node: NodeId,
}

impl Point {
    /// The sum of the lifetimes of all blocks, if the scope ends at `end`.
    pub(super) fn lifetimes_until(&self, end: u64) -> u64 {
        let live = self.live_blocks.wrapping_mul(end);
        self.lifetimes.wrapping_add(live)
    }

    #[inline]
    fn settle(&mut self, peak_serial: u64) {
        if self.peak_serial != peak_serial {
            self.peak_serial = peak_serial;
            self.peak_bytes = self.live_bytes;
            self.peak_blocks = self.live_blocks;
        }
    }

    /// Of several equal peaks the last one counts, as in DHAT.
    #[inline]
    fn note_own_peak(&mut self) {
        if self.live_bytes >= self.own_peak_bytes {
            self.own_peak_bytes = self.live_bytes;
            self.own_peak_blocks = self.live_blocks;
        }
    }
}

/// The figures of the blocks of one kind in an open scope. Time is the number of their allocations so
/// far.
#[derive(Debug)]
#[repr(C)]
pub(super) struct Account {
    live_bytes: u64,
    peak_bytes: u64,
    peak_serial: u64,
    pub(super) now: u64,
    pub(super) peak_time: u64,
    kind: BlockKind,
    /// The first one is never used, so that the index 0 means no program point. So with `histograms`.
    points: Vec<Point>,
    histograms: Vec<[u64; SIZE_CLASSES]>,
    backtrace_frames: u64,
    /// What was attributed to an ancestor because the tree or the backtraces reached their limit.
    pub(super) beyond_bytes: u64,
    pub(super) beyond_blocks: u64,
}

impl Account {
    /// The account while no scope is open.
    pub(super) const fn closed(kind: BlockKind) -> Self {
        Self {
            live_bytes: 0,
            peak_bytes: 0,
            peak_serial: 0,
            now: 0,
            peak_time: 0,
            kind,
            points: Vec::new(),
            histograms: Vec::new(),
            backtrace_frames: 0,
            beyond_bytes: 0,
            beyond_blocks: 0,
        }
    }

    pub(super) fn new(kind: BlockKind) -> Self {
        Self {
            points: vec![Point::default()],
            histograms: vec![[0; SIZE_CLASSES]],
            ..Self::closed(kind)
        }
    }

    /// Records a block of `bytes`, allocated with this stack, and returns its program point.
    #[inline(always)]
    pub(super) fn allocate(&mut self, tree: &mut Tree, node: NodeId, bytes: u64) -> u32 {
        let index = match self.point_in(tree, node) {
            0 => self.new_point(tree, node, bytes),
            index => index,
        };
        // A node with the flag that the tree lacks inner frames is no point's node either.
        if self.points[index as usize].node != node {
            self.note_beyond(bytes);
        }
        let point = &mut self.points[index as usize];
        point.settle(self.peak_serial);
        point.live_bytes += bytes;
        point.live_blocks += 1;
        self.live_bytes += bytes;
        self.note_allocation(index, bytes);
        index
    }

    /// Records that a block was freed.
    #[inline(always)]
    pub(super) fn free(&mut self, index: u32, bytes: u64, is_temporary: bool) {
        let point = &mut self.points[index as usize];
        point.settle(self.peak_serial);
        point.live_bytes -= bytes;
        point.live_blocks -= 1;
        point.lifetimes = point.lifetimes.wrapping_add(self.now);
        point.temporary_blocks += u64::from(is_temporary);
        self.live_bytes -= bytes;
    }

    /// Records that a block was reallocated. It stays with its program point, as under DHAT.
    #[inline]
    pub(super) fn reallocate(&mut self, index: u32, old_bytes: u64, new_bytes: u64) {
        let point = &mut self.points[index as usize];
        point.settle(self.peak_serial);
        point.live_bytes = point.live_bytes - old_bytes + new_bytes;
        // The block stays the same, so the time of this allocation is not one at which it was born.
        point.lifetimes = point.lifetimes.wrapping_add(self.now);
        self.live_bytes = self.live_bytes - old_bytes + new_bytes;
        self.note_allocation(index, new_bytes);
    }

    /// The stack of a program point.
    pub(super) fn node_of(&self, point: u32) -> NodeId {
        self.points[point as usize].node
    }

    /// The program point of a stack; 0 if it has none in this account.
    #[inline(always)]
    fn point_in(&self, tree: &Tree, node: NodeId) -> u32 {
        tree.node(node).points[self.kind as usize]
    }

    #[inline(always)]
    fn note_allocation(&mut self, index: u32, bytes: u64) {
        let point = &mut self.points[index as usize];
        point.note_own_peak();
        point.total_bytes += bytes;
        point.total_blocks += 1;
        point.lifetimes = point.lifetimes.wrapping_sub(self.now);
        self.now += 1;
        if self.live_bytes >= self.peak_bytes {
            self.peak_bytes = self.live_bytes;
            self.peak_serial += 1;
            self.peak_time = self.now;
        }
        let class = size_class(bytes);
        if point.size_class != class || point.histogram != 0 {
            self.note_size(index, class);
        }
    }

    /// Adds a block to the histogram of a program point with blocks of several size classes.
    #[cold]
    fn note_size(&mut self, index: u32, class: u32) {
        let point = &mut self.points[index as usize];
        if point.histogram == 0 {
            point.histogram = self.histograms.len() as u32;
            let mut histogram = [0; SIZE_CLASSES];
            histogram[point.size_class as usize] = point.total_blocks - 1;
            self.histograms.push(histogram);
        }
        self.histograms[point.histogram as usize][class as usize] += 1;
    }

    /// Makes the program point of a stack, or finds that of an ancestor if there are too many frames
    /// in backtraces.
    #[cold]
    fn new_point(&mut self, tree: &mut Tree, node: NodeId, bytes: u64) -> u32 {
        let stack = tree.node(node);
        let is_full = self.backtrace_frames + u64::from(stack.depth) > MOST_BACKTRACE_FRAMES;
        if is_full && stack.depth_in_thread > ALWAYS_STORED_FRAMES {
            return self.point_of_ancestor(tree, node, bytes);
        }
        self.push_point(tree, node, bytes)
    }

    fn push_point(&mut self, tree: &mut Tree, node: NodeId, bytes: u64) -> u32 {
        self.backtrace_frames += u64::from(tree.node(node).depth);
        let index = self.points.len() as u32;
        self.points.push(Point {
            node: tree::known(node),
            peak_serial: self.peak_serial,
            size_class: size_class(bytes),
            ..Point::default()
        });
        tree.node_mut(node).points[self.kind as usize] = index;
        index
    }

    /// The program point of the deepest ancestor that has one. Without any, one is made near the root.
    /// All nodes on the way get it, so that the way is taken once only.
    fn point_of_ancestor(&mut self, tree: &mut Tree, node: NodeId, bytes: u64) -> u32 {
        let is_end = |&ancestor: &NodeId| {
            let has_point = self.point_in(tree, ancestor) != 0;
            has_point || tree.node(ancestor).depth_in_thread <= ALWAYS_STORED_FRAMES
        };
        let end = tree.ancestors(node).find(is_end);
        let end = end.unwrap_or(tree::known(node));
        let index = match self.point_in(tree, end) {
            0 => self.push_point(tree, end, bytes),
            index => index,
        };
        let mut current = tree::known(node);
        while current != end {
            let node = tree.node_mut(current);
            node.points[self.kind as usize] = index;
            current = node.parent;
        }
        index
    }

    /// Counts a block whose program point lacks inner frames of its stack.
    #[cold]
    fn note_beyond(&mut self, bytes: u64) {
        self.beyond_bytes += bytes;
        self.beyond_blocks += 1;
    }

    /// Brings the peak of every program point up to date, when the scope has ended.
    pub(super) fn settle(&mut self) {
        for point in &mut self.points {
            point.settle(self.peak_serial);
        }
    }

    pub(super) fn points(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().skip(1)
    }

    /// The number of blocks of each size class, by the least size in it.
    pub(super) fn size_classes(&self, point: &Point) -> BTreeMap<u64, u64> {
        if point.histogram == 0 {
            return BTreeMap::from([(1 << point.size_class, point.total_blocks)]);
        }
        let histogram = self.histograms[point.histogram as usize].iter();
        let classes = histogram.enumerate().filter(|(_, blocks)| **blocks > 0);
        classes
            .map(|(class, &blocks)| (1 << class, blocks))
            .collect()
    }
}

/// The power of two at or below a size. An allocation of no bytes never reaches an allocator.
#[inline]
fn size_class(bytes: u64) -> u32 {
    bytes.max(1).ilog2()
}
