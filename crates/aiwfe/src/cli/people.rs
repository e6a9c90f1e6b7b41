//! The arguments of `aiwfe user` and `aiwfe token`.
use clap::{Args, Subcommand};

/// What to do about users.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Let somebody in; exit 1 where that is refused
    Create(NewUser),
    /// List who is in the house
    List,
    /// Let somebody in who waits for approval
    Approve(Named),
    /// Let somebody do nothing any more, from their next request on
    Disable(Named),
    /// Let somebody do something again who was disabled
    Enable(Named),
    /// Make a token by which somebody replaces a password they have forgotten, and print it
    ResetPassword(Named),
    /// Let somebody administer the house, or no longer
    Grant(Granted),
}

/// Who is meant.
#[derive(Args, Debug)]
pub(crate) struct Named {
    /// Their name
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

/// Who is to be what.
#[derive(Args, Debug)]
pub(crate) struct Granted {
    #[command(flatten)]
    pub(crate) who: Named,
    /// What they are to be
    #[arg(value_name = "ROLE", value_parser = ["admin", "user"])]
    pub(crate) role: String,
}

/// Who comes.
#[derive(Args, Debug)]
pub(crate) struct NewUser {
    /// Their name: letters, digits, dots, dashes and underscores
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Where mail reaches them
    #[arg(long, value_name = "MAIL")]
    pub(crate) email: String,
    /// Let them administer the house
    #[arg(long)]
    pub(crate) admin: bool,
}

/// What to do about tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Make a token and print it, this once; exit 1 where that is refused
    Create(NewToken),
}

/// What token is wanted.
#[derive(Args, Debug)]
pub(crate) struct NewToken {
    /// For whom it acts
    #[arg(long, value_name = "NAME")]
    pub(crate) user: String,
    /// What it is called
    #[arg(long, value_name = "TEXT", default_value = "made at the command line")]
    pub(crate) name: String,
    /// A permission it carries, such as tasks.read; several may be given [default: all that its user has]
    #[arg(long = "scope", value_name = "SCOPE")]
    pub(crate) scopes: Vec<String>,
    /// In how many days it stops to work [default: never]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub(crate) expires_in_days: Option<u32>,
    /// How many requests it may make in a minute [default: 6000]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(i64).range(1..))]
    pub(crate) rate: Option<i64>,
    /// Let it make as many requests as it likes
    #[arg(long)]
    pub(crate) unlimited: bool,
}
