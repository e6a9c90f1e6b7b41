//! The words everybody uses: ids, the clock, instants, errors and their codes, secrets, meters. No I/O.
mod clock;
mod code;
mod distance;
mod error;
mod id;
mod instant;
pub mod meter;
mod schema;
mod secret;

pub use clock::Clock;
pub use code::Code;
pub use distance::distance;
pub use error::{Error, Flaw, Result};
pub use id::Id;
pub use instant::{Day, Instant};
pub use secret::Secret;
