//! The filter language: `status in (pending, on_hold) && due_date < now+7d && project = "Home"`. A text is read (`lexer`, `parser`),
//! its names and values are checked against the fields of a noun (`check`), and what is left is either composed of fragments that
//! were prepared at the start (`compose`) or asked of rows in memory (`holds`).
mod check;
mod complete;
mod compose;
mod declare;
mod field;
mod holds;
mod lexer;
mod parser;
mod point;
mod sieve;
#[cfg(test)]
mod tests;
mod wrong;

pub use check::Checked;
pub use complete::{Completion, Suggestion};
pub use compose::{Filterable, Fragments, beginning};
pub use field::{Field, FieldKind, FieldShown, Fields, Names};
pub use sieve::{Piece, Sieved, resumed};
pub use wrong::FilterFlaw;

use crate::{app::App, caller::Caller};
use base::{Id, Instant, Result};

/// How long a filter may be, in characters.
pub const LONGEST: usize = 2_000;

/// What a filter may mean by `now` and `me`, and what it may ask about.
#[derive(Clone, Copy)]
pub(crate) struct Asking<'a> {
    now: Instant,
    me: Id,
    may_read: &'a dyn Fn(&'static str) -> bool,
}

impl Fields {
    /// Reads a filter of this noun as the caller means it now; a flaw of it stands at that place of the request.
    pub fn read(&self, app: &App, caller: &Caller, at: &str, text: &str) -> Result<Checked> {
        self.look(app, caller, text).map_err(|wrong| wrong.into_error(at, text))
    }

    /// What is wrong with a filter, if anything is.
    pub fn flaw(&self, app: &App, caller: &Caller, text: &str) -> Option<FilterFlaw> {
        self.look(app, caller, text).err().map(|wrong| wrong.into_flaw(text))
    }

    fn look(&self, app: &App, caller: &Caller, text: &str) -> Result<Checked, wrong::Wrong> {
        let may_read = |noun| caller.grants.allow(crate::Permission::read(noun));
        self.checked(text, Asking { now: app.clock().now(), me: caller.user_id, may_read: &may_read })
    }

    pub(crate) fn checked(&self, text: &str, asking: Asking<'_>) -> Result<Checked, wrong::Wrong> {
        check::checked(self, parser::parsed(text)?, asking)
    }
}
