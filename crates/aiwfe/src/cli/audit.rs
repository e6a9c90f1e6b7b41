//! The arguments of `aiwfe audit`.
use clap::Subcommand;
use std::path::PathBuf;

/// What to do about the record.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Compare the record with its seals and these with the signed checkpoints; exit 0 clean, 2 errors, 3 could not check
    Verify {
        /// A copy of the checkpoints that was kept elsewhere [default: DATA/audit/checkpoints.jsonl]
        #[arg(long, value_name = "PATH")]
        checkpoints: Option<PathBuf>,
    },
}
