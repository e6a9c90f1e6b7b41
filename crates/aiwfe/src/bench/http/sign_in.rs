//! `bench sign-in`: what a session costs each request, and what many who sign in at once cost everybody else.
use super::{
    guesses::guessing,
    load::{Load, Tally},
    tasks::Host,
    tenant,
    wire::Wire,
};
use crate::{
    bench::{Conditions, Figure, Target, process::Server},
    wiring::{STEPS, TABLES},
};
use ::store::{Batch, Options, Store};
use account::{
    Membership, MembershipRole, Session, Space, TokenDoors, User,
    access::{AccessTokens, Claims},
};
use api::{App, Doors, Shown, Way};
use base::{Clock, Id};
use serde_json::{Value, json};
use std::{
    fmt::Display,
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

/// How many sessions are checked one after the other.
const CHECKS: u32 = 200_000;
/// What checking one may cost a request.
const CHECK_US: f64 = 15.0;
/// How much more memory may be held while many sign in.
const GROWTH_MB: f64 = 150.0;
/// What 99 of 100 of the others may wait meanwhile.
const OTHERS_MS: f64 = 200.0;
/// How many users sign in, each in several places at once.
const USERS: usize = 25;
/// How many connections ask for other things meanwhile.
const OTHERS: usize = 4;
const PASSWORD: &str = "seven brass otters hum";

/// Measures, and tells each figure as soon as it is known.
pub async fn sign_in(
    conditions: &Conditions,
    at_once: usize,
    guesses: u32,
    clock: &Clock,
    tell: impl Fn(&Figure),
) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    let mut note = |figure: Figure| {
        tell(&figure);
        figures.push(figure);
    };
    let check_us = check(conditions, clock).await.map_err(early)?;
    note(Figure::aimed("a session is checked", check_us, "us", Target::AtMost(CHECK_US)));
    guessing(conditions, guesses, clock, &mut note).await.map_err(early)?;
    crowd(conditions, at_once, &mut note).await.map_err(early)?;
    Ok(figures)
}

fn early(error: impl Display) -> String {
    format!("the measurement ended early: {error}")
}

/// Microseconds from an access token to who may do what, one after the other.
async fn check(conditions: &Conditions, clock: &Clock) -> Result<f64, String> {
    let store = Store::open(&conditions.location, &Options::default(), TABLES).map_err(early)?;
    store.migrate(STEPS, clock).await.map_err(|refusal| format!("the database was refused: {refusal:?}"))?;
    let doors = Arc::new(TokenDoors::default());
    let app = App::new(store.clone(), clock.clone(), doors.clone());
    app.lies_in(&conditions.folder);
    let now = clock.now();
    let user = User::new(Id::new(clock), "checked", "checked@example.org", now);
    let space = Space::personal(Id::new(clock), &user);
    let belongs = Membership::new(space.id, user.id, MembershipRole::Owner, now);
    let session = Session {
        id: Id::new(clock),
        user_id: user.id,
        address: None,
        agent: None,
        generation: 0,
        created_at: now,
        renewed_at: now,
        expires_at: now.plus(Duration::from_secs(3_600)),
        passed_at: Some(now),
        fresh_until: None,
        ended_at: None,
        ended_by: None,
    };
    let rows = Batch::new().insert(&user).insert(&space).insert(&belongs).insert(&session);
    store.write(rows).await.map_err(early)?;
    let claims = Claims {
        user_id: user.id,
        email: user.email.clone(),
        role: user.role,
        session_id: session.id,
        issued_at: now,
        expires_at: session.expires_at,
    };
    let token = AccessTokens::new(app.ring().map_err(early)?.clone()).issue(&claims).map_err(early)?;
    let shown = Shown { token: token.expose().to_owned(), way: Way::Header, ..Shown::default() };
    let start = Instant::now();
    for _ in 0..CHECKS {
        doors.caller(app.clone(), shown.clone()).await.map_err(early)?;
    }
    let took = start.elapsed().as_secs_f64();
    store.close().await;
    Ok(took * 1_000_000.0 / f64::from(CHECKS))
}

/// Many who sign in at once, and some who ask for other things meanwhile.
async fn crowd(conditions: &Conditions, at_once: usize, note: &mut impl FnMut(Figure)) -> io::Result<()> {
    let Conditions { folder, database, duration, .. } = conditions;
    let server = Server::start(folder, database).await?;
    let address = server.url.trim_start_matches("http://").parse().map_err(io::Error::other)?;
    let host = Host { address, token: tenant::administrator(folder, database).await? };
    let names = people(&host).await?;
    let load = Load { address, connections: OTHERS, duration: *duration };
    let page = host.get("/api/v1/user/current");
    let quiet = load.run(vec![page.clone()]).await?;
    note(Figure::plain("others, 99 of 100 within, while nobody signs in", quiet.latency_ms(0.99), "ms"));
    let before = server.idle_mb().await.unwrap_or_default();

    let begun = Instant::now();
    let signing = tokio::spawn(all(address, names, at_once));
    let (mut others, mut most_mb) = (Tally::default(), before);
    while !signing.is_finished() {
        let brief = Load { duration: Duration::from_millis(500), ..load };
        others.add(brief.run(vec![page.clone()]).await?);
        most_mb = most_mb.max(server.now_mb().unwrap_or_default());
    }
    let refused = signing.await.map_err(io::Error::other)??;
    others.sort();
    note(Figure::plain("all have signed in after", begun.elapsed().as_secs_f64(), "s"));
    note(Figure::plain("times they were told to come again", refused as f64, "answers"));
    note(Figure::aimed("memory more than before", most_mb - before, "MB", Target::AtMost(GROWTH_MB)));
    note(Figure::aimed(
        "others, 99 of 100 within, meanwhile",
        others.latency_ms(0.99),
        "ms",
        Target::AtMost(OTHERS_MS),
    ));
    note(Figure::aimed("answers that were not expected", others.unexpected as f64, "answers", Target::AtMost(0.0)));
    server.stop().await
}

/// Users with a password, made by an administrator and by the links that they give.
async fn people(host: &Host) -> io::Result<Vec<String>> {
    let mut wire = Wire::connect(host.address).await?;
    let mut names = Vec::new();
    for number in 0..USERS {
        let name = format!("signer{number}");
        let new = json!({ "username": name, "email": format!("{name}@example.org") });
        let made = told(&mut wire, &host.post("/api/v1/users", &new)).await?;
        let link = format!("/api/v1/users/{}/reset-password", made["id"].as_str().unwrap_or_default());
        let link = told(&mut wire, &host.post(&link, &json!({}))).await?;
        let reset = json!({ "token": link["token"], "new_password": PASSWORD });
        told(&mut wire, &host.post("/api/v1/auth/reset-password", &reset)).await?;
        names.push(name);
    }
    Ok(names)
}

async fn told(wire: &mut Wire, request: &[u8]) -> io::Result<Value> {
    let answer = wire.ask(request).await?;
    match answer.is_well() {
        true => Ok(serde_json::from_slice(answer.body)?),
        false => Err(io::Error::other(String::from_utf8_lossy(answer.body).into_owned())),
    }
}

/// Has all of them sign in; gives how often one was told to come again.
async fn all(address: SocketAddr, names: Vec<String>, at_once: usize) -> io::Result<usize> {
    let signing: Vec<_> =
        (0..at_once).map(|number| tokio::spawn(one(address, names[number % names.len()].clone()))).collect();
    let mut refused = 0;
    for one in signing {
        refused += one.await.map_err(io::Error::other)??;
    }
    Ok(refused)
}

/// Signs in, as soon as it is let.
async fn one(address: SocketAddr, name: String) -> io::Result<usize> {
    let mut wire = Wire::connect(address).await?;
    let nobody = Host { address, token: String::new() };
    let request = nobody.post("/api/v1/auth/login", &json!({ "username": name, "password": PASSWORD }));
    for refused in 0.. {
        let answer = wire.ask(&request).await?;
        match answer.status {
            200 => return Ok(refused),
            429 | 503 => tokio::time::sleep(Duration::from_secs(1)).await,
            _ => return Err(io::Error::other(String::from_utf8_lossy(answer.body).into_owned())),
        }
    }
    Ok(0)
}
