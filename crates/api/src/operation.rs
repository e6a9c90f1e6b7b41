//! Operations: what the product can do, by name; one input and one output each.
use crate::{app::App, caller::Caller, commit, input::Input, permission::Permission, plan::Plan};
use base::Result;
use serde::{Serialize, de::DeserializeOwned};
use std::pin::Pin;
use store::utoipa::{
    ToSchema,
    openapi::{RefOr, schema::Schema},
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
}

/// What an operation takes.
pub trait Wanted: DeserializeOwned + Clone + Send + Sync + ToSchema + 'static {
    /// The fields of the thing itself that only we fill; a client that sends them back is not blamed for it.
    const FILLED_BY_US: &'static [&'static str] = &[];
}

/// What an operation gives.
pub trait Answer: Serialize + Send + ToSchema + 'static {
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
}

/// An operation whatever it takes and gives: a row of the table of operations.
pub trait AnyOperation: Sync {
    /// Its name.
    fn name(&self) -> &'static str;
    /// What it does.
    fn summary(&self) -> &'static str;
    /// What a caller needs.
    fn permission(&self) -> Permission;
    /// Whether it changes anything.
    fn writes(&self) -> bool;
    /// What it takes.
    fn input(&self) -> RefOr<Schema>;
    /// What it gives.
    fn output(&self) -> RefOr<Schema>;
    /// Does it, from reading the input to the commit.
    fn perform(&'static self, app: App, caller: Caller, input: Input) -> Work<Done>;
}

/// What an operation came to, ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// The answer as JSON.
    pub body: Vec<u8>,
    /// Where the thing is, if one was made.
    pub location: Option<String>,
    /// How often the thing was changed.
    pub revision: Option<i64>,
    /// Where the next page starts.
    pub next: Option<String>,
}

impl Done {
    fn of<O: Answer>(answer: &O) -> Result<Self> {
        let body = serde_json::to_vec(answer).map_err(|error| base::Error::Internal { cause: error.to_string() })?;
        Ok(Self { body, location: answer.location(), revision: answer.revision(), next: answer.next() })
    }
}

impl<I: Wanted, O: Answer> AnyOperation for Operation<I, O> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn summary(&self) -> &'static str {
        self.summary
    }

    fn permission(&self) -> Permission {
        self.permission
    }

    fn writes(&self) -> bool {
        matches!(self.kind, Kind::Write(_))
    }

    fn input(&self) -> RefOr<Schema> {
        I::schema()
    }

    fn output(&self) -> RefOr<Schema> {
        O::schema()
    }

    fn perform(&'static self, app: App, caller: Caller, input: Input) -> Work<Done> {
        Box::pin(async move {
            caller.may(self.permission)?;
            let input: I = input.without(I::FILLED_BY_US).read()?;
            match self.kind {
                Kind::Read(read) => Done::of(&read(app, caller, input).await?),
                Kind::Write(plan) => {
                    let plan = |app, caller| plan(app, caller, input.clone());
                    Done::of(&commit::until_done(&app, &caller, self.name, plan).await?)
                }
            }
        })
    }
}
