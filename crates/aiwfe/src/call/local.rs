//! A call in this process, over the house's own database, in the name of somebody who is in it.
use super::Answered;
use crate::{
    config::{Config, Database},
    exit::{Exit, Failure},
    findings::Findings,
    house::{self, Trouble},
    output::Output,
    wiring,
};
use account::{Membership, MembershipRole, TokenDoors, UserRole, UserStatus};
use api::{AnyOperation, App, Caller, Grants, Input, Outcome, Problem};
use base::{Clock, Error, Id};
use bytes::Bytes;
use std::sync::Arc;
use store::{Refusal, Store, sql};

/// Has the operation done here.
pub(super) async fn call(
    config: &Config,
    clock: &Clock,
    user: Option<&str>,
    operation: &'static dyn AnyOperation,
    input: Input,
    output: &Output,
) -> Result<Answered, Failure> {
    let desk = house::desk(&config.accounts)?;
    let store = enter(config, output).await?;
    let app = App::new(store.clone(), clock.clone(), Arc::new(TokenDoors::default()));
    app.lies_in(&config.data);
    app.furnish(desk);
    app.offers(wiring::MODULES);
    let outcome = match caller(&app, user).await {
        Ok(caller) => Ok(perform(&app, caller, operation, input).await),
        Err(failure) => Err(failure),
    };
    store.close().await;
    outcome
}

/// The same answer, or the same problem, as over HTTP.
pub(crate) async fn perform(app: &App, caller: Caller, operation: &'static dyn AnyOperation, input: Input) -> Answered {
    let request_id = caller.request_id.clone();
    let outcome = match operation.perform(app.clone(), caller, input).await {
        Ok(outcome) => gathered(outcome).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok((body, next)) => Answered { status: 200, body, next },
        Err(error) => {
            if let Error::Internal { cause } = &error {
                tracing::error!(request_id, cause, "internal error");
            }
            let problem = Problem::new(&error, app.clock().now(), &request_id);
            Answered { status: problem.status(), body: problem.body().into(), next: None }
        }
    }
}

/// The answer or the file, whole, and where the next page starts.
async fn gathered(outcome: Outcome) -> Result<(Bytes, Option<String>), Error> {
    let file = match outcome {
        Outcome::File(file) => file,
        other => return other.done().map(|done| (done.body.into(), done.next)),
    };
    let (mut pieces, mut whole) = (file.into_pieces(), Vec::new());
    while let Some((piece, rest)) = pieces.next().await? {
        whole.extend(piece);
        pieces = rest;
    }
    Ok((whole.into(), None))
}

/// Opens the database as it is, beside a server that may run; one that is not as it must be is refused.
pub(crate) async fn enter(config: &Config, output: &Output) -> Result<Store, Failure> {
    enter_by(house::open, config, output).await
}

/// The same only to look: nothing can be written.
pub(crate) async fn look_in(config: &Config, output: &Output) -> Result<Store, Failure> {
    enter_by(house::look, config, output).await
}

async fn enter_by(
    open: fn(&Database) -> Result<Store, Failure>,
    config: &Config,
    output: &Output,
) -> Result<Store, Failure> {
    let database = &config.database;
    if let Some(file) = house::file(database).filter(|file| !file.exists()) {
        let next = "`aiwfe serve` or `aiwfe migrate apply` makes it; --data and --database name another";
        return Err(Failure::refused(format!("{} is not there; {next}", file.display())));
    }
    let store = open(database)?;
    if store.applied().await.is_ok_and(|applied| applied.is_empty()) {
        store.close().await;
        let next = "`aiwfe serve` or `aiwfe migrate apply` makes it";
        return Err(Failure::refused(format!("{} has no schema yet; {next}", database.location)));
    }
    let refusal = match store.examine(wiring::STEPS).await {
        Ok(examination) if examination.is_sound() => return Ok(store),
        Ok(examination) => Refusal::Findings(examination.findings),
        Err(error) => Refusal::Failed(error),
    };
    store.close().await;
    Err(match house::trouble(database, refusal) {
        Trouble::Failed(failure) => failure,
        Trouble::Away(why) => Failure::new(Exit::Unchecked, format!("{} cannot be reached: {why}", database.location)),
        Trouble::Wrong(findings) => {
            output.note(&Findings::first(&findings).to_string());
            Failure::refused("this database is not as it must be; each finding says what to do")
        }
    })
}

/// What is known of somebody: id, name, whether they may come in, what they may do in the house.
type Known = (Id, String, bool, UserStatus, UserRole);

/// Somebody in their own space, as far as their role there goes: the user of this name, else the sole administrator.
pub(crate) async fn caller(app: &App, user: Option<&str>) -> Result<Caller, Failure> {
    let (user_id, name, is_active, status, role) = match user {
        Some(name) => named(app, name).await?,
        None => administrator(app).await?,
    };
    if !is_active || status != UserStatus::Active {
        return Err(Failure::new(Exit::DECLINED, format!("{name} may not come in")));
    }
    let own = sql!((Id,), (Id,), "select id from spaces where personal_of = $1 and deleted_at is null");
    let homeless = || Failure::refused(format!("{name} has no space of their own; name another user with --user"));
    let (space_id,) = app.store().one(own, (user_id,)).await.map_err(unasked)?.ok_or_else(homeless)?;
    let membership = app.store().get::<Membership>((space_id, user_id)).await.map_err(unasked)?;
    let level = membership.ok_or_else(homeless)?.role.map(MembershipRole::level);
    let request_id = format!("call_{}", Id::new(app.clock()));
    let grants = Grants::new(level, None).in_house(role == UserRole::Admin);
    Ok(Caller::new(user_id, space_id, grants, request_id))
}

async fn named(app: &App, name: &str) -> Result<Known, Failure> {
    let by_name = sql!(Known, (String,), "select id, username, is_active, status, role from users where username = $1");
    let known = app.store().one(by_name, (name.to_lowercase(),)).await.map_err(unasked)?;
    known.ok_or_else(|| Failure::usage(format!("there is no user `{name}` here; name another with --user")))
}

async fn administrator(app: &App) -> Result<Known, Failure> {
    let two = sql!(
        Known,
        (UserRole, UserStatus, bool),
        "select id, username, is_active, status, role from users where role = $1 and status = $2 and is_active = $3 \
         order by username limit 2"
    );
    let two = app.store().all(two, (UserRole::Admin, UserStatus::Active, true)).await.map_err(unasked)?;
    let how_many = match <[Known; 1]>::try_from(two) {
        Ok([sole]) => return Ok(sole),
        Err(none) if none.is_empty() => "nobody administers this house yet",
        Err(_) => "more than one administers this house",
    };
    Err(Failure::usage(format!("{how_many}; say in whose name with --user NAME")))
}

pub(crate) fn unasked(error: store::Error) -> Failure {
    Failure::new(Exit::Unchecked, format!("the database does not answer: {error}"))
}
