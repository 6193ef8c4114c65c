//! `heapwise::count` in a program whose global allocator is not heapwise's, such as this one.

use std::panic::catch_unwind;

pub fn counting_is_refused() {
    let panic = catch_unwind(|| heapwise::count(|| vec![1])).unwrap_err();
    let message = panic.downcast_ref::<&str>().unwrap();
    assert!(
        message.contains(
            "`#[global_allocator] static ALLOC: heapwise::Alloc = heapwise::Alloc::system();`"
        ),
        "{message}"
    );
}
