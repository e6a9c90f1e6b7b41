//! Search: what slices say of their things is kept as folded words, and found by word, by the beginning of the last word and by
//! phrase, in the same order on both databases. What was just written is found at once, although its words are read later.
mod find;
mod index;
mod marked;
mod query;
mod shelf;
mod turn;
mod words;
mod written;

pub use find::{Hit, find};
pub use marked::Piece;
pub use query::{LONGEST, Query};
pub use shelf::{AnyShelf, Found, Shelf};
pub use turn::{Reading, keep, turn};
pub use written::{SearchKnown, SearchWord, Searched};

use crate::{Module, Own};
use store::Entity;

/// Why nothing is told of the words by themselves.
const WHY: &str = "the words of things, which are told where they are";

pub(crate) const MODULE: Module = Module {
    own: &[Own::untold(SearchWord::TABLE, WHY), Own::untold(SearchKnown::TABLE, WHY)],
    ..Module::of_tables("search_words", &[SearchWord::TABLE, SearchKnown::TABLE])
};
