//! The storm's own books: accounts, transfers between them, and what each transfer does to an account.
use base::Id;
use store::{AppliedStep, Entity, Step, Table};

/// How many accounts there are.
pub(crate) const ACCOUNTS: i64 = 16;
/// What each account begins with.
pub(crate) const BALANCE: i64 = 1_000_000;

/// An account; its revision counts the postings on it.
#[derive(Clone, Debug, Entity)]
#[table("accounts", scope = house)]
pub(crate) struct Account {
    #[key]
    pub id: i64,
    #[check("balance >= 0")]
    pub balance: i64,
    pub revision: i64,
}

/// A transfer: what a writer acknowledges by its number.
#[derive(Clone, Debug, Entity)]
#[table("transfers", scope = house)]
#[unique(writer, number)]
pub(crate) struct Transfer {
    #[key]
    pub id: Id,
    pub writer: i64,
    #[check("number > 0")]
    pub number: i64,
    pub note: String,
}

/// What a transfer does to one account; each transfer has two, which add up to nothing.
#[derive(Clone, Debug, Entity)]
#[table("postings", scope = house, clustered)]
pub(crate) struct Posting {
    #[key]
    #[refers("transfers.id", on_delete = cascade)]
    pub transfer_id: Id,
    #[key]
    #[index]
    #[refers("accounts.id", on_delete = restrict)]
    pub account_id: i64,
    pub amount: i64,
}

/// Every table.
pub(crate) static TABLES: &[&Table] =
    &store::schema([AppliedStep::TABLE, Account::TABLE, Transfer::TABLE, Posting::TABLE]);

/// How the tables came about: made, then two of them built anew.
pub(crate) static STEPS: &[Step] = &store::history([
    Step { number: 1, name: "start", text: include_str!("steps/0001_start.sql") },
    Step { number: 2, name: "conditions", text: include_str!("steps/0002_conditions.sql") },
]);
