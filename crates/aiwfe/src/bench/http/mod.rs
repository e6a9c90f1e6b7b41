//! `bench http`: tasks over HTTP, from a process of its own, by connections that are kept.
mod guesses;
mod load;
mod pages;
mod sign_in;
mod tasks;
mod tenant;
#[cfg(test)]
mod tests;
mod wire;
mod work;

pub use sign_in::sign_in;
pub use work::Plenty;

use super::{Conditions, Figure, Target, disk, process::Server};
use ::store::Location;
use load::Load;
use std::{fmt::Display, io, time::Duration};
use tasks::{FIRST_PAGE, Host, PAGE};

/// How much is asked, and of how much.
#[derive(Clone, Copy, Debug)]
pub struct Traffic {
    /// How many connections ask at once.
    pub connections: usize,
    /// How many tasks there are to be, where that matters.
    pub tasks: Option<u32>,
}

/// What the figures must reach.
#[derive(Clone, Copy)]
struct Aims {
    lists: f64,
    ones: f64,
    creations: f64,
}

const SQLITE: Aims = Aims { lists: 3_500.0, ones: 25_000.0, creations: 15_000.0 };
const POSTGRES: Aims = Aims { lists: 2_500.0, ones: 12_000.0, creations: 3_000.0 };
/// How much memory may be held while nobody asks.
const IDLE_MB: f64 = 30.0;
/// How many tasks there are where nothing is said of it.
const FEW: u32 = 100;

/// Measures, and tells each figure as soon as it is known.
pub async fn http(conditions: &Conditions, traffic: &Traffic, tell: impl Fn(&Figure)) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    let mut note = |figure: Figure| {
        tell(&figure);
        figures.push(figure);
    };
    let failed = |error: &dyn Display| format!("the measurement ended early: {error}");
    let before = disk::syncs_per_second(&conditions.folder).map_err(|error| failed(&error))?;
    note(Figure::plain("disk, before", before, "fdatasync/s"));
    serve(conditions, traffic, before, &mut note).await.map_err(|error| failed(&error))?;
    let after = disk::syncs_per_second(&conditions.folder).map_err(|error| failed(&error))?;
    note(Figure::plain("disk, after", after, "fdatasync/s"));
    Ok(figures)
}

/// The same of very much, one request after the other.
pub async fn work(conditions: &Conditions, plenty: Plenty, tell: impl Fn(&Figure)) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    let mut note = |figure: Figure| {
        tell(&figure);
        figures.push(figure);
    };
    let failed = |error: &dyn Display| format!("the measurement ended early: {error}");
    work::plenty(conditions, plenty, &mut note).await.map_err(|error| failed(&error))?;
    Ok(figures)
}

/// Starts a server, measures it, and stops it.
async fn serve(conditions: &Conditions, traffic: &Traffic, disk: f64, note: &mut impl FnMut(Figure)) -> io::Result<()> {
    let Conditions { folder, database, .. } = conditions;
    let server = Server::start(folder, database).await?;
    if let Some(idle_mb) = server.idle_mb().await {
        note(Figure::aimed("memory, idle, before the load", idle_mb, "MB", Target::AtMost(IDLE_MB)));
    }
    let address = server.url.trim_start_matches("http://").parse().map_err(io::Error::other)?;
    let host = Host { address, token: tenant::token(folder, database).await? };
    let aims = match conditions.location {
        Location::Sqlite(_) => SQLITE,
        Location::Postgres(_) => POSTGRES,
    };
    measure(&host, traffic, conditions.duration, aims, disk >= disk::CALM, note).await?;
    if let Some(idle_mb) = server.idle_mb().await {
        note(Figure::plain("memory, idle, after the load", idle_mb, "MB"));
    }
    server.stop().await
}

/// Fills in tasks and asks for them.
async fn measure(
    host: &Host,
    traffic: &Traffic,
    duration: Duration,
    aims: Aims,
    is_calm: bool,
    note: &mut impl FnMut(Figure),
) -> io::Result<()> {
    let load = Load { address: host.address, connections: traffic.connections, duration };
    let mut unexpected = match traffic.tasks {
        None => host.fill(0..FEW).await.map(|()| 0)?,
        Some(tasks) => pages::compare(host, load, tasks, note).await?,
    };
    let page = host.page(FIRST_PAGE).await?;
    let ids = tasks::ids(&page)?;
    if ids.len() != PAGE {
        return Err(io::Error::other(format!("a page of {PAGE} tasks has {}", ids.len())));
    }
    note(Figure::plain("list of 50, body", page.len() as f64, "bytes"));
    for (name, requests, aim) in [
        ("list of 50", vec![host.get(FIRST_PAGE)], Some(aims.lists)),
        ("one task", ids.iter().map(|id| host.one(id)).collect(), Some(aims.ones)),
        // Without a disk that can do it, nothing is to be said of what is durable.
        ("create", (0..FEW).map(|number| host.create(number)).collect(), is_calm.then_some(aims.creations)),
    ] {
        let tally = load.run(requests).await?;
        note(match aim {
            Some(least) => Figure::aimed(name, tally.rate, "answers/s", Target::AtLeast(least)),
            None => Figure::plain(name, tally.rate, "answers/s"),
        });
        note(Figure::plain(format!("{name}, half of them within"), tally.latency_ms(0.5), "ms"));
        note(Figure::plain(format!("{name}, 99 of 100 within"), tally.latency_ms(0.99), "ms"));
        unexpected += tally.unexpected;
    }
    note(Figure::aimed("answers that were not expected", unexpected as f64, "answers", Target::AtMost(0.0)));
    Ok(())
}
