//! `aiwfe keys`, and the key ring of a data directory. What is changed here counts at once in a server that runs.
use crate::{config::Config, exit::Failure, output::Output, wiring};
use api::App;
use base::{Clock, Instant};
use serde_json::{Value, json};
use std::path::Path;
use store::{Finding, OneOf, Store};
use vault::{Error, Key, KeyId, Place, Purpose, Ring, Sealed, Vault};

/// Makes the ring of a data directory, if it is not there; one that cannot be used is refused.
pub(crate) fn make(data: &Path, clock: &Clock) -> Result<(), Failure> {
    Ring::open_or_make(&Ring::path(data), clock).map(drop).map_err(failed)
}

/// Whether the keys of a data directory open what its database holds sealed; what stands against it, column by column.
pub(crate) async fn examine(data: &Path, store: &Store) -> Result<Vec<Finding>, Error> {
    let ring = match Ring::open(&Ring::path(data)) {
        Ok(ring) => ring,
        Err(missing @ Error::Missing { .. }) => {
            // A house that has sealed nothing yet has no keys to miss.
            let is_sealed = !samples(store, None).await?.is_empty();
            return Ok(if is_sealed { vec![missing.finding()] } else { Vec::new() });
        }
        Err(other) => return Ok(vec![other.finding()]),
    };
    let (vault, current) = (Vault::new(ring.clone()), ring.current(Purpose::Encryption)?.id);
    let proven = samples(store, Some(current)).await?.into_iter().map(|(place, sealed)| vault.prove(place, &sealed));
    Ok(proven.filter_map(|proof| proof.err().map(|finding| *finding)).collect())
}

async fn samples(store: &Store, other_than: Option<KeyId>) -> Result<Vec<(Place, Sealed)>, Error> {
    let mut samples = Vec::new();
    for column in wiring::SEALED.iter().flat_map(|of_crate| of_crate.iter()) {
        samples.extend(column.samples(store, other_than).await?);
    }
    Ok(samples)
}

/// Seals under the current key what is sealed under older ones.
pub(crate) async fn reseal(app: &App) -> Result<(), base::Error> {
    let vault = app.vault()?;
    for column in wiring::SEALED.iter().flat_map(|of_crate| of_crate.iter()) {
        let done = vault.reseal(app.store(), column).await?;
        if done.values > 0 {
            tracing::info!(column.table, column.column, values = done.values, "sealed under the current key");
        }
        for error in done.refused {
            tracing::error!(%error, "a sealed value cannot be opened");
        }
    }
    Ok(())
}

/// Lists the keys.
pub(crate) fn show(config: &Config, clock: &Clock, output: &Output) -> Result<(), Failure> {
    let (ring, now) = (open(config)?, clock.now());
    let shown = ring.keys().into_iter().map(|key| {
        let is_current = ring.of(key.purpose).first().is_some_and(|current| current.id == key.id);
        (key, is_current)
    });
    if output.json {
        return output.value(&Value::Array(shown.map(|(key, is_current)| as_json(&key, is_current, now)).collect()));
    }
    for (key, is_current) in shown {
        let state = if is_current { "current" } else { "older" };
        let age = match age_days(&key, now) {
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        };
        let Key { id, purpose, created_at, .. } = &*key;
        output.line(&format!("{id}  {:10}  {state:7}  {created_at}  {age}", purpose.text()))?;
    }
    Ok(())
}

/// Makes a new current key.
pub(crate) fn rotate(config: &Config, clock: &Clock, purpose: Purpose, output: &Output) -> Result<(), Failure> {
    let ring = open(config)?;
    let key = ring.rotate(purpose, clock).map_err(failed)?;
    let path = Ring::path(&config.data);
    output.note(&format!("{} has a new key and keeps the older ones; copy it to where its backup is", path.display()));
    if output.json { output.value(&as_json(&key, true, clock.now())) } else { output.line(&key.id.to_string()) }
}

/// The ring of a house that has been started.
pub(crate) fn open(config: &Config) -> Result<Ring, Failure> {
    let path = Ring::path(&config.data);
    Ring::open(&path).map_err(|error| match error {
        Error::Missing { .. } => Failure::refused(format!("{error}; `aiwfe serve` makes it")),
        other => failed(other),
    })
}

fn failed(error: Error) -> Failure {
    let next = error.next();
    match error {
        Error::Disk { path, error } => {
            Failure::of_disk(&format!("{} cannot be read or written", path.display()), &error, next)
        }
        other => Failure::refused(format!("{other}; {next}")),
    }
}

fn as_json(key: &Key, is_current: bool, now: Instant) -> Value {
    json!({
        "id": key.id,
        "purpose": key.purpose,
        "is_current": is_current,
        "created_at": key.created_at,
        "age_days": age_days(key, now),
    })
}

fn age_days(key: &Key, now: Instant) -> i64 {
    const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
    (now.micros() - key.created_at.micros()).max(0) / DAY_MICROS
}
