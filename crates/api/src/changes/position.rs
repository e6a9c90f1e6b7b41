//! A place in the change log.
use super::Change;
use base::{Error, Instant};
use std::{fmt, str::FromStr};

/// A place in the change log: right after the change it names. Opaque to whoever carries it.
///
/// It names the change by its numbers and by its time, so that a log which is not the one it was taken from (a backup that was
/// brought back, another server) is known for another one: there the numbers stand for something else, or for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub(super) transaction_id: i64,
    pub(super) seq: i64,
    pub(super) at: Instant,
}

impl Position {
    /// Before the first change.
    pub(super) const START: Self = Self { transaction_id: 0, seq: 0, at: Instant::MIN };

    /// Its place in the order of the log.
    pub(crate) fn numbers(self) -> (i64, i64) {
        (self.transaction_id, self.seq)
    }

    /// When that change was made.
    pub(crate) fn at(self) -> Instant {
        self.at
    }
}

impl From<&Change> for Position {
    fn from(change: &Change) -> Self {
        Self { transaction_id: change.transaction_id, seq: change.seq, at: change.at }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:x}-{:x}-{:x}", self.transaction_id, self.seq, self.at.micros())
    }
}

impl FromStr for Position {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |part: Option<&str>| u64::from_str_radix(part?, 16).ok().map(u64::cast_signed);
        let mut parts = text.splitn(3, '-');
        let read = (number(parts.next()), number(parts.next()), number(parts.next()).and_then(Instant::from_micros));
        match read {
            (Some(transaction_id), Some(seq), Some(at)) => Ok(Self { transaction_id, seq, at }),
            _ => Err(Error::Malformed { why: "this is no place in the change log that we have given".into() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_travels_as_text() {
        let position = Position { transaction_id: 7, seq: i64::MAX, at: "1969-12-31T23:00:00Z".parse().unwrap() };
        for position in [position, Position::START] {
            assert_eq!(position.to_string().parse::<Position>().unwrap(), position);
        }
        for text in ["", "1-2", "x-y-z", "1-2-7fffffffffffffff", "1-2-3-4"] {
            assert!(text.parse::<Position>().is_err(), "{text}");
        }
    }
}
