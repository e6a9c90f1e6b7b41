//! Calls from the arguments to the answer, over a noun of their own; and in whose name they are made.
use super::{fields::Fields, local, operations::Operations, remote};
use crate::wiring::{STEPS, TABLES};
use account::{Membership, MembershipRole, Space, TokenDoors, User, UserRole, UserStatus};
use api::{
    Answer, App, Caller, Doors, Grants, Kind, Level, Module, Operation, Permission, Shown, Wanted, Work,
    http::{Assembly, Edge, Route, around},
};
use base::{Clock, Error, Id, Secret};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use store::{Batch, Location, Options, Store, utoipa};
use testkit::each_database;

#[derive(Clone, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    id: Option<String>,
    text: Option<String>,
    weight: Option<i64>,
    #[serde(default)]
    labels: Vec<String>,
}

impl Wanted for Note {}
impl Answer for Note {
    fn body(self) -> base::Result<Vec<u8>> {
        api::json(&self)
    }
}

const fn echo(name: &'static str, summary: &'static str) -> Operation<Note, Note> {
    let kind = Kind::Read(|_, _, note| Box::pin(async { Ok(note) }));
    Operation { name, summary, permission: Permission::write("notes"), reads: &[], kind }
}

static EDIT: Operation<Note, Note> = echo("notes.edit", "Change a note.");
static LIST: Operation<Note, Note> = echo("notes.list", "List the notes.");
static THROW: Operation<Note, Note> = echo("notes.throw", "Throw a note away.");

/// A noun whose operations give back what they are given.
pub(super) const MODULES: &[&[Module]] = &[&[Module {
    name: "notes",
    tables: &[],
    routes: &[
        Route::get("/notes", &LIST),
        Route::put("/notes/{id}", &EDIT),
        Route::patch("/notes/{id}", &EDIT),
        Route::delete("/notes/{id}", &THROW),
    ],
    own: &[],
    sweep: None,
    jobs: &[],
}]];

/// Doors that open to one token.
struct OneToken;

impl Doors for OneToken {
    fn caller(&self, app: App, shown: Shown) -> Work<Caller> {
        let id = Id::new(app.clock());
        let caller = Caller::new(id, id, Grants::new(Some(Level::Write), None), shown.request_id);
        let is_known = shown.token == "t";
        Box::pin(
            async move { is_known.then_some(caller).ok_or(Error::Unauthenticated { why: "this token is unknown" }) },
        )
    }

    fn still(&self, _: &App, caller: &Caller) -> Work<Option<Grants>> {
        let grants = caller.grants.clone();
        Box::pin(async { Ok(Some(grants)) })
    }

    fn reach(&self, _: &App, _: Id, _: Id) -> Work<Option<Grants>> {
        Box::pin(async { Ok(None) })
    }

    fn record_table(&self) -> &'static str {
        "none"
    }

    fn record(&self, _: &App, _: &Caller, _: &'static str, _: Option<Id>) -> Batch {
        Batch::new()
    }
}

fn clock() -> Clock {
    Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1)
}

/// A house that has nothing but the noun.
fn notes() -> App {
    let store = Store::look(&Location::Sqlite(":memory:".into()), &Options::default(), &[]).unwrap();
    App::new(store, clock(), Arc::new(OneToken))
}

/// The URL of a server for it.
async fn served() -> String {
    let paths = around(Assembly::new(&notes(), MODULES).paths, &Edge::new(clock(), Duration::from_secs(30)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, paths).await });
    url
}

fn fields(arguments: &[&str]) -> Fields {
    Fields::read(&arguments.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap()
}

#[tokio::test]
async fn an_operation_is_asked_the_same_by_a_server_and_here() {
    let (url, app, token) = (served().await, notes(), Secret::new("t"));
    let caller = OneToken
        .caller(
            app.clone(),
            Shown { token: "t".into(), way: api::Way::Header, space: None, request_id: "call_1".into() },
        )
        .await
        .unwrap();
    let well = json!({ "id": "a/b c", "text": "7", "weight": 7, "labels": ["a", "b"] });
    for name in ["notes.edit", "notes.list", "notes.throw"] {
        let route = Operations::of(MODULES).find(name).unwrap();
        for (arguments, status, place, expected) in [
            (&["id=a/b c", "text=7", "weight=7", "labels=a,b"][..], 200, "", &well),
            (&["id=x", "weight=much"], 422, "/flaws/0/at", &json!("/weight")),
        ] {
            let there = remote::call(&url, Some(&token), route, fields(arguments), None).await.unwrap();
            let input = fields(arguments).into_input();
            let here = local::perform(&app, caller.clone(), route.operation(), input).await;
            for answered in [there, here] {
                let body: Value = serde_json::from_slice(&answered.body).unwrap();
                assert_eq!((answered.status, body.pointer(place)), (status, Some(expected)), "{name}: {body}");
            }
        }
    }
    let route = Operations::of(MODULES).find("notes.list").unwrap();
    assert_eq!(remote::call(&url, None, route, fields(&[]), None).await.unwrap().status, 401);
}

/// Somebody with a space of their own.
async fn let_in(app: &App, name: &str, role: UserRole, status: UserStatus) -> Caller {
    let (clock, now) = (app.clock(), app.clock().now());
    let id = Id::new(clock);
    let blank = User::new(id, name, &format!("{name}@example.org"), now);
    let user = User { is_verified: true, role, status, ..blank };
    let space = Space::personal(Id::new(clock), &user);
    let membership = Membership::new(space.id, id, MembershipRole::Owner, now);
    app.store().write(Batch::new().insert(&user).insert(&space).insert(&membership)).await.unwrap();
    Caller::new(id, space.id, Grants::new(Some(Level::Admin), None).in_house(user.role == UserRole::Admin), "")
}

#[tokio::test]
async fn a_call_here_is_in_the_name_of_the_user_who_is_named_or_of_the_sole_administrator() {
    each_database(async |location| {
        let store = Store::open(&location, &Options::default(), TABLES).unwrap();
        store.migrate(STEPS, &clock()).await.unwrap();
        let app = App::new(store, clock(), Arc::new(TokenDoors::default()));
        let refused = async |name: Option<&str>| local::caller(&app, name).await.unwrap_err().to_string();
        assert!(refused(None).await.starts_with("nobody administers this house yet"));
        let ann = let_in(&app, "ann", UserRole::Admin, UserStatus::Active).await;
        let bob = let_in(&app, "bob", UserRole::User, UserStatus::Active).await;
        for (name, expected) in [(None, &ann), (Some("Ann"), &ann), (Some("bob"), &bob)] {
            let caller = local::caller(&app, name).await.unwrap();
            assert_eq!(
                (caller.user_id, caller.principal_id, caller.space_id),
                (expected.user_id, expected.user_id, expected.space_id)
            );
            assert_eq!(caller.grants, expected.grants);
        }
        let_in(&app, "cid", UserRole::Admin, UserStatus::Disabled).await;
        assert_eq!(local::caller(&app, None).await.unwrap().user_id, ann.user_id);
        let_in(&app, "dan", UserRole::Admin, UserStatus::Active).await;
        assert!(refused(None).await.starts_with("more than one administers this house"));
        assert_eq!(refused(Some("cid")).await, "cid may not come in");
        assert_eq!(refused(Some("eve")).await, "there is no user `eve` here; name another with --user");
        app.store().close().await;
    })
    .await;
}
