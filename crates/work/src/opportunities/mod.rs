//! Opportunities: tasks of that type, with paths of their own.
mod http;
mod ops;
#[cfg(test)]
mod tests;

pub(crate) const MODULE: api::Module =
    api::Module { routes: http::ROUTES, ..api::Module::of_tables("opportunities", &[]) };
