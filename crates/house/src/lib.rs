//! The product in this process, over both databases, with people in it; each of its answers is checked on the way.
mod answer;
mod authenticator;
mod client;
mod code_app;
mod document;
mod envelope;
mod headers;
mod open;
mod people;
mod scan;
mod seen;
#[cfg(test)]
mod tests;
mod upgrade;

pub use account::MembershipRole as Role;
pub use answer::Answer;
pub use authenticator::{Authenticator, AuthenticatorKey};
pub use client::Client;
pub use code_app::CodeApp;
pub use document::{Document, Operation};
pub use open::each_house;
pub use people::Reach;

use aiwfe::Embedded;
use api::App;
use base::{Clock, Id};
use seen::Seen;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use store::Batch;

/// The product with an empty database and a clock that stands at 2026-11-20T08:00:00Z; cheap to clone.
#[derive(Clone)]
pub struct House(Arc<Inner>);

struct Inner {
    app: App,
    embedded: Embedded,
    seen: Seen,
    /// Where its database is: a file, or a URL.
    place: String,
}

impl House {
    /// What its operations use.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// Its clock.
    pub fn clock(&self) -> &Clock {
        self.0.app.clock()
    }

    /// Moves its clock forward.
    pub fn advance(&self, by: Duration) {
        self.clock().advance(by);
    }

    /// Somebody who is let in and has a space of their own, with a token that holds all that they may and has no limit.
    pub async fn user(&self, name: &str) -> Client {
        people::arrive(self, name, false).await
    }

    /// The same, of somebody who administers the house.
    pub async fn admin(&self, name: &str) -> Client {
        people::arrive(self, name, true).await
    }

    /// Somebody who shows no token.
    pub fn anonymous(&self) -> Client {
        Client::new(self, "anonymous", Id::new(self.clock()), Id::new(self.clock()))
    }

    /// The id of nothing.
    pub fn unknown_id(&self) -> String {
        Id::new(self.clock()).to_string()
    }

    /// A space that these people share.
    pub async fn shared(&self, people: &[(&Client, Role)]) -> Id {
        people::share(self, people).await
    }

    /// Writes rows that no operation writes yet.
    pub async fn write(&self, batch: Batch) {
        self.0.app.store().write(batch).await.expect("the rows of a test");
    }

    /// Leaves rows behind that the schema does not allow, in each database by its own statements: SQLite looks at no check there, and
    /// PostgreSQL is told first which one to drop.
    pub fn corrupt(&self, sqlite: &str, postgres: &str) {
        let is_file = !self.0.place.starts_with("postgres");
        testkit::force(&self.0.place, if is_file { sqlite } else { postgres }).expect("the rows of a test");
    }

    /// How many statements a piece of work asked of the store; begin and commit are not among them. A failing test shows them.
    pub async fn statements<T>(&self, work: impl Future<Output = T>) -> usize {
        let (_, texts) = store::asked_by(work).await;
        texts.iter().for_each(|text| eprintln!("asked: {text}"));
        texts.len()
    }

    /// The operations, by their ids in the document, that answered with such a status so far.
    pub fn answered(&self, is_wanted: impl Fn(u16) -> bool) -> BTreeSet<String> {
        self.0.seen.answered(is_wanted)
    }

    /// The codes of the problems that were answered so far.
    pub fn problems(&self) -> BTreeSet<String> {
        self.0.seen.problems()
    }
}
