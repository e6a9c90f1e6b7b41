//! Who is let in, and as what, over both databases.
use super::{Token, TokenDoors};
use crate::{ApiToken, AuditEntry, MODULES, Membership, MembershipRole, Space, SpaceKind, User, UserRole, UserStatus};
use api::{App, Caller, Doors, Permission};
use base::{Clock, Error, Id, Result};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use store::{Batch, Entity, Location, Options, Step, Store, Table};
use testkit::each_database;

/// A house with Ann, her own space, one she shares as a viewer, and one she does not know.
struct House {
    app: App,
    user: User,
    own: Id,
    shared: Id,
    other: Id,
}

fn tables() -> &'static [&'static Table] {
    let tables = MODULES.iter().flat_map(|module| module.tables.iter().copied());
    tables.chain([store::AppliedStep::TABLE]).collect::<Vec<_>>().leak()
}

async fn house(location: &Location) -> House {
    let (clock, tables) = (Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1), tables());
    let shapes = store::shape::shapes(tables).into_iter().filter(|shape| shape.name != "schema_steps");
    let text: String = shapes.flat_map(|shape| shape.create()).map(|statement| statement + ";\n").collect();
    let steps: &'static [Step] = vec![Step { number: 1, name: "start", text: text.leak() }].leak();
    let store = Store::open(location, &Options::default(), tables).unwrap();
    store.migrate(steps, &clock).await.unwrap();
    let user = ann(&clock);
    let [own, shared, other] =
        [SpaceKind::Personal, SpaceKind::Shared, SpaceKind::Shared].map(|kind| space(&clock, kind, &user));
    let batch = Batch::new().insert(&user).insert(&own).insert(&shared).insert(&other);
    let batch = batch.insert(&membership(&own, &user, MembershipRole::Owner));
    store.write(batch.insert(&membership(&shared, &user, MembershipRole::Viewer))).await.unwrap();
    let app = App::new(store, clock, Arc::new(TokenDoors));
    House { app, user, own: own.id, shared: shared.id, other: other.id }
}

fn ann(clock: &Clock) -> User {
    let now = clock.now();
    User {
        id: Id::new(clock),
        username: "ann".into(),
        email: "ann@example.org".into(),
        hashed_password: None,
        is_active: true,
        is_superuser: false,
        is_verified: true,
        role: UserRole::User,
        status: UserStatus::Active,
        tfa_enabled: false,
        tfa_secret: None,
        mission_statement: None,
        personal_goals: None,
        work_style_preferences: None,
        productivity_patterns: None,
        interview_insights: None,
        last_interview_date: None,
        project_preferences: None,
        default_code_style: None,
        git_integrations: None,
        agent_settings: None,
        revision: 1,
        created_at: now,
        updated_at: now,
    }
}

fn space(clock: &Clock, kind: SpaceKind, user: &User) -> Space {
    let (id, now) = (Id::new(clock), clock.now());
    let personal_of = (kind == SpaceKind::Personal).then_some(user.id);
    Space {
        id,
        name: "a space".into(),
        kind,
        personal_of,
        revision: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    }
}

fn membership(space: &Space, user: &User, role: MembershipRole) -> Membership {
    let (created_at, updated_at) = (space.created_at, space.created_at);
    Membership { space_id: space.id, user_id: user.id, role, revision: 1, created_at, updated_at }
}

impl House {
    /// A new token of Ann's.
    async fn token(&self, change: impl FnOnce(&mut ApiToken)) -> String {
        let (token, now) = (Token::new().unwrap(), self.app.clock().now());
        let mut row = ApiToken {
            id: Id::new(self.app.clock()),
            user_id: self.user.id,
            name: "a token".into(),
            prefix: token.prefix,
            token_hash: token.hash,
            scopes: None,
            rate_per_minute: None,
            last_used_at: None,
            expires_at: None,
            revoked_at: None,
            created_at: now,
        };
        change(&mut row);
        self.app.store().write(Batch::new().insert(&row)).await.unwrap();
        token.secret.expose().to_owned()
    }

    async fn caller(&self, token: &str, space: Option<&str>) -> Result<Caller> {
        TokenDoors.caller(self.app.clone(), token.into(), space.map(str::to_owned), "req_1".into()).await
    }
}

#[tokio::test]
async fn a_token_lets_its_maker_in_and_no_further_than_their_role() {
    each_database(async |location| {
        let house = house(&location).await;
        let (read, admin) = (Permission::read("tasks"), Permission::admin("tasks"));
        let token = house.token(|_| ()).await;
        let at_home = house.caller(&token, None).await.unwrap();
        assert_eq!((at_home.user_id, at_home.space_id), (house.user.id, house.own));
        assert!(at_home.may(admin).is_ok());
        let as_viewer = house.caller(&token, Some(&house.shared.to_string())).await.unwrap();
        assert!(as_viewer.may(read).is_ok() && as_viewer.may(Permission::write("tasks")).is_err());
        let scoped = house.token(|token| token.scopes = Some(json!(["tasks.read"]))).await;
        let scoped = house.caller(&scoped, None).await.unwrap();
        assert!(
            scoped.may(read).is_ok() && scoped.may(admin).is_err() && scoped.may(Permission::read("notes")).is_err()
        );
        for space in [house.other.to_string(), Id::new(house.app.clock()).to_string()] {
            let unknown = house.caller(&token, Some(&space)).await;
            assert!(matches!(unknown, Err(Error::NotFound { what: "space" })), "{unknown:?}");
        }
        assert!(matches!(house.caller(&token, Some("mine")).await, Err(Error::Malformed { .. })));
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_come_in_is_refused_on_the_next_request() {
    each_database(async |location| {
        let house = house(&location).await;
        let now = house.app.clock().now();
        let refused = async |token: &str| match house.caller(token, None).await {
            Err(Error::Unauthenticated { why }) => why,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused("aiwfe_nonsense").await, "this token is unknown, or was taken back");
        let revoked = house.token(|token| token.revoked_at = Some(now)).await;
        assert_eq!(refused(&revoked).await, "this token is unknown, or was taken back");
        let short = house.token(|token| token.expires_at = Some(now.plus(Duration::from_secs(60)))).await;
        house.caller(&short, None).await.unwrap();
        house.app.clock().advance(Duration::from_secs(60));
        assert_eq!(refused(&short).await, "this token has expired");
        let token = house.token(|_| ()).await;
        house.caller(&token, None).await.unwrap();
        let disabled = User { status: UserStatus::Disabled, revision: 2, ..house.user.clone() };
        house.app.store().write(Batch::new().update(&disabled)).await.unwrap();
        assert_eq!(refused(&token).await, "whoever made this token may not come in");
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_done_is_put_on_record_with_who_and_where() {
    each_database(async |location| {
        let house = house(&location).await;
        let caller = house.caller(&house.token(|_| ()).await, None).await.unwrap();
        let record = TokenDoors.record(&house.app, &caller, "tasks.create", Some(house.user.id));
        house.app.store().write(record).await.unwrap();
        let entry = house.app.store().get::<AuditEntry>((1,)).await.unwrap().unwrap();
        assert_eq!((entry.operation.as_str(), entry.request_id.as_str()), ("tasks.create", "req_1"));
        assert_eq!((entry.actor_id, entry.space_id), (Some(house.user.id), Some(house.own)));
        house.app.store().close().await;
    })
    .await;
}
