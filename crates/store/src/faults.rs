//! The switch with which a test makes a database fail; without the feature `faults` it holds nothing and does nothing.
#[cfg(feature = "faults")]
pub use switch::Fault;
#[cfg(feature = "faults")]
pub(crate) use switch::Faults;

/// Where a fault can strike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before a transaction begins.
    Begin,
    /// Before a statement of a batch.
    Statement,
    /// Before a commit.
    Commit,
    /// Before the log is carried over.
    Checkpoint,
}

/// No faults at all.
#[cfg(not(feature = "faults"))]
#[derive(Default)]
pub(crate) struct Faults;

#[cfg(not(feature = "faults"))]
impl Faults {
    pub(crate) fn sqlite(&self, _: Moment) -> rusqlite::Result<()> {
        Ok(())
    }

    pub(crate) fn postgres(&self, _: Moment) -> crate::Result<()> {
        Ok(())
    }
}

#[cfg(feature = "faults")]
mod switch {
    use super::Moment;
    use crate::Error;
    use rusqlite::ffi;
    use std::sync::{Mutex, PoisonError};

    /// What goes wrong.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Fault {
        /// The disk is full.
        Full,
        /// The disk fails.
        Disk,
        /// Another process is in the way, or the server is away.
        Away,
    }

    /// The fault that is set, and how many moments of its kind pass before it strikes.
    #[derive(Default)]
    pub(crate) struct Faults(Mutex<Option<(Moment, u32, Fault)>>);

    impl Faults {
        /// Lets the `after`-th such moment from now on fail, counted from 0.
        pub(crate) fn set(&self, moment: Moment, after: u32, fault: Fault) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((moment, after, fault));
        }

        fn strikes(&self, moment: Moment) -> Option<Fault> {
            let mut set = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match set.as_mut() {
                Some((at, 0, fault)) if *at == moment => {
                    let fault = *fault;
                    *set = None;
                    Some(fault)
                }
                Some((at, left, _)) if *at == moment => {
                    *left -= 1;
                    None
                }
                _ => None,
            }
        }

        pub(crate) fn sqlite(&self, moment: Moment) -> rusqlite::Result<()> {
            let code = match self.strikes(moment) {
                None => return Ok(()),
                Some(Fault::Full) => ffi::SQLITE_FULL,
                Some(Fault::Disk) => ffi::SQLITE_IOERR_FSYNC,
                Some(Fault::Away) => ffi::SQLITE_BUSY,
            };
            Err(rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some("a fault that a test has set".into())))
        }

        pub(crate) fn postgres(&self, moment: Moment) -> crate::Result<()> {
            match self.strikes(moment) {
                None => Ok(()),
                Some(Fault::Full) => Err(Error::Full),
                Some(Fault::Disk | Fault::Away) => Err(Error::Unavailable("a fault that a test has set".into())),
            }
        }
    }
}
