//! The command line.
mod audit;
mod call;
mod import;
mod keys;
mod people;
mod usage;

pub(crate) use audit::Audit;
pub(crate) use call::Call;
pub(crate) use import::{Import, Legacy};
pub(crate) use keys::Keys;
pub(crate) use people::{Named, NewToken, NewUser, Token, User};
pub(crate) use usage::sentence;

use crate::config::Flags;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// One binary for a team's tasks, projects, calendar, mail and files, and for durable AI workflows over them.
#[derive(Debug, Parser)]
#[command(
    name = "aiwfe",
    version,
    subcommand_required = true,
    arg_required_else_help = false,
    after_help = "Start with `aiwfe serve`. Settings: `aiwfe config`."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What may stand before or after every command.
#[derive(Args, Debug)]
pub(crate) struct Global {
    /// The data directory [default: ./data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The database: postgres://..., or the path of a SQLite file [default: DATA/aiwfe.db]
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// Where to listen; port 0 takes any free one [default: 127.0.0.1:8000]
    #[arg(long, global = true, value_name = "ADDR")]
    listen: Option<String>,
    /// Answer in JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

impl Global {
    /// The part that is about settings.
    pub(crate) fn flags(&self) -> Flags {
        Flags { data: self.data.clone(), database: self.database.clone(), listen: self.listen.clone() }
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the server
    Serve,
    /// Look after the history of the schema
    #[command(arg_required_else_help = false)]
    Migrate {
        #[command(subcommand)]
        command: Migrate,
    },
    /// Check everything and change nothing; exit 0 clean, 1 warnings (with --strict), 2 errors, 3 could not check
    Doctor {
        /// Let warnings count
        #[arg(long)]
        strict: bool,
    },
    /// Tell what is known of a request, by its id or by the code of its error; exit 0 something, 1 nothing, 3 could not look
    Explain {
        /// The request's id, or a code such as ERR_500_8F3A01BC
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Have an operation done, by a server or here; exit 0 done, 1 refused, 3 could not be done
    Call(Call),
    /// Bring what another house holds
    #[command(arg_required_else_help = false)]
    Import {
        #[command(subcommand)]
        command: Import,
    },
    /// Look after who is in the house
    #[command(arg_required_else_help = false)]
    User {
        #[command(subcommand)]
        command: User,
    },
    /// Look after what programs show instead of signing in
    #[command(arg_required_else_help = false)]
    Token {
        #[command(subcommand)]
        command: Token,
    },
    /// Look after the keys that secrets are sealed and signed with
    #[command(arg_required_else_help = false)]
    Keys {
        #[command(subcommand)]
        command: Keys,
    },
    /// Look after the record of what was done
    #[command(arg_required_else_help = false)]
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
    /// Print the OpenAPI document of the API
    Openapi,
    /// Print the settings in effect and where each is from
    Config,
    /// Print exactly what this is
    Version,
    /// Measure on this machine
    #[command(arg_required_else_help = false)]
    Bench {
        #[command(subcommand)]
        command: Bench,
    },
}

/// What to measure.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Commits, keyed reads, the start and the memory, on a database of its own; a PostgreSQL database must be empty
    Store {
        /// For how long to write
        #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
        seconds: u64,
    },
    /// Lists, reads and creations of tasks over HTTP, of a server of its own; a PostgreSQL database must be empty
    Http {
        /// For how long to ask, for each figure
        #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
        seconds: u64,
        /// How many connections ask at once
        #[arg(long, value_name = "COUNT", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1_000))]
        connections: u16,
        /// How many tasks to fill in first; pages are compared between 1,000 of them and all
        #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(50..=1_000_000))]
        tasks: Option<u32>,
    },
    /// A page, a week and a search among very many tasks and events, of a server of its own; a PostgreSQL database must be empty
    Work {
        /// For how long to ask, for each figure
        #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
        seconds: u64,
        /// How many tasks to fill in
        #[arg(long, value_name = "COUNT", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(500..=10_000_000))]
        tasks: u32,
        /// How many events to fill in
        #[arg(long, value_name = "COUNT", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(200..=1_000_000))]
        events: u32,
    },
    /// Signing in: what a session costs each request, and what many who sign in at once cost the others
    #[command(name = "sign-in")]
    SignIn {
        /// For how long to ask, for each figure
        #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
        seconds: u64,
        /// How many sign in at once
        #[arg(long, value_name = "COUNT", default_value_t = 500, value_parser = clap::value_parser!(u16).range(1..=5_000))]
        at_once: u16,
        /// How many passwords to guess, half of them of people who are there, to see whether the times tell who is
        #[arg(long, value_name = "COUNT", default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(200..=100_000))]
        guesses: u32,
    },
    /// What sealing the record takes of the writers, and how fast it is sealed and verified; a PostgreSQL database must be empty
    Audit {
        /// For how long to write, for each figure
        #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
        seconds: u64,
        /// How many entries to seal and to verify, at least
        #[arg(long, value_name = "COUNT", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
        entries: u32,
    },
}

/// What to do with the history of the schema.
#[derive(Debug, Subcommand)]
pub(crate) enum Migrate {
    /// Tell which steps are applied and which are left
    Status,
    /// Print the SQL that `apply` would run
    Plan,
    /// Apply the steps that are left
    Apply,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_stand_before_or_after_the_command() {
        for line in [
            "aiwfe --data d --json migrate plan",
            "aiwfe migrate --data d plan --json",
            "aiwfe migrate plan --json --data d",
        ] {
            let cli = Cli::try_parse_from(line.split(' ')).unwrap();
            assert_eq!((cli.global.flags().data, cli.global.json), (Some("d".into()), true), "{line}");
        }
    }
}
