//! Does not compile: there is no such figure.

fn main() {
    heapwise::assert_footprint!(|| vec![1], peek_bytes <= 4096);
}
