//! The binary; everything is in the library.
use std::process::ExitCode;

/// Requests are many small allocations on several threads, over which the system's own allocator takes turns.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    aiwfe::main()
}
