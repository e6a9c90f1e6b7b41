//! Operations: what the product can do, by name; one input and one output each.
use crate::{
    app::App,
    caller::Caller,
    changes::{Position, sync},
    commit::{self, Asked},
    cookie::Cookie,
    events::Events,
    file::File,
    filter::Fields,
    idempotency::Key,
    input::{FromInput, Input},
    outcome::{Done, Outcome},
    permission::Permission,
    plan::Plan,
    portions::{self, Portioned},
};
use base::{Error, Result};
use serde::Serialize;
use std::{pin::Pin, sync::Arc};
use store::{
    LeftOut, Unreadable,
    utoipa::{
        ToSchema,
        openapi::{RefOr, schema::Schema},
    },
};

/// What an operation gives, some time.
pub type Work<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// What the product can do, by name.
pub struct Operation<I, O> {
    /// Its name, such as `tasks.create`.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// What a caller needs.
    pub permission: Permission,
    /// The tables it reads.
    pub reads: &'static [&'static str],
    /// How it is done.
    pub kind: Kind<I, O>,
}

/// How an operation is done.
pub enum Kind<I, O> {
    /// By reading.
    Read(fn(App, Caller, I) -> Work<O>),
    /// By planning what to write.
    Write(fn(App, Caller, I) -> Work<Plan<O>>),
    /// By planning what to write, one portion after the other; each is committed by itself.
    Portions(fn(App, Caller, I) -> Work<Portioned<O>>),
    /// By telling what happens, for as long as somebody listens; `O` is what one event tells.
    Stream(fn(App, Caller, I) -> Work<Events>),
    /// By sending a file of one of these content types; `O` is `File`.
    File(&'static [&'static str], fn(App, Caller, I) -> Work<File>),
}

/// What an operation gives.
pub trait Answer: ToSchema + Sized + Send + 'static {
    /// Itself as JSON.
    fn body(self) -> Result<Vec<u8>>;

    /// Where the thing is, if one was made.
    fn location(&self) -> Option<String> {
        None
    }

    /// How often the thing was changed, if it is one.
    fn revision(&self) -> Option<i64> {
        None
    }

    /// Where the next page starts, if it is a page and there is one.
    fn next(&self) -> Option<String> {
        None
    }

    /// Where to follow from next, if it tells what changed since a place in the change log.
    fn sync_token(&self) -> Option<String> {
        None
    }

    /// The same, read: a page, or what changed since that place. Asked of those only that can tell what changed.
    fn read(self, _app: App, _caller: Caller, _since: Option<Position>) -> Work<Self> {
        Box::pin(std::future::ready(Ok(self)))
    }

    /// The cookies that come with it.
    fn cookies(&self) -> Vec<Cookie> {
        Vec::new()
    }

    /// Itself, or the error that is answered instead once what was planned is written.
    fn verdict(self) -> Result<Self> {
        Ok(self)
    }

    /// Whether it is a page of a list.
    const IS_LIST: bool = false;
    /// Whether it is one that can tell what changed.
    const SYNCS: bool = false;
    /// Whether there is nothing to tell.
    const IS_EMPTY: bool = false;
    /// Whether it tells a secret, which is told once only.
    const IS_SECRET: bool = false;
}

/// So many rows that were left out are told one by one.
const TOLD: usize = 100;

/// Tells the log what an operation has left out because it cannot be read, and the caller how much that is.
fn told(operation: &str, request_id: &str, left_out: &LeftOut) -> usize {
    let rows = left_out.rows();
    for Unreadable { table, column, key } in rows.iter().take(TOLD) {
        tracing::error!(
            request_id,
            operation,
            table,
            column,
            row = key.as_deref(),
            "a row cannot be read and is left out"
        );
    }
    if rows.len() > TOLD {
        tracing::error!(request_id, operation, rows = rows.len(), "more rows cannot be read and are left out");
    }
    rows.len()
}

/// A value as JSON.
pub fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| Error::Internal { cause: error.to_string() })
}

/// An operation whatever it takes and gives: a row of the table of operations.
pub trait AnyOperation: Sync {
    /// Its name.
    fn name(&self) -> &'static str;
    /// What it does.
    fn summary(&self) -> &'static str;
    /// What a caller needs.
    fn permission(&self) -> Permission;
    /// How far it goes: whether it reads, writes, streams or sends a file.
    fn manner(&self) -> Manner;
    /// What it takes.
    fn input(&self) -> Shape;
    /// What it gives.
    fn output(&self) -> Shape;
    /// Whether it gives a page of a list.
    fn is_list(&self) -> bool;
    /// Whether that list can tell what changed since a place in the change log.
    fn syncs(&self) -> bool;
    /// What a filter of that list can ask, if it takes one.
    fn asks(&self) -> Option<&'static Fields>;
    /// Whether it tells nothing.
    fn is_empty(&self) -> bool;
    /// The tables it reads.
    fn reads(&self) -> &'static [&'static str];
    /// Does it, from reading the input to the commit.
    fn perform(&'static self, app: App, caller: Caller, input: Input) -> Work<Outcome>;
}

/// How far an operation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It changes nothing.
    Reads,
    /// It changes something.
    Writes,
    /// It tells what happens, until somebody stops to listen.
    Streams,
    /// It changes nothing, and sends a file of one of these content types.
    Sends(&'static [&'static str]),
}

/// A type as the document of the API describes it, with the named types it refers to.
pub struct Shape {
    /// Its name, where it has one of its own.
    pub name: Option<String>,
    /// Itself.
    pub schema: RefOr<Schema>,
    /// What it refers to, by name.
    pub parts: Vec<(String, RefOr<Schema>)>,
}

impl Shape {
    /// The shape of a type that describes itself.
    pub fn of<T: ToSchema>() -> Self {
        let mut parts = Vec::new();
        T::schemas(&mut parts);
        Self { name: Some(T::name().into_owned()), schema: T::schema(), parts }
    }
}

impl<I: FromInput, O: Answer> AnyOperation for Operation<I, O> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn summary(&self) -> &'static str {
        self.summary
    }

    fn permission(&self) -> Permission {
        self.permission
    }

    fn manner(&self) -> Manner {
        match self.kind {
            Kind::Read(_) => Manner::Reads,
            Kind::Write(_) | Kind::Portions(_) => Manner::Writes,
            Kind::Stream(_) => Manner::Streams,
            Kind::File(kinds, _) => Manner::Sends(kinds),
        }
    }

    fn input(&self) -> Shape {
        if O::SYNCS { sync::with_token(I::shape()) } else { I::shape() }
    }

    fn output(&self) -> Shape {
        Shape::of::<O>()
    }

    fn is_list(&self) -> bool {
        O::IS_LIST
    }

    fn syncs(&self) -> bool {
        O::SYNCS
    }

    fn asks(&self) -> Option<&'static Fields> {
        I::asks()
    }

    fn is_empty(&self) -> bool {
        O::IS_EMPTY
    }

    fn reads(&self) -> &'static [&'static str] {
        self.reads
    }

    fn perform(&'static self, app: App, caller: Caller, mut input: Input) -> Work<Outcome> {
        Box::pin(async move {
            caller.may(self.permission)?;
            let manner = self.manner();
            let key = if manner == Manner::Writes { Key::of(&caller, &input)? } else { None };
            let asked = Asked { operation: self.name, key, is_secret: O::IS_SECRET };
            let follows = O::IS_LIST && manner == Manner::Reads;
            let since = if follows { sync::token(&mut input, O::SYNCS)? } else { None };
            let input = I::from_input(input)?;
            match self.kind {
                Kind::Read(read) => {
                    let left_out = Arc::default();
                    let (app, request_id) = (app.noting(&left_out), caller.request_id.clone());
                    let mut answer = read(app.clone(), caller.clone(), input).await?;
                    if O::SYNCS {
                        answer = answer.read(app, caller, since).await?;
                    }
                    let done = Done::of(answer.verdict()?, None)?;
                    Ok(Outcome::Done(Done { unreadable: told(self.name, &request_id, &left_out), ..done }))
                }
                Kind::Write(plan) => {
                    let plan = move |app, caller| -> Work<_> {
                        let planned = plan(app, caller, input.clone());
                        Box::pin(async move { planned.await?.told() })
                    };
                    commit::until_done(&app, &caller, &asked, &plan).await.map(Outcome::Done)
                }
                Kind::Portions(begin) => {
                    let work = begin(app.clone(), caller.clone(), input);
                    portions::until_done(&app, &caller, &asked, work).await.map(Outcome::Done)
                }
                Kind::Stream(tell) => tell(app, caller, input).await.map(Outcome::Events),
                Kind::File(_, send) => {
                    let file = send(app.clone(), caller.clone(), input).await?;
                    commit::sent(&app, &caller, self.name, file).await.map(Outcome::File)
                }
            }
        })
    }
}
