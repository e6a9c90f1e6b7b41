//! A storm over the real store: writers that acknowledge what was committed, and an examiner that holds the store to it.
//!
//! `storm run URL` says, a line each: `open` once the schema is there; `ack WRITER NUMBER` after a batch was answered with
//! yes; `err KIND` after it was answered otherwise; `read COUNT` after a read; `fatal WHY` before it ends because the disk
//! cannot be trusted any more; `end` after an orderly end, to which SIGTERM leads too. `storm check URL` reads acks on its
//! standard input and says in a sentence whether the database keeps them. `storm migrate URL` applies the steps.
//! It is a program of its own, and no part of the library, for its statements belong to no other program.
mod check;
mod order;
mod output;
mod run;
mod schema;
mod transfer;
mod writer;

use base::Clock;
use order::{Mode, Order};
use output::Output;
use std::process::ExitCode;
use store::{Options, Refusal, Store};

/// The store broke a promise before the storm's very eyes.
const BROKEN_PROMISE: u8 = 70;
/// The database could not be opened.
const NOT_OPENED: u8 = 69;
/// The disk failed in a way after which only a restart can be trusted.
const FATAL: i32 = 74;
/// What it says reaches nobody.
const NOBODY_LISTENS: i32 = 1;
/// It was called in a way it does not know.
const USAGE: u8 = 64;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let order = match Order::parse(&arguments) {
        Ok(order) => order,
        Err(words) => {
            eprintln!("{words}");
            return USAGE.into();
        }
    };
    let output = Output::standard().expect("a standard output");
    let opened = open(&order).await;
    let (store, applied) = match opened {
        Ok(opened) => opened,
        Err(words) => {
            output.line(format_args!("err open {words}"));
            return NOT_OPENED.into();
        }
    };
    match order.mode {
        Mode::Run => run::run(store, &order, output).await,
        Mode::Check => check::check(store, &order, &output).await,
        Mode::Migrate => {
            applied.iter().for_each(|number| output.line(format_args!("step {number}")));
            store.close().await;
            ExitCode::SUCCESS
        }
    }
}

/// Opens the database and brings its schema to where the order says, as the product does when it starts.
async fn open(order: &Order) -> Result<(Store, Vec<i64>), String> {
    let store = Store::open(&order.location, &Options::default(), schema::TABLES).map_err(|error| error.to_string())?;
    let applied = store.migrate(order.steps, &Clock::system()).await.map_err(|refusal| match refusal {
        Refusal::Failed(error) => error.to_string(),
        Refusal::Findings(findings) => format!("{findings:?}"),
    })?;
    Ok((store, applied))
}
