//! The program as whoever starts it meets it: what it prints, how it ends, what it answers.
#[cfg(test)]
mod cli;
#[cfg(test)]
mod config;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod health;
#[cfg(test)]
mod lock;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod serve;
#[cfg(test)]
mod shutdown;
