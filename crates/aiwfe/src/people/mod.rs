//! `aiwfe user` and `aiwfe token`: the operations on people, done by the house itself, beside a server that may run.
mod house;

use crate::{
    call::{self, Operations},
    cli::{Named, NewToken, NewUser},
    config::Config,
    exit::Failure,
    output::Output,
    wiring,
};
use account::TokenDoors;
use api::{App, Caller, Input};
use base::Clock;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Lets somebody in.
pub(crate) async fn create(config: &Config, clock: &Clock, new: &NewUser, output: &Output) -> Result<(), Failure> {
    let role = if new.admin { "admin" } else { "user" };
    let wanted = vec![("username", json!(new.name)), ("email", json!(new.email)), ("role", json!(role))];
    let create = async |app: &App| perform(app, house::itself(app).await?, "users.create", wanted).await;
    let (made, _) = inside(config, clock, output, create).await?;
    let name = text(&made, "username");
    output.note(&format!("{name} may come in; `aiwfe token create --user {name}` makes a token"));
    if output.json { output.value(&made) } else { output.line(text(&made, "id")) }
}

/// Lists who is in the house, by name.
pub(crate) async fn list(config: &Config, clock: &Clock, output: &Output) -> Result<(), Failure> {
    let users = inside(config, clock, output, everybody).await?;
    if output.json {
        return output.value(&Value::Array(users));
    }
    let columns = ["username", "email", "role", "status"];
    let widths =
        columns.map(|name| users.iter().map(|user| text(user, name).chars().count()).max().unwrap_or_default());
    for user in &users {
        let words = columns.iter().zip(widths).map(|(name, width)| format!("{:width$}", text(user, name)));
        output.line(words.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

/// What can be done about somebody: an operation, and what it takes besides who is meant.
pub(crate) struct Change<'a>(&'static str, Option<(&'static str, &'a str)>);

pub(crate) const APPROVE: Change = Change("users.approve", None);
pub(crate) const DISABLE: Change = Change("users.deactivate", None);
pub(crate) const ENABLE: Change = Change("users.activate", None);
const RESET: Change = Change("users.reset_password", None);

impl<'a> Change<'a> {
    /// That they are to be this in the house.
    pub(crate) fn role(role: &'a str) -> Self {
        Self("users.update", Some(("role", role)))
    }
}

/// Changes somebody, and tells what they are by then.
pub(crate) async fn change(
    config: &Config,
    clock: &Clock,
    who: &Named,
    what: Change<'_>,
    output: &Output,
) -> Result<(), Failure> {
    let user = inside(config, clock, output, async |app: &App| about(app, who, what).await).await?;
    if output.json {
        return output.value(&user);
    }
    output.line(&["username", "role", "status"].map(|name| text(&user, name)).join("  "))
}

/// Makes a token by which somebody may replace their password, and prints it.
pub(crate) async fn reset_password(
    config: &Config,
    clock: &Clock,
    who: &Named,
    output: &Output,
) -> Result<(), Failure> {
    let told = inside(config, clock, output, async |app: &App| about(app, who, RESET).await).await?;
    let until = text(&told, "expires_at");
    output.note(&format!("good once, until {until}: POST /api/v1/auth/reset-password {{\"token\", \"new_password\"}}"));
    if output.json { output.value(&told) } else { output.line(text(&told, "token")) }
}

/// Has that done about somebody.
async fn about(app: &App, who: &Named, Change(operation, field): Change<'_>) -> Result<Value, Failure> {
    let name = who.name.to_lowercase();
    let known = everybody(app).await?.into_iter().find(|user| text(user, "username") == name);
    let known = known.ok_or_else(|| Failure::usage(format!("there is no user `{}` here", who.name)))?;
    let field = field.map(|(name, value)| (name, json!(value)));
    let wanted = std::iter::once(("id", known["id"].clone())).chain(field).collect();
    Ok(perform(app, house::itself(app).await?, operation, wanted).await?.0)
}

/// All users, page by page.
async fn everybody(app: &App) -> Result<Vec<Value>, Failure> {
    let (caller, mut users, mut wanted) = (house::itself(app).await?, Vec::new(), Vec::new());
    loop {
        let (page, next) = perform(app, caller.clone(), "users.list", wanted).await?;
        users.extend(page.as_array().into_iter().flatten().cloned());
        let Some(cursor) = next else { return Ok(users) };
        wanted = vec![("cursor", json!(cursor))];
    }
}

/// Makes a token and prints it, this once.
pub(crate) async fn token(config: &Config, clock: &Clock, new: &NewToken, output: &Output) -> Result<(), Failure> {
    let mut wanted = vec![("name", json!(new.name))];
    if !new.scopes.is_empty() {
        wanted.push(("scopes", json!(new.scopes)));
    }
    if let Some(days) = new.expires_in_days {
        wanted.push(("expires_at", json!(clock.now().plus(DAY * days))));
    }
    match (new.rate, new.unlimited) {
        (Some(_), true) => {
            return Err(Failure::usage("a token has a limit or none; give --rate or --unlimited, not both"));
        }
        (None, false) => {}
        (rate, _) => wanted.push(("rate_per_minute", json!(rate))),
    }
    let create =
        async |app: &App| perform(app, house::acting_for(app, &new.user).await?, "tokens.create", wanted).await;
    let (made, _) = inside(config, clock, output, create).await?;
    output.note(&format!("a token of {}; keep it, for it is not told again", new.user));
    if output.json { output.value(&made) } else { output.line(text(&made, "token")) }
}

/// Does something with the house as it is.
async fn inside<T>(
    config: &Config,
    clock: &Clock,
    output: &Output,
    work: impl AsyncFnOnce(&App) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let store = call::enter(config, output).await?;
    let app = App::new(store.clone(), clock.clone(), Arc::new(TokenDoors::default()));
    app.lies_in(&config.data);
    app.offers(wiring::MODULES);
    let done = work(&app).await;
    store.close().await;
    done
}

/// What an operation is to take.
type Fields = Vec<(&'static str, Value)>;

/// Has an operation done; gives the answer, and where the next page starts.
async fn perform(app: &App, caller: Caller, name: &str, wanted: Fields) -> Result<(Value, Option<String>), Failure> {
    let operation = Operations::of(wiring::MODULES).find(name)?.operation();
    let fields = wanted.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let answered = call::perform(app, caller, operation, Input::default().with_body(fields)).await;
    call::well(name, &answered)?;
    Ok((serde_json::from_slice(&answered.body).unwrap_or_default(), answered.next))
}

fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of[name].as_str().unwrap_or_default()
}
