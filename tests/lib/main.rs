//! The public interface of the library, without the program.
//!
//! The modules without a `cfg` also pass with `--no-default-features`.

#[cfg(feature = "run")]
mod architecture;
#[cfg(feature = "experiments")]
mod conclusions;
mod count;
#[cfg(feature = "experiments")]
mod growth;
#[cfg(feature = "experiments")]
mod hash_verdicts;
#[cfg(feature = "run")]
mod lifted;
#[cfg(feature = "run")]
mod many_call_sites;
#[cfg(feature = "experiments")]
mod table;

#[global_allocator]
static ALLOC: heapwise::Alloc = heapwise::Alloc::system();
