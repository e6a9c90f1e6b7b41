//! The arguments of `aiwfe call`.
use clap::Args;
use std::path::PathBuf;

/// What is to be done, where, and in whose name.
#[derive(Args, Debug)]
pub(crate) struct Call {
    /// The operation, such as tasks.create; without one, all of them are listed
    #[arg(value_name = "OPERATION")]
    pub(crate) operation: Option<String>,
    /// A field of it: name=value, read as the operation wants it, or name:=value, which is JSON
    #[arg(value_name = "FIELD")]
    pub(crate) fields: Vec<String>,
    /// Ask the server at this URL, not the database itself
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
    /// The token to show there; whoever lists the processes of this machine can read it
    #[arg(long, value_name = "TOKEN")]
    pub(crate) token: Option<String>,
    /// The file that holds the token to show there; - for stdin
    #[arg(long, value_name = "PATH")]
    pub(crate) token_file: Option<PathBuf>,
    /// In whose name, where no server is asked [default: the sole administrator]
    #[arg(long, value_name = "NAME")]
    pub(crate) user: Option<String>,
}
