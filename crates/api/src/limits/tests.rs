//! What is counted, against what, and what that costs.
use super::{Class, Limits, Rates, Tally, place, rules};
use crate::{
    caller::{Caller, Credential},
    permission::Grants,
};
use base::{Clock, Error, Id, Instant};
use std::{
    collections::VecDeque,
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

const SECOND: i64 = 1_000_000;

fn now() -> Instant {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

/// Requests that are answered one after the other, each in its share of a minute: there is room for a minute's worth.
struct Queue {
    share: i64,
    limit: i64,
    ends: VecDeque<i64>,
}

impl Queue {
    fn new(limit: i64) -> Self {
        Self { share: (60 * SECOND + limit - 1) / limit, limit, ends: VecDeque::new() }
    }

    /// How much of a minute's worth is still to be done.
    fn work(&self, now: i64) -> i64 {
        self.ends.iter().map(|end| (end - now).clamp(0, self.share)).sum()
    }

    /// Takes one more, if there is room; says how many more there is room for.
    fn take(&mut self, now: i64) -> Option<i64> {
        self.ends.retain(|end| *end > now);
        let left = self.share * self.limit - self.work(now) - self.share;
        (left >= 0).then(|| {
            self.ends.push_back(self.ends.back().map_or(now, |end| *end) + self.share);
            left / self.share
        })
    }
}

/// SplitMix64.
fn random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*seed ^ *seed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

#[test]
fn s_11_one_number_counts_as_a_queue_of_all_requests_would() {
    for seed in 0..300 {
        let mut chance = seed;
        let limit = i64::try_from(1 + random(&mut chance) % 100).unwrap();
        let (mut queue, mut empty_at, mut now) = (Queue::new(limit), 0, now().micros());
        for _ in 0..500 {
            // Mostly all at once, sometimes about as fast as the limit, now and then after a rest.
            let pause = match random(&mut chance) % 10 {
                0..6 => 0,
                6..9 => random(&mut chance) % (120_000_000 / limit.unsigned_abs()),
                _ => random(&mut chance) % 70_000_000,
            };
            now += i64::try_from(pause).unwrap();
            let (expected, count) = (queue.take(now), rules::count(empty_at, limit, now));
            empty_at = count.empty_at;
            let told = (count.left.remaining, count.wait_s.is_none());
            assert_eq!(told, (expected.unwrap_or(0), expected.is_some()), "seed {seed}, limit {limit}");
            let reset_s = (queue.work(now) + SECOND - 1) / SECOND;
            assert_eq!((count.left.limit, count.left.reset_s), (limit, reset_s), "seed {seed}, limit {limit}");
            if let Some(wait_s) = count.wait_s {
                assert_eq!(
                    rules::count(empty_at, limit, now + wait_s * SECOND).wait_s,
                    None,
                    "it was told how long to wait"
                );
                assert!(rules::count(empty_at, limit, now + (wait_s - 1) * SECOND).wait_s.is_some(), "and no longer");
            }
        }
    }
}

#[test]
fn s_11_a_clock_that_is_put_back_locks_nobody_out_for_longer_than_a_minute() {
    let ahead = now().plus(Duration::from_secs(60 * 60)).micros();
    let count = rules::count(ahead, 1, now().micros());
    assert_eq!((count.wait_s, count.empty_at), (Some(60), now().micros() + 60 * SECOND));
}

/// Rates that are easy to exceed.
fn rates() -> Rates {
    Rates { door: Some(3), renewal: Some(5), stranger: Some(8), person: Some(10), heavy: Some(2), space: Some(50) }
}

fn address(text: &str) -> Option<IpAddr> {
    Some(text.parse().unwrap())
}

/// How many of so many requests at one time pass.
fn passing(limits: &Limits, requests: usize, count: impl Fn(&mut Tally<'_>) -> base::Result<()>) -> usize {
    (0..requests).filter(|_| count(&mut limits.tally(now())).is_ok()).count()
}

#[test]
fn s_11_an_address_is_counted_by_itself_and_one_of_ipv6_with_its_network() {
    let limits = Limits::new(&rates());
    let at_door = |text: &str| passing(&limits, 4, |tally| tally.arrives(Class::Door, address(text)));
    assert_eq!([at_door("192.0.2.1"), at_door("192.0.2.2")], [3, 3]);
    assert_eq!(at_door("::ffff:192.0.2.1"), 0, "the same address, written for IPv6");
    assert_eq!([at_door("2001:db8:1:2::1"), at_door("2001:db8:1:2:ffff::2"), at_door("2001:db8:1:3::1")], [3, 0, 3]);
    assert_ne!(place("0.0.0.0".parse().unwrap()), place("::".parse().unwrap()));
    let renewing = passing(&limits, 9, |tally| tally.arrives(Class::Renewal, address("192.0.2.1")));
    let strange = passing(&limits, 9, |tally| tally.is_of_stranger(address("192.0.2.1")));
    assert_eq!((renewing, strange), (5, 8), "each is counted apart");
    assert_eq!(passing(&limits, 9, |tally| tally.arrives(Class::Door, None)), 9);
}

fn somebody(clock: &Clock, rate_per_minute: Option<i64>, space_id: Id) -> Caller {
    let caller = Caller::new(Id::new(clock), space_id, Grants::new(None, None), "req_1");
    Caller { credential: Credential::Token, principal_id: Id::new(clock), rate_per_minute, ..caller }
}

#[test]
fn s_11_the_sessions_of_a_person_share_a_limit_and_each_token_has_its_own() {
    let (clock, limits) = (Clock::held(now(), 1), Limits::new(&rates()));
    let token = somebody(&clock, Some(4), Id::new(&clock));
    let session = |_| {
        let credential = Credential::Session { is_fresh: false };
        let caller = Caller { credential, principal_id: Id::new(&clock), ..token.clone() };
        Caller { rate_per_minute: limits.rate(&caller), ..caller }
    };
    let sessions: Vec<Caller> = (0..4).map(session).collect();
    let passed: usize =
        sessions.iter().map(|caller| passing(&limits, 9, |tally| tally.is_of(caller, Class::Usual))).sum();
    assert_eq!(passed, 10);
    assert_eq!(passing(&limits, 9, |tally| tally.is_of(&token, Class::Usual)), 4);
    let free = somebody(&clock, None, token.space_id);
    assert_eq!(passing(&limits, 1_000, |tally| tally.is_of(&free, Class::Heavy)), 1_000);
    let other = somebody(&clock, Some(9), Id::new(&clock));
    assert_eq!(passing(&limits, 9, |tally| tally.is_of(&other, Class::Heavy)), 2);
    assert_eq!(
        passing(&limits, 9, |tally| tally.is_of(&other, Class::Usual)),
        0,
        "what was refused as heavy was asked, too"
    );
}

#[test]
fn s_11_a_space_at_a_hundred_times_its_limit_takes_nothing_from_another() {
    let (clock, limits) = (Clock::held(now(), 1), Limits::new(&rates()));
    let (crowd, team) = (Id::new(&clock), Id::new(&clock));
    let many: Vec<Caller> = (0..1_000).map(|_| somebody(&clock, Some(10), crowd)).collect();
    let few: Vec<Caller> = (0..10).map(|_| somebody(&clock, Some(10), team)).collect();
    let ask = |caller: &Caller| limits.tally(now()).is_of(caller, Class::Usual);
    let (mut of_crowd, mut of_team) = (0, 0);
    for round in 0..5_000 {
        of_crowd += usize::from(ask(&many[round % many.len()]).is_ok());
        of_team += usize::from(round % 100 == 0 && ask(&few[round / 100 % few.len()]).is_ok());
    }
    assert_eq!((of_crowd, of_team), (50, 50));
    let refused = ask(&few[0]).unwrap_err();
    assert!(matches!(refused, Error::RateLimited { retry_after_s: 2 }), "{refused}");
}

#[test]
fn s_11_what_one_person_asks_too_often_is_not_counted_for_their_space() {
    let (clock, limits) = (Clock::held(now(), 1), Limits::new(&rates()));
    let space = Id::new(&clock);
    let [greedy, modest] = [(); 2].map(|()| somebody(&clock, Some(10), space));
    assert_eq!(passing(&limits, 1_000, |tally| tally.is_of(&greedy, Class::Usual)), 10);
    assert_eq!(passing(&limits, 10, |tally| tally.is_of(&modest, Class::Usual)), 10);
}

#[test]
fn the_tightest_limit_is_the_one_that_is_told() {
    let (clock, limits) = (Clock::held(now(), 1), Limits::new(&rates()));
    let told = |count: &dyn Fn(&mut Tally<'_>) -> base::Result<()>| {
        let mut tally = limits.tally(now());
        let outcome = count(&mut tally);
        (tally.left().map(|left| (left.limit, left.remaining)), outcome.is_ok())
    };
    let somebody = somebody(&clock, Some(10), Id::new(&clock));
    let at = address("192.0.2.1");
    assert_eq!(told(&|tally| tally.is_of(&somebody, Class::Usual)), (Some((10, 9)), true));
    assert_eq!(told(&|tally| tally.is_of(&somebody, Class::Heavy)), (Some((2, 1)), true));
    let strange = |tally: &mut Tally<'_>| tally.arrives(Class::Door, at).and_then(|()| tally.is_of_stranger(at));
    for remaining in [2, 1, 0] {
        assert_eq!(told(&strange), (Some((3, remaining)), true));
    }
    assert_eq!(told(&strange), (Some((3, 0)), false));
    assert_eq!(told(&|tally| tally.arrives(Class::Usual, at)), (None, true));
}

#[test]
fn s_11_a_million_clients_cost_little_and_those_who_are_refused_are_not_forgotten() {
    let limits = Limits::new(&Rates { door: Some(3), stranger: Some(1_200), ..Rates::default() });
    let crowd = |from: u32, to: u32| {
        for number in from..to {
            limits.tally(now()).is_of_stranger(Some(Ipv4Addr::from_bits(number).into())).unwrap();
        }
    };
    crowd(0, 1_000_000);
    assert!(limits.table.len() > 999_000, "{} are known", limits.table.len());
    assert!(limits.table.bytes() <= 64 << 20, "{} bytes", limits.table.bytes());

    let guess = |text: &str| limits.tally(now()).arrives(Class::Door, address(text));
    assert_eq!((0..4).filter(|_| guess("2001:db8::1").is_ok()).count(), 3);
    crowd(1_000_000, 3_000_000);
    assert!(guess("2001:db8::1").is_err(), "many came who ask less");
    assert!(limits.table.bytes() <= 64 << 20, "{} bytes", limits.table.bytes());
}
