//! How often somebody may ask: so many requests in a minute, by who they are, by where they come from, and by the space they mean.
mod rules;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use rules::Left;

use crate::caller::Caller;
use base::{Error, Id, Instant, Result};
use std::{
    hash::{BuildHasher, RandomState},
    net::IpAddr,
};
use table::Table;

/// How many requests may be made in a minute; none: as many as one likes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates {
    /// At the door, from one address: to sign in, to register, to have a password reset.
    pub door: Option<i64>,
    /// To renew or to check what was given there, from one address.
    pub renewal: Option<i64>,
    /// By those who are not let in, from one address.
    pub stranger: Option<i64>,
    /// By one person; a token has a rate of its own.
    pub person: Option<i64>,
    /// For what costs much, by one person or one token.
    pub heavy: Option<i64>,
    /// In one space, by all who are in it.
    pub space: Option<i64>,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            door: Some(60),
            renewal: Some(240),
            stranger: Some(1_200),
            person: Some(6_000),
            heavy: Some(300),
            space: Some(60_000),
        }
    }
}

/// What a request is counted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Whatever it is.
    Usual,
    /// What costs much.
    Heavy,
    /// What is done at the door, where guesses are made.
    Door,
    /// What a client does at the door by itself, all the time.
    Renewal,
}

/// What was counted lately.
pub(crate) struct Limits {
    rates: Rates,
    table: Table,
    /// Nobody can choose what falls together.
    keys: RandomState,
}

/// What one request is counted against, and the tightest of it.
pub(crate) struct Tally<'a> {
    limits: &'a Limits,
    now: Instant,
    left: Option<Left>,
    /// The limit that was used up.
    used_up: Option<Limit>,
}

/// The limits there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    Door,
    Renewal,
    Stranger,
    Person,
    Heavy,
    Space,
}

impl Limit {
    /// Their names, in their order.
    pub(crate) const NAMES: [&'static str; 6] = ["door", "renewal", "stranger", "person", "heavy", "space"];
}

/// Whose requests are counted.
#[derive(Clone, Copy, Hash)]
enum Account {
    Door(u128),
    Renewal(u128),
    Stranger(u128),
    Person(Id),
    Heavy(Id),
    Space(Id),
}

impl Account {
    fn limit(self) -> Limit {
        match self {
            Self::Door(_) => Limit::Door,
            Self::Renewal(_) => Limit::Renewal,
            Self::Stranger(_) => Limit::Stranger,
            Self::Person(_) => Limit::Person,
            Self::Heavy(_) => Limit::Heavy,
            Self::Space(_) => Limit::Space,
        }
    }
}

impl Limits {
    /// Nothing was counted yet.
    pub(crate) fn new(rates: &Rates) -> Self {
        Self { rates: rates.clone(), table: Table::default(), keys: RandomState::new() }
    }

    /// Begins to count a request.
    pub(crate) fn tally(&self, now: Instant) -> Tally<'_> {
        Tally { limits: self, now, left: None, used_up: None }
    }

    /// How many requests somebody may make in a minute.
    pub(crate) fn rate(&self, caller: &Caller) -> Option<i64> {
        if caller.session().is_some() { self.rates.person } else { caller.rate_per_minute }
    }
}

impl Tally<'_> {
    /// Counts a request before anybody looks at what it shows. Where it came from is not known of what the house asks itself.
    pub(crate) fn arrives(&mut self, class: Class, address: Option<IpAddr>) -> Result<()> {
        let (Some(place), rates) = (address.map(place), &self.limits.rates) else { return Ok(()) };
        match class {
            Class::Door => self.count(Account::Door(place), rates.door),
            Class::Renewal => self.count(Account::Renewal(place), rates.renewal),
            Class::Usual | Class::Heavy => Ok(()),
        }
    }

    /// Counts a request of somebody who is not let in, or need not be.
    pub(crate) fn is_of_stranger(&mut self, address: Option<IpAddr>) -> Result<()> {
        let (Some(place), rates) = (address.map(place), &self.limits.rates) else { return Ok(()) };
        self.count(Account::Stranger(place), rates.stranger)
    }

    /// Counts a request of somebody who was let in. First their own limit: what they ask too often is not counted for their space.
    pub(crate) fn is_of(&mut self, caller: &Caller, class: Class) -> Result<()> {
        let (rates, is_session) = (&self.limits.rates, caller.session().is_some());
        if caller.rate_per_minute.is_none() && !is_session {
            return Ok(());
        }
        let who = if is_session { caller.user_id } else { caller.principal_id };
        self.count(Account::Person(who), caller.rate_per_minute)?;
        if class == Class::Heavy {
            self.count(Account::Heavy(who), rates.heavy)?;
        }
        self.count(Account::Space(caller.space_id), rates.space)
    }

    /// What is left of the tightest limit that the request was counted against.
    pub(crate) fn left(&self) -> Option<Left> {
        self.left
    }

    /// The limit that the request was one too many for.
    pub(crate) fn used_up(&self) -> Option<Limit> {
        self.used_up
    }

    fn count(&mut self, account: Account, limit: Option<i64>) -> Result<()> {
        let Some(limit) = limit else { return Ok(()) };
        let count = self.limits.table.visit(self.limits.keys.hash_one(account), |empty_at| {
            let count = rules::count(*empty_at, limit, self.now.micros());
            *empty_at = count.empty_at;
            count
        });
        if count.wait_s.is_some() || self.left.is_none_or(|left| count.left.remaining < left.remaining) {
            self.left = Some(count.left);
        }
        self.used_up = count.wait_s.map(|_| account.limit());
        match count.wait_s {
            Some(seconds) => Err(Error::RateLimited { retry_after_s: u32::try_from(seconds).unwrap_or(u32::MAX) }),
            None => Ok(()),
        }
    }
}

/// What is counted as one place: an address, or the network that one household has of IPv6.
fn place(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits() >> 64 << 64,
    }
}
