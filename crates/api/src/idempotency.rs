//! What was answered to a request that may be sent again.
use crate::{app::App, caller::Caller, input::Input, outcome::Done};
use base::{Error, Flaw, Id, Instant, Result};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::{Batch, Document, Entity, sql};

/// The answer to one `Idempotency-Key`, kept for a day beside what the request wrote.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("idempotency_keys", scope = user, clustered)]
pub struct IdempotencyKey {
    /// Who sent it.
    #[key]
    pub principal_id: Id,
    /// Which operation it was for.
    #[key]
    pub operation: String,
    /// The key as it was sent.
    #[key]
    pub key: String,
    /// What was asked: the same key with another request is refused.
    #[check("length(request_hash) = 32")]
    pub request_hash: Vec<u8>,
    /// The status that was answered.
    pub status: i64,
    /// The body that was answered; none where it held a secret, which is never told twice.
    pub answer: Option<Document>,
    /// When; after a day it is forgotten.
    #[index]
    pub created_at: Instant,
}

/// How long an answer may be asked for again.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest key.
const LONGEST: usize = 255;

/// A key as it came with a request.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    principal_id: Id,
    text: String,
    request_hash: Vec<u8>,
}

/// What is kept of an answer.
#[derive(Deserialize, Serialize)]
struct Kept {
    body: Box<RawValue>,
    location: Option<String>,
    revision: Option<i64>,
}

impl Key {
    /// The key of a request, if it brought one.
    pub(crate) fn of(caller: &Caller, input: &Input) -> Result<Option<Self>> {
        let Some(text) = &caller.idempotency_key else { return Ok(None) };
        if caller.known().is_none() {
            return Err(refused("nobody", "a key belongs to somebody: leave it out at the door".into()));
        }
        if text.is_empty() || text.len() > LONGEST {
            return Err(refused("length", format!("an Idempotency-Key has 1 to {LONGEST} characters")));
        }
        let mut hash = Sha256::new();
        hash.update(caller.space_id.as_bytes());
        hash.update(input.canonical());
        let request_hash = hash.finalize().to_vec();
        Ok(Some(Self { principal_id: caller.principal_id, text: text.clone(), request_hash }))
    }
}

fn refused(code: &'static str, message: String) -> Error {
    Error::Invalid(vec![Flaw { at: "/idempotency-key".into(), code, message, allowed: None }])
}

/// What was answered to the same request before, if it was.
pub(crate) async fn replay(app: &App, operation: &'static str, key: &Key) -> Result<Option<Done>> {
    let known = app.store().get::<IdempotencyKey>((key.principal_id, operation.to_owned(), key.text.clone())).await?;
    let Some(known) = known.filter(|known| known.created_at > forgotten(app.clock().now())) else { return Ok(None) };
    if known.request_hash != key.request_hash {
        return Err(refused("reused", "this Idempotency-Key was sent with another request before".into()));
    }
    let Some(answer) = known.answer else {
        let why = "this was done before, and its answer held a secret that is not told again";
        return Err(Error::Conflict { why: why.into() });
    };
    let broken = |error: serde_json::Error| Error::Internal { cause: format!("a kept answer: {error}") };
    let Kept { body, location, revision } = answer.read().map_err(broken)?;
    let body = body.get().as_bytes().to_vec();
    let (cookies, unreadable) = (Vec::new(), 0);
    Ok(Some(Done { body, location, revision, next: None, sync_token: None, cookies, unreadable, is_replay: true }))
}

/// The writes that keep an answer.
pub(crate) fn keep(app: &App, operation: &'static str, key: &Key, done: &Done, is_secret: bool) -> Result<Batch> {
    let broken = |error: serde_json::Error| Error::Internal { cause: format!("an answer to keep: {error}") };
    let answer = || -> Result<Document> {
        let body = serde_json::from_slice(&done.body).map_err(broken)?;
        Document::of(&Kept { body, location: done.location.clone(), revision: done.revision }).map_err(broken)
    };
    let now = app.clock().now();
    let of_yesterday = sql!(
        (),
        (Id, String, String, Instant),
        "delete from idempotency_keys where principal_id = $1 and operation = $2 and key = $3 and created_at <= $4"
    );
    let arguments = (key.principal_id, operation.to_owned(), key.text.clone(), forgotten(now));
    Ok(Batch::new().run(of_yesterday, arguments).insert(&IdempotencyKey {
        principal_id: key.principal_id,
        operation: operation.into(),
        key: key.text.clone(),
        request_hash: key.request_hash.clone(),
        status: if done.location.is_some() { 201 } else { 200 },
        answer: if is_secret { None } else { Some(answer()?) },
        created_at: now,
    }))
}

/// Whether a write failed because the same key was used meanwhile.
pub(crate) fn is_taken(error: &store::Error) -> bool {
    matches!(error, store::Error::Broken { rule: store::Rule::Unique, table, .. } if *table == IdempotencyKey::TABLE.name)
}

/// What is forgotten by now.
pub(crate) fn sweep(now: Instant) -> Batch {
    let old = sql!((), (Instant,), "delete from idempotency_keys where created_at <= $1");
    Batch::new().run(old, (forgotten(now),))
}

fn forgotten(now: Instant) -> Instant {
    now.minus(KEPT)
}
