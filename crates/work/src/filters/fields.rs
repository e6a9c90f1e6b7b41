//! What a client may say of a saved filter, and how far it may go.
use super::{FilterNoun, FilterText, SavedFilter};
use crate::TaskOrder;
use api::{Bound, filter::LONGEST};

api::fields! { FilterFields, NewFilter of SavedFilter, needs name, noun, filter;
    /// Its name for people.
    name: String = Bound::Text(1, 100);
    /// What it is about.
    noun: FilterNoun;
    /// The filter.
    filter: FilterText = Bound::Text(0, LONGEST);
    /// The order in which it lists; one that the lists of its noun have.
    sort: Option<TaskOrder>;
    /// Whether it stands where one always sees it.
    is_pinned: bool;
    /// Its place among the others.
    position: i64 = Bound::Number(0.0, 1_000_000.0);
}
