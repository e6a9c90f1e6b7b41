//! Rules and texts against other people's data and programs.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]
mod calendars;
mod chance;
mod dateutil;
mod fixtures;
mod instances;
mod oracle;
mod python;
mod recurrence;
mod rfc;
mod rfc_of_scales;
mod scales;
mod zones;
