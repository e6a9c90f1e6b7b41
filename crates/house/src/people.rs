//! The rows of people, their spaces and their tokens, as signing up will write them.
use crate::{Client, House, Role};
use account::{
    ApiToken, Membership, Session, Space, Token, User, UserRole, UserSettings,
    access::{AccessTokens, Claims},
};
use base::{Id, Instant};
use serde_json::json;
use std::time::Duration;
use store::Batch;

/// How far a token goes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reach<'a> {
    /// The permissions it carries; without a word, all that its user has.
    pub scopes: Option<&'a [&'a str]>,
    /// After how long it stops to work.
    pub lasts: Option<Duration>,
    /// How many requests it may make in a minute.
    pub rate_per_minute: Option<i64>,
}

pub(super) async fn arrive(house: &House, name: &str, is_admin: bool) -> Client {
    let (user_id, space_id) = (Id::new(house.clock()), Id::new(house.clock()));
    let now = house.clock().now();
    let user = user(user_id, name, is_admin, now);
    let batch = Batch::new().insert(&user).insert(&UserSettings::new(user_id, now));
    let batch = batch.insert(&Space::personal(space_id, &user));
    house.write(batch.insert(&Membership::new(space_id, user_id, Role::Owner, now))).await;
    Client::new(house, name, user_id, space_id).with_token(Reach::default()).await
}

pub(super) async fn share(house: &House, people: &[(&Client, Role)]) -> Id {
    let (id, now) = (Id::new(house.clock()), house.clock().now());
    let batch = Batch::new().insert(&Space::shared(id, "shared".into(), now));
    let belong =
        |batch: Batch, (client, role): &(&Client, Role)| batch.insert(&Membership::new(id, client.user_id, *role, now));
    house.write(people.iter().fold(batch, belong)).await;
    id
}

/// A new token of somebody's: its id, and itself.
pub(super) async fn token(house: &House, user_id: Id, reach: Reach<'_>) -> (Id, String) {
    let (token, now) = (Token::new().expect("entropy"), house.clock().now());
    let row = ApiToken {
        id: Id::new(house.clock()),
        user_id,
        name: "of a test".into(),
        prefix: token.prefix,
        token_hash: token.hash,
        scopes: reach.scopes.map(|scopes| json!(scopes)),
        rate_per_minute: reach.rate_per_minute,
        last_used_at: None,
        expires_at: reach.lasts.map(|lasts| now.plus(lasts)),
        revoked_at: None,
        created_at: now,
    };
    house.write(Batch::new().insert(&row)).await;
    (row.id, token.secret.expose().to_owned())
}

fn user(id: Id, name: &str, is_admin: bool, now: Instant) -> User {
    let role = if is_admin { UserRole::Admin } else { UserRole::User };
    let blank = User::new(id, name, &format!("{name}@example.org"), now);
    User { is_superuser: is_admin, is_verified: true, role, ..blank }
}

/// A session of somebody's that has just begun: its id, and an access token of it.
pub(super) async fn session(house: &House, user_id: Id) -> (Id, String) {
    let now = house.clock().now();
    let (lasts, fresh) = (Duration::from_secs(60 * 60), Duration::from_secs(10 * 60));
    let session = Session {
        id: Id::new(house.clock()),
        user_id,
        address: None,
        agent: Some("a test".into()),
        generation: 0,
        created_at: now,
        renewed_at: now,
        expires_at: now.plus(lasts),
        passed_at: Some(now),
        fresh_until: Some(now.plus(fresh)),
        ended_at: None,
        ended_by: None,
    };
    house.write(Batch::new().insert(&session)).await;
    let claims = Claims {
        user_id,
        email: "of.a.test@example.org".into(),
        role: UserRole::User,
        session_id: session.id,
        issued_at: now,
        expires_at: now.plus(lasts),
    };
    let ring = house.app().ring().expect("the keys").clone();
    let token = AccessTokens::new(ring).issue(&claims).expect("a token");
    (session.id, token.expose().to_owned())
}
