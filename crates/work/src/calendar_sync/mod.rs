//! Bringing calendars up to date with Google, and what a conversation says of an event. As long as nobody can connect, that is what is told.
mod analyze;
mod http;
mod ops;
#[cfg(test)]
mod tests;
mod wire;

pub(crate) const MODULE: api::Module =
    api::Module { routes: http::ROUTES, ..api::Module::of_tables("calendar_sync", &[]) };
