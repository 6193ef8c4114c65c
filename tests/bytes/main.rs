//! Exact bytes and blocks against arithmetic, as the `dhat` crate counts them.

mod compact;
mod concurrency;
mod diffusion;
mod iterators;
mod julia;
mod keys;
mod not_installed;
mod small;
mod table;
mod under_dhat;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

#[global_allocator]
static ALLOC: dhat::Alloc = dhat::Alloc;

macro_rules! trials {
    ($($module:ident::$test:ident),* $(,)?) => {
        vec![$(Trial::test(concat!(stringify!($module), "::", stringify!($test)), || {
            $module::$test();
            Ok(())
        })),*]
    };
}

/// Runs the tests one after another in the main thread: dhat counts the whole process, and the
/// default harness allocates in its main thread while a test runs in another.
fn main() -> ExitCode {
    let trials = trials![
        compact::numbers_take_the_predicted_bytes,
        compact::sets_of_strings_take_the_predicted_bytes,
        compact::counters_take_the_predicted_bytes,
        concurrency::only_threads_with_copies_hold_the_input_again,
        concurrency::a_waiting_task_of_a_runtime_is_one_block,
        iterators::every_adaptor_holds_as_arithmetic_predicts,
        iterators::tee_holds_what_lies_between_its_readers,
        diffusion::every_variant_allocates_as_arithmetic_predicts,
        julia::every_variant_allocates_as_arithmetic_predicts,
        julia::lanes_and_threads_allocate_as_arithmetic_predicts,
        keys::reading_allocates_bytes_in_proportion_and_blocks_only_by_doubling,
        not_installed::counting_is_refused,
        small::every_container_allocates_as_arithmetic_predicts,
        table::every_layout_has_the_predicted_size,
        table::chains_allocate_a_block_for_each_entry,
        table::packed_buckets_have_the_predicted_size,
        table::a_lean_table_is_lean,
        table::an_empty_map_allocates_nothing,
    ];
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    libtest_mimic::run(&arguments, trials).exit_code()
}
