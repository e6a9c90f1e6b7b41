//! The program: its command line, its configuration, the server.
mod audit;
pub mod bench;
mod call;
mod cli;
mod client;
mod config;
mod data;
mod doctor;
mod exit;
mod explain;
mod failures;
mod findings;
mod house;
mod import;
mod keys;
mod lock;
mod logging;
mod mask;
mod measure;
mod migrate;
mod output;
mod pages;
mod people;
mod serve;
mod version;
pub mod wiring;

pub use serve::Embedded;

use base::Clock;
use clap::{CommandFactory, FromArgMatches, error::ErrorKind};
use cli::{Audit, Cli, Command, Import, Keys, Migrate, Token, User};
use config::{Config, Environment};
use exit::{Exit, Failure};
use logging::Logging;
use output::Output;
use std::{env, ffi::OsString, io, process::ExitCode, sync::Arc};

/// Does what this process was started for.
pub fn main() -> ExitCode {
    run(env::args_os().collect(), &Environment::of_process())
}

fn run(arguments: Vec<OsString>, environment: &Environment) -> ExitCode {
    let matches = Cli::command().try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    let exit = match matches {
        Ok(cli) => execute(&cli, environment),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Output::default().line(error.to_string().trim_end()).map(|()| Exit::Well)
        }
        Err(error) => Err(Failure::usage(cli::sentence(&error))),
    };
    exit.unwrap_or_else(|failure| {
        Output::default().note(&format!("aiwfe: {failure}"));
        failure.exit
    })
    .into()
}

fn execute(cli: &Cli, environment: &Environment) -> Result<Exit, Failure> {
    let config = Config::load(&cli.global.flags(), environment)?;
    let threadless = |error: io::Error| Failure::refused(format!("no threads can be had: {}", exit::words(&error)));
    let log = Arc::new(logging::start(config.log, environment.no_color).map_err(threadless)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(threadless)?;
    let output = Output { json: cli.global.json };
    let outcome = runtime.block_on(perform(cli, &config, &output, &log));
    // Whatever still runs, such as a connection that does not end, ends here.
    runtime.shutdown_background();
    log.flush();
    outcome
}

async fn perform(cli: &Cli, config: &Config, output: &Output, log: &Arc<Logging>) -> Result<Exit, Failure> {
    let clock = Clock::system();
    match &cli.command {
        Command::Serve => serve::serve(config, &clock, output, log).await?,
        Command::Migrate { command: Migrate::Status } => migrate::status(config, output).await?,
        Command::Migrate { command: Migrate::Plan } => migrate::plan(config, output).await?,
        Command::Migrate { command: Migrate::Apply } => migrate::apply(config, &clock, output).await?,
        Command::Doctor { strict } => {
            let report = doctor::examine(config).await;
            match output.json {
                true => output.value(&serde_json::json!(report))?,
                false => output.line(&report.to_string())?,
            }
            return Ok(report.exit(*strict));
        }
        Command::Bench { command } => {
            return measure::measure(config, &cli.global.flags(), command, &clock, output).await;
        }
        Command::Explain { id } => return explain::explain(config, id, output).await,
        Command::Call(asked) => return call::call(config, &clock, asked, output).await,
        Command::Import { command: Import::Legacy(asked) } => {
            return import::legacy(config, &clock, asked, output).await;
        }
        Command::User { command: User::Create(new) } => people::create(config, &clock, new, output).await?,
        Command::User { command: User::List } => people::list(config, &clock, output).await?,
        Command::User { command: User::Approve(who) } => {
            people::change(config, &clock, who, people::APPROVE, output).await?
        }
        Command::User { command: User::Disable(who) } => {
            people::change(config, &clock, who, people::DISABLE, output).await?
        }
        Command::User { command: User::Enable(who) } => {
            people::change(config, &clock, who, people::ENABLE, output).await?
        }
        Command::User { command: User::ResetPassword(who) } => {
            people::reset_password(config, &clock, who, output).await?;
        }
        Command::User { command: User::Grant(granted) } => {
            people::change(config, &clock, &granted.who, people::Change::role(&granted.role), output).await?;
        }
        Command::Token { command: Token::Create(new) } => people::token(config, &clock, new, output).await?,
        Command::Keys { command: Keys::Show } => keys::show(config, &clock, output)?,
        Command::Keys { command: Keys::Rotate { purpose } } => keys::rotate(config, &clock, *purpose, output)?,
        Command::Audit { command: Audit::Verify { checkpoints } } => {
            return audit::verify(config, &clock, checkpoints.as_deref(), output).await;
        }
        Command::Openapi => output.line(wiring::document().trim_end())?,
        Command::Config if output.json => output.value(&config::as_json(config))?,
        Command::Config => output.line(config::as_toml(config).trim_end())?,
        Command::Version => {
            let version = version::describe(config).await;
            match output.json {
                true => output.value(&version)?,
                false => version::tell(&version, output)?,
            }
        }
    }
    Ok(Exit::Well)
}
