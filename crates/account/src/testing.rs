//! A house for tests: the operations of this crate over an empty database, asked by people whom the doors let in.
use crate::{AuditEntry, TokenDoors};
use api::{App, Caller, Change, Doors, Grants, Input, Level, Shown, http::Route};
use base::{Clock, Id, Result};
use serde_json::{Value, json};
use std::sync::Arc;
use store::{Location, Options, Step, Store, Table, sql};
use tempfile::TempDir;

/// A house that holds its clock still.
#[derive(Clone)]
pub(crate) struct House {
    pub(crate) app: App,
    _data: Arc<TempDir>,
}

/// Somebody in it.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: Id,
    pub(crate) token: String,
}

fn tables() -> &'static [&'static Table] {
    MODULES
        .iter()
        .flat_map(|of_crate| of_crate.iter())
        .flat_map(|module| module.tables.iter().copied())
        .collect::<Vec<_>>()
        .leak()
}

/// What the house can do: the operations of this crate.
const MODULES: &[&[api::Module]] = &[api::MODULES, crate::MODULES];

/// The path that leads to the operation of that name.
fn route(name: &str) -> &'static Route {
    let mut routes = crate::MODULES.iter().flat_map(|module| module.routes);
    routes.find(|route| route.operation().name() == name).unwrap_or_else(|| panic!("there is no operation {name}"))
}

/// The word for what went wrong, with where, if it is a flaw.
pub(crate) fn refusal<T: std::fmt::Debug>(outcome: Result<T>) -> String {
    match outcome.unwrap_err() {
        base::Error::Invalid(flaws) => format!("{} {}", flaws[0].at, flaws[0].code),
        other => other.code().name.to_owned(),
    }
}

impl House {
    /// One over that empty database.
    pub(crate) async fn open(location: &Location) -> Self {
        let (clock, tables) = (Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1), tables());
        let shapes = store::shape::shapes(tables).into_iter().filter(|shape| shape.name != "schema_steps");
        let text: String = shapes.flat_map(|shape| shape.create()).map(|statement| statement + ";\n").collect();
        let steps: &'static [Step] = vec![Step { number: 1, name: "start", text: text.leak() }].leak();
        let store = Store::open(location, &Options::default(), tables).unwrap();
        store.migrate(steps, &clock).await.unwrap();
        let app = App::new(store, clock, Arc::new(TokenDoors::default()));
        app.offers(MODULES);
        let data = tempfile::tempdir().unwrap();
        app.lies_in(data.path());
        Self { app, _data: Arc::new(data) }
    }

    /// The house itself in somebody's name.
    fn itself(&self, user_id: Id, space_id: Id) -> Caller {
        Caller::new(user_id, space_id, Grants::new(Some(Level::Admin), None).in_house(true), "req_house")
    }

    /// The very first user, who administers the house.
    pub(crate) async fn first(&self) -> Person {
        let clock = self.app.clock();
        let caller = self.itself(Id::new(clock), Id::new(clock));
        self.arrive(&caller, json!({ "username": "root", "email": "root@example.org", "role": "admin" })).await
    }

    /// Somebody else, made by an administrator.
    pub(crate) async fn person(&self, admin: &Person, name: &str, role: &str) -> Person {
        let caller = self.caller(admin, None).await.unwrap();
        let new = json!({ "username": name, "email": format!("{name}@example.org"), "role": role });
        self.arrive(&caller, new).await
    }

    /// The administrator, and three who administer nothing: ann, ben and cem.
    pub(crate) async fn team(&self) -> [Person; 4] {
        let root = self.first().await;
        let ann = self.person(&root, "ann", "user").await;
        let ben = self.person(&root, "ben", "user").await;
        let cem = self.person(&root, "cem", "user").await;
        [root, ann, ben, cem]
    }

    async fn arrive(&self, caller: &Caller, new: Value) -> Person {
        let user = self.perform(caller, "users.create", new).await.unwrap();
        let id = user["id"].as_str().unwrap().parse().unwrap();
        let caller = self.itself(id, id);
        let made = self.perform(&caller, "tokens.create", json!({ "name": "theirs", "rate_per_minute": null })).await;
        Person { id, token: made.unwrap()["token"].as_str().unwrap().to_owned() }
    }

    /// Who is let in with that person's token.
    pub(crate) async fn caller(&self, person: &Person, space: Option<&str>) -> Result<Caller> {
        let shown = Shown {
            token: person.token.clone(),
            way: api::Way::Header,
            space: space.map(str::to_owned),
            request_id: "req_1".into(),
        };
        TokenDoors::default().caller(self.app.clone(), shown).await
    }

    /// Has an operation done for somebody who is let in anew.
    pub(crate) async fn ask(&self, person: &Person, name: &str, input: Value) -> Result<Value> {
        self.perform(&self.caller(person, None).await?, name, input).await
    }

    /// Has an operation done for a caller; as over HTTP, what the path names is no part of the body.
    pub(crate) async fn perform(&self, caller: &Caller, name: &str, input: Value) -> Result<Value> {
        let Value::Object(mut body) = input else { panic!("an object") };
        let mut input = Input::default();
        for part in route(name).path().split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            let text = body.remove(part).and_then(|value| value.as_str().map(str::to_owned));
            input = input.with_path(part, &text.unwrap());
        }
        let outcome = route(name).operation().perform(self.app.clone(), caller.clone(), input.with_body(body)).await?;
        Ok(serde_json::from_slice(&outcome.done()?.body).unwrap())
    }

    /// The log: what happened, in order, with the space that may know of it.
    pub(crate) async fn events(&self) -> Vec<(String, Id)> {
        let all = sql!(Change, (), "order by seq /* all spaces */");
        let changes = self.app.store().all(all, ()).await.unwrap();
        changes.into_iter().map(|change| (change.event, change.space_id)).collect()
    }

    /// All that the log holds, as text.
    pub(crate) async fn log(&self) -> String {
        let all = sql!(Change, (), "order by seq /* all spaces */");
        serde_json::to_string(&self.app.store().all(all, ()).await.unwrap()).unwrap()
    }

    /// The record: which operations were done, in order.
    pub(crate) async fn record(&self) -> Vec<String> {
        let all = sql!(AuditEntry, (), "order by seq");
        self.app.store().all(all, ()).await.unwrap().into_iter().map(|entry| entry.operation).collect()
    }

    pub(crate) async fn close(&self) {
        self.app.store().close().await;
    }
}
