//! Somebody who asks: who they are, what they show, which space they mean.
use crate::{Answer, House, people, people::Reach, upgrade};
use account::{ApiToken, User, UserStatus};
use api::http::Peer;
use axum::{
    body::{Body, to_bytes},
    http::{Request, header},
};
use base::Id;
use serde_json::{Value, json};
use std::{net::IpAddr, time::Duration};
use store::Batch;
use tower::ServiceExt;

/// How long the whole of an answer may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Somebody who asks; cheap to clone.
#[derive(Clone)]
pub struct Client {
    house: House,
    name: String,
    /// Who it is.
    pub user_id: Id,
    /// Their own space.
    pub own_space: Id,
    token: Option<(Id, String)>,
    space: Option<Id>,
    address: Option<IpAddr>,
}

impl Client {
    pub(super) fn new(house: &House, name: &str, user_id: Id, own_space: Id) -> Self {
        Self { house: house.clone(), name: name.into(), user_id, own_space, token: None, space: None, address: None }
    }

    /// The same, speaking about that space.
    pub fn in_space(&self, space_id: Id) -> Self {
        Self { space: Some(space_id), ..self.clone() }
    }

    /// The same, speaking about their own space.
    pub fn at_home(&self) -> Self {
        Self { space: None, ..self.clone() }
    }

    /// The same, asking from that address.
    pub fn at(&self, address: &str) -> Self {
        Self { address: Some(address.parse().expect("an address")), ..self.clone() }
    }

    /// The same with a new token that goes so far.
    pub async fn with_token(&self, reach: Reach<'_>) -> Self {
        Self { token: Some(people::token(&self.house, self.user_id, reach).await), ..self.clone() }
    }

    /// The same with a new token of these permissions.
    pub async fn with_scopes(&self, scopes: &[&str]) -> Self {
        self.with_token(Reach { scopes: Some(scopes), ..Reach::default() }).await
    }

    /// The same, signed in: they show a session instead of a token.
    pub async fn signed_in(&self) -> Self {
        Self { token: Some(people::session(&self.house, self.user_id).await), ..self.clone() }
    }

    /// A program that belongs to a space which they own, as far as a member goes there.
    pub async fn service(&self, space: Id, name: &str) -> Self {
        let accounts = format!("/api/v1/spaces/{space}/service-accounts");
        let made = self.post(&accounts, json!({ "username": name, "role": "member" })).await.expect(201);
        let id = made.json["user_id"].as_str().expect("an id").parse().expect("an id");
        Self::new(&self.house, name, id, space).with_token(Reach::default()).await
    }

    /// The space they speak about.
    pub fn space_id(&self) -> Id {
        self.space.unwrap_or(self.own_space)
    }

    /// The id of the token or the session they show.
    pub fn token_id(&self) -> Option<Id> {
        self.token.as_ref().map(|(id, _)| *id)
    }

    /// The token they show.
    pub fn token(&self) -> Option<&str> {
        self.token.as_ref().map(|(_, token)| token.as_str())
    }

    /// Takes back the token they show.
    pub async fn revoke(&self) {
        let id = self.token_id().expect("a token");
        let token: ApiToken = self.house.app().store().get((id,)).await.expect("an answer").expect("the token");
        let revoked_at = Some(self.house.clock().now());
        self.house.write(Batch::new().update(&ApiToken { revoked_at, ..token })).await;
    }

    /// Makes a guest of them, who is gone some day.
    pub async fn stay_for_a_while(&self) {
        let user: User = self.house.app().store().get((self.user_id,)).await.expect("an answer").expect("the user");
        let (revision, leaves_at) =
            (user.revision + 1, self.house.clock().now().plus(Duration::from_secs(24 * 60 * 60)));
        self.house.write(Batch::new().update(&User { leaves_at: Some(leaves_at), revision, ..user })).await;
    }

    /// Lets them in no longer.
    pub async fn disable(&self) {
        let user: User = self.house.app().store().get((self.user_id,)).await.expect("an answer").expect("the user");
        let revision = user.revision + 1;
        self.house.write(Batch::new().update(&User { status: UserStatus::Disabled, revision, ..user })).await;
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }

    /// Makes something, or has it done.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send_json("POST", path, body).await
    }

    /// Changes what is named.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send_json("PUT", path, body).await
    }

    /// Changes what is named.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send_json("PATCH", path, body).await
    }

    /// Throws away.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], "").await
    }

    /// Sends JSON.
    pub async fn send_json(&self, method: &str, path: &str, body: Value) -> Answer {
        self.send(method, path, &[("content-type", "application/json")], body.to_string()).await
    }

    /// Sends anything, with these headers beside what says who asks and which space is meant; checks the answer.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
        let body = body.into();
        let mut request = Request::builder().method(method).uri(path);
        if let Some((_, token)) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(space) = self.space {
            request = request.header("x-space", space.to_string());
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(address) = self.address {
            request = request.extension(Peer(address));
        }
        let asked = format!("{} {method} {path} {}", self.name, shortened(&String::from_utf8_lossy(&body)));
        let request = request.body(Body::from(body)).expect("a request");
        let paths = self.house.0.embedded.paths.clone();
        let response = match request.headers().contains_key(header::UPGRADE) {
            true => upgrade::ask(paths, request).await,
            false => paths.oneshot(request).await.unwrap_or_else(|never| match never {}),
        };
        let (parts, body) = response.into_parts();
        let body = tokio::time::timeout(PATIENCE, to_bytes(body, usize::MAX)).await;
        let body = body.unwrap_or_else(|_| panic!("{asked}: the answer does not end; `for_ms` bounds a stream"));
        let answer = Answer::new(asked, &parts, &body.expect("a body"));
        self.house.0.seen.check(method, path, &answer);
        answer
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(400) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
