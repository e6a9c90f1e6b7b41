//! Search over everything that says what is searched of it.
mod ops;
#[cfg(test)]
mod tests;

pub(crate) const MODULE: api::Module = api::Module { routes: ops::ROUTES, ..api::Module::of_tables("search", &[]) };

/// Every noun that can be searched.
pub static SHELVES: &[&dyn api::search::AnyShelf] =
    &[&crate::tasks::SHELF, &crate::projects::SHELF, &crate::events::SHELF, &crate::comments::SHELF];
