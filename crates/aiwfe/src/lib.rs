//! The program: its command line, its configuration, the server.
pub mod bench;
mod cli;
mod config;
mod data;
mod doctor;
mod exit;
mod findings;
mod house;
mod lock;
mod logging;
mod mask;
mod measure;
mod migrate;
mod output;
mod serve;
mod version;
pub mod wiring;

use base::Clock;
use clap::{CommandFactory, FromArgMatches, error::ErrorKind};
use cli::{Bench, Cli, Command, Migrate};
use config::{Config, Environment};
use exit::{Exit, Failure};
use output::Output;
use std::{env, ffi::OsString, process::ExitCode};

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
    logging::start(config.log, environment.no_color);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime =
        runtime.map_err(|error| Failure::refused(format!("no threads can be had: {}", exit::words(&error))))?;
    let output = Output { json: cli.global.json };
    let outcome = runtime.block_on(perform(cli, &config, &output));
    // Whatever still runs, such as a connection that does not end, ends here.
    runtime.shutdown_background();
    outcome
}

async fn perform(cli: &Cli, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let clock = Clock::system();
    match &cli.command {
        Command::Serve => serve::serve(config, &clock, output).await?,
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
        Command::Bench { command: Bench::Store { seconds } } => {
            return measure::store(config, &cli.global.flags(), *seconds, &clock, output).await;
        }
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
