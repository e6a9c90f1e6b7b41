//! The store: the same stories over both databases, and what each engine does when its machine, its server or a stranger does not.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]
mod batches;
mod json;
mod library;
mod lists;
mod meters;
mod postgres;
mod sqlite;
mod unreadable;
