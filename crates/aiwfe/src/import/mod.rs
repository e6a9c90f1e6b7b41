//! `aiwfe import legacy`: what the first house's database holds, brought here.
mod progress;

use crate::{
    call,
    cli::Legacy,
    config::Config,
    data,
    exit::{Exit, Failure},
    house, keys,
    lock::Purpose,
    output::Output,
    wiring,
};
use account::TokenDoors;
use api::App;
use base::Clock;
use legacy::{Options, Report, Source, Stop};
use progress::Progress;
use serde_json::json;
use std::sync::Arc;
use store::{PostgresUrl, Store};

/// Brings it, or tells what would be brought.
pub(crate) async fn legacy(config: &Config, clock: &Clock, asked: &Legacy, output: &Output) -> Result<Exit, Failure> {
    let url = PostgresUrl::parse(&asked.from).map_err(|why| Failure::usage(format!("--from: {why}")))?;
    let is_there = house::file(&config.database).is_none_or(std::path::Path::exists);
    let _locks = match asked.dry_run || !is_there {
        true => Vec::new(),
        false => house::lock(config, Purpose::Import, clock).await?,
    };
    let store = match asked.dry_run {
        true => call::look_in(config, output).await?,
        false => {
            let store = call::enter(config, output).await?;
            // What is sealed needs keys, which lie there also where the database does not.
            data::make(&config.data)?;
            keys::make(&config.data, clock)?;
            store
        }
    };
    let brought = bring(config, clock, asked, &url, &store).await;
    store.close().await;
    let report = brought?;
    match output.json {
        true => output.value(&json!(report))?,
        false => output.line(report.to_string().trim_end())?,
    }
    Ok(if report.is_whole() { Exit::Well } else { Exit::DECLINED })
}

async fn bring(
    config: &Config,
    clock: &Clock,
    asked: &Legacy,
    url: &PostgresUrl,
    store: &Store,
) -> Result<Report, Failure> {
    let unread = |error| Failure::new(Exit::Unchecked, format!("{url} cannot be read: {error}"));
    let source = Source::open(url, asked.source.as_deref()).await.map_err(unread)?;
    if source.is_ours() {
        return Err(Failure::usage(format!("--from: {url} is a database of this program, not of the first house")));
    }
    let app = App::new(store.clone(), clock.clone(), Arc::new(TokenDoors::default()));
    app.lies_in(&config.data);
    app.offers(wiring::MODULES);
    let options = Options { dry_run: asked.dry_run, merge_users: asked.merge_users };
    let mut progress = Progress::new(clock);
    let brought = legacy::import(&app, &source, options, &mut |name, read, all| progress.tell(name, read, all)).await;
    progress.end();
    brought.map_err(|stop| match stop {
        Stop::Source(error) => {
            Failure::new(Exit::Unchecked, format!("{url} cannot be read any more: {error}; {AGAIN}"))
        }
        Stop::Target(store::Error::Full) => {
            Failure::new(Exit::Disk, format!("the disk is full; make room, and {AGAIN}"))
        }
        Stop::Target(error) => Failure::new(Exit::Unchecked, format!("this house cannot write: {error}; {AGAIN}")),
        Stop::House(error) => Failure::refused(format!("{}; {AGAIN}", error.causes().join(": "))),
    })
}

/// What to do about an import that ended early.
const AGAIN: &str = "what was brought is here, and the same command brings the rest";
