//! The arguments of `aiwfe import`.
use clap::{Args, Subcommand};

/// What to bring.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Bring what the first house's own PostgreSQL database holds; exit 0 all of it, 1 but for what is named, 3 it could not be read
    Legacy(Legacy),
}

/// Where it is, and how to bring it.
#[derive(Args, Debug)]
pub(crate) struct Legacy {
    /// The database of the first house: postgres://...; it is only read
    #[arg(long, value_name = "URL")]
    pub(crate) from: String,
    /// What that database is called in every run, wherever it lies [default: its own name]
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// Tell what would be brought, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Take somebody whose address somebody here has already for the same person
    #[arg(long)]
    pub(crate) merge_users: bool,
}
