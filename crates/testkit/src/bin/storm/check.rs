//! The examiner: the database against the acks, and against itself.
use crate::{
    order::Order,
    output::Output,
    schema::{ACCOUNTS, BALANCE},
};
use rusqlite::Connection;
use std::{
    collections::HashSet,
    io::{self, Read},
    path::Path,
    process::ExitCode,
};
use store::{Location, Store, sql};

/// Says in one sentence whether the database keeps what was acknowledged, and whether it holds together.
pub(crate) async fn check(store: Store, order: &Order, output: &Output) -> ExitCode {
    let mut acks = String::new();
    io::stdin().read_to_string(&mut acks).expect("acks to read");
    let verdict = verdict(&store, order, &acks).await;
    store.close().await;
    match verdict {
        Ok(words) => {
            output.line(words);
            ExitCode::SUCCESS
        }
        Err(words) => {
            output.line(words);
            ExitCode::FAILURE
        }
    }
}

async fn verdict(store: &Store, order: &Order, acks: &str) -> Result<String, String> {
    if let Location::Sqlite(path) = &order.location {
        sound(path)?;
    }
    let examination = store.examine(order.steps).await.map_err(|error| error.to_string())?;
    if !examination.is_sound() || !examination.findings.is_empty() {
        return Err(format!("the examination finds {:?}", examination.findings));
    }
    let written = sql!((i64, i64), (), "select writer, number from transfers");
    let written = store.scan(written, ()).await.map_err(|error| error.to_string())?;
    let distinct: HashSet<(i64, i64)> = written.iter().copied().collect();
    if distinct.len() != written.len() {
        return Err(format!("{} transfers are there twice", written.len() - distinct.len()));
    }
    let acknowledged: Vec<(i64, i64)> = acks.lines().filter_map(acknowledged).collect();
    let lost: Vec<_> = acknowledged.iter().filter(|ack| !distinct.contains(ack)).collect();
    if !lost.is_empty() {
        return Err(format!("{} of {} acknowledged transfers are lost: {lost:?}", lost.len(), acknowledged.len()));
    }
    books(store).await?;
    Ok(format!("{} acknowledged transfers are kept, of {} in all", acknowledged.len(), written.len()))
}

/// `ack 3 17` as the writer and the number.
fn acknowledged(line: &str) -> Option<(i64, i64)> {
    let (writer, number) = line.strip_prefix("ack ")?.split_once(' ')?;
    Some((writer.parse().ok()?, number.parse().ok()?))
}

/// Whether the file holds together in SQLite's own eyes.
fn sound(path: &Path) -> Result<(), String> {
    let look = || -> rusqlite::Result<String> {
        let file = Connection::open(path)?;
        if file.prepare("pragma foreign_key_check")?.exists([])? {
            return Ok("a reference leads to nothing".into());
        }
        file.query_row("pragma integrity_check", [], |row| row.get(0))
    };
    match look().as_deref() {
        Ok("ok") => Ok(()),
        Ok(words) => Err(format!("the file is damaged: {words}")),
        Err(error) => Err(format!("the file cannot be examined: {error}")),
    }
}

/// Whether every batch is there whole, or not at all.
async fn books(store: &Store) -> Result<(), String> {
    let torn = sql!(
        (i64,),
        (),
        "select count(*) from transfers where number > 1000000000 \
         or (select count(*) from postings where transfer_id = transfers.id) <> 2 \
         or (select sum(amount) from postings where transfer_id = transfers.id) <> 0"
    );
    let orphans = sql!(
        (i64,),
        (),
        "select count(*) from postings where not exists (select 1 from transfers where id = transfer_id)"
    );
    let wrong = sql!(
        (i64,),
        (),
        "select count(*) from accounts where revision <> 1 + (select count(*) from postings where account_id = accounts.id) \
         or balance <> 1000000 + coalesce((select sum(amount) from postings where account_id = accounts.id), 0)"
    );
    for (statement, words) in
        [(torn, "transfers are torn"), (orphans, "postings belong to no transfer"), (wrong, "accounts are wrong")]
    {
        match store.scan(statement, ()).await.as_deref() {
            Ok([(0,)]) => {}
            Ok([(count,)]) => return Err(format!("{count} {words}")),
            other => return Err(format!("the books cannot be read: {other:?}")),
        }
    }
    let accounts = sql!((i64, i64), (), "select count(*), cast(coalesce(sum(balance), 0) as bigint) from accounts");
    match store.scan(accounts, ()).await.as_deref() {
        Ok([(0, 0)]) => Ok(()),
        Ok([(count, sum)]) if (*count, *sum) == (ACCOUNTS, ACCOUNTS * BALANCE) => Ok(()),
        other => Err(format!("the accounts do not add up: {other:?}")),
    }
}
