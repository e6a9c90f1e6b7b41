//! How far an import is, on one line of the terminal.
use base::{Clock, Instant};
use std::{
    io::{self, IsTerminal, Write},
    time::Duration,
};

/// How often it is told.
const EVERY: Duration = Duration::from_millis(100);
/// How many letters the bar has.
const WIDTH: u64 = 30;

/// A line that is written over and over, where somebody looks.
pub(super) struct Progress<'a> {
    clock: &'a Clock,
    is_seen: bool,
    next: Option<Instant>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(clock: &'a Clock) -> Self {
        Self { clock, is_seen: io::stderr().is_terminal(), next: None }
    }

    /// Tells how many rows of a table were read.
    pub(super) fn tell(&mut self, name: &str, read: u64, all: u64) {
        let now = self.clock.now();
        if !self.is_seen || (read < all && self.next.is_some_and(|next| now < next)) {
            return;
        }
        self.next = Some(now.plus(EVERY));
        // Nobody is left to be told that stderr is gone.
        let _ = write!(io::stderr(), "\r{}\x1b[K", bar(name, read, all));
    }

    /// Makes room for what comes after.
    pub(super) fn end(&self) {
        if self.next.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

fn bar(name: &str, read: u64, all: u64) -> String {
    let done = read.saturating_mul(WIDTH).checked_div(all).unwrap_or(WIDTH).min(WIDTH);
    let bar: String = (0..WIDTH).map(|at| if at < done { '#' } else { '.' }).collect();
    format!("{name:20} [{bar}] {read} of {all}")
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn a_bar_fills_up() {
        assert_eq!(bar("tasks", 0, 200), format!("{:20} [{}] 0 of 200", "tasks", ".".repeat(30)));
        assert_eq!(bar("tasks", 100, 200), format!("{:20} [{}{}] 100 of 200", "tasks", "#".repeat(15), ".".repeat(15)));
        assert_eq!(bar("tasks", 0, 0), format!("{:20} [{}] 0 of 0", "tasks", "#".repeat(30)));
    }
}
