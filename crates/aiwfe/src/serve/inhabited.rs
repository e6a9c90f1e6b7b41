//! For tests: the product in this process, over any database, with somebody in it.
use super::Embedded;
use crate::{
    config::{Config, Environment, Flags},
    wiring::{STEPS, TABLES},
};
use account::{ApiToken, Membership, MembershipRole, Space, Token, TokenDoors, User, UserRole};
use api::App;
use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use base::{Clock, Id};
use serde_json::Value;
use std::{path::Path, sync::Arc, time::Duration};
use store::{Batch, Location, Options, Store};
use tower::ServiceExt;

/// A bound for what would otherwise hang.
const PATIENCE: Duration = Duration::from_secs(30);

/// The product with ann in it, who administers it.
pub(crate) struct Inhabited {
    pub(crate) store: Store,
    pub(crate) config: Config,
    embedded: Embedded,
    token: String,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: axum::http::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }
}

impl Inhabited {
    /// Over that database, with its data in that directory.
    pub(crate) async fn over(location: &Location, data: &Path) -> Self {
        let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
        let store = Store::open(location, &Options::default(), TABLES).unwrap();
        store.migrate(STEPS, &clock).await.unwrap();
        let (batch, token) = ann(&clock);
        store.write(batch).await.unwrap();
        let app = App::new(store.clone(), clock, Arc::new(TokenDoors::default()));
        app.lies_in(data);
        let embedded = Embedded::start(&app, PATIENCE);
        let flags = Flags { data: Some(data.into()), database: None, listen: None };
        let mut config = Config::load(&flags, &Environment::default()).unwrap();
        config.database.location = location.clone();
        Self { store, config, embedded, token }
    }

    /// Asks in ann's name.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: &str) -> Answer {
        let shown = format!("Bearer {}", self.token);
        self.send(Request::builder().method(method).uri(path).header("authorization", shown), body).await
    }

    /// Asks in nobody's name.
    pub(crate) async fn ask_as_nobody(&self, path: &str) -> Answer {
        self.send(Request::builder().uri(path), "").await
    }

    async fn send(&self, request: axum::http::request::Builder, body: &str) -> Answer {
        let request = request.header("content-type", "application/json").body(Body::from(body.to_owned())).unwrap();
        let response = self.embedded.paths.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status.as_u16(), head: parts.headers, text: String::from_utf8(bytes.into()).unwrap() }
    }

    /// Waits until what failed is on the record.
    pub(crate) async fn recorded(&self) {
        self.embedded.recorder.as_ref().unwrap().flush(PATIENCE).await;
    }
}

fn ann(clock: &Clock) -> (Batch, String) {
    let (now, token) = (clock.now(), Token::new().unwrap());
    let blank = User::new(Id::new(clock), "ann", "ann@example.org", now);
    let user = User { is_superuser: true, is_verified: true, role: UserRole::Admin, ..blank };
    let space = Space::personal(Id::new(clock), &user);
    let membership = Membership::new(space.id, user.id, MembershipRole::Owner, now);
    let shown = ApiToken {
        id: Id::new(clock),
        user_id: user.id,
        name: "of a test".into(),
        prefix: token.prefix,
        token_hash: token.hash,
        scopes: None,
        rate_per_minute: None,
        last_used_at: None,
        expires_at: None,
        revoked_at: None,
        created_at: now,
    };
    let batch = Batch::new().insert(&user).insert(&space).insert(&membership).insert(&shown);
    (batch, token.secret.expose().to_owned())
}
