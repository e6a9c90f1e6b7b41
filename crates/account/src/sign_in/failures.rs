//! How often somebody failed to sign in, and how long they wait for it: kept in the database, so that neither a restart nor another
//! process gives more guesses.
use crate::desk::Subject;
use api::App;
use base::{Error, Instant, Result};
use std::time::Duration;
use store::{Batch, Entity, Guard, Statement, require, sql};

/// How often signing in failed about one subject, in the day that runs.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("sign_in_failures", scope = house, clustered)]
pub struct SignInFailures {
    /// A hash of whom the guesses were about: a user, or a name that nobody has.
    #[key]
    #[check("length(subject) = 32")]
    pub subject: Vec<u8>,
    /// How often it failed.
    #[check("count > 0")]
    pub count: i64,
    /// When the day began: with the first failure.
    pub first_at: Instant,
    /// When it failed last.
    #[index]
    pub last_at: Instant,
}

/// After so long the count begins anew.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// So many guesses a day, and no more.
const MOST: i64 = 100;
/// So many failures in a day are told to whom they are about.
pub(crate) const NOTICED: i64 = 10;
/// After so many failures, the next try has to wait so long.
const WAITS: [(i64, Duration); 3] =
    [(25, Duration::from_secs(5)), (9, Duration::from_secs(3)), (3, Duration::from_secs(1))];

/// How many more may be tried about somebody who failed that often, as of now; or when to try again.
pub(crate) fn left(known: Option<&SignInFailures>, now: Instant) -> Result<i64> {
    let Some(known) = known.filter(|known| known.first_at.plus(DAY) > now) else { return Ok(MOST) };
    let until = match known.count {
        MOST.. => known.first_at.plus(DAY),
        count => known
            .last_at
            .plus(WAITS.iter().find(|(failures, _)| count >= *failures).map_or(Duration::ZERO, |(_, wait)| *wait)),
    };
    let micros = until.micros() - now.micros();
    if micros > 0 {
        let seconds = u32::try_from(micros.div_euclid(1_000_000) + 1).unwrap_or(u32::MAX);
        return Err(Error::RateLimited { retry_after_s: seconds });
    }
    Ok(MOST - known.count)
}

/// What is known of a subject.
pub(crate) async fn of(app: &App, subject: Subject) -> Result<Option<SignInFailures>> {
    Ok(app.store().get::<SignInFailures>((subject.bytes(),)).await?)
}

/// One more failure.
pub(crate) fn one_more(subject: Subject, now: Instant) -> Batch {
    const COUNT: Statement<(Vec<u8>, Instant, Instant), ()> = sql!(
        (),
        (Vec<u8>, Instant, Instant),
        "insert into sign_in_failures (subject, count, first_at, last_at) values ($1, 1, $2, $2) \
         on conflict (subject) do update set \
         count = case when sign_in_failures.first_at <= $3 then 1 else sign_in_failures.count + 1 end, \
         first_at = case when sign_in_failures.first_at <= $3 then excluded.first_at else sign_in_failures.first_at end, \
         last_at = excluded.last_at"
    );
    // Of many guesses at once, no more are answered than there may be: the others are planned again, and told to wait.
    let within = require!((Vec<u8>, i64), "select 1 from sign_in_failures where subject = $1 and count <= $2");
    let count = Batch::new().run(COUNT, (subject.bytes(), now, now.minus(DAY)));
    count.require(Guard::new("sign_in_failures.within"), within, (subject.bytes(), MOST))
}

/// One more try, counted before it is told how it ends, and only where nobody else has counted since: of many tries at once, as
/// many are answered as there may be.
pub(crate) fn taken(known: Option<&SignInFailures>, subject: Subject, now: Instant) -> Batch {
    const TAKE: Statement<(Vec<u8>, i64, Instant, Instant, i64), ()> = sql!(
        (),
        (Vec<u8>, i64, Instant, Instant, i64),
        "insert into sign_in_failures (subject, count, first_at, last_at) values ($1, $2, $3, $4) \
         on conflict (subject) do update set count = excluded.count, first_at = excluded.first_at, last_at = excluded.last_at \
         where sign_in_failures.count = $5"
    );
    let (count, first_at) = match known {
        Some(known) if known.first_at.plus(DAY) > now => (known.count + 1, known.first_at),
        _ => (1, now),
    };
    let seen = known.map_or(0, |known| known.count);
    Batch::new().run_one(Guard::new("sign_in_failures.count"), TAKE, (subject.bytes(), count, first_at, now, seen))
}

/// The same, of a try that was right.
pub(crate) fn right(known: Option<&SignInFailures>, subject: Subject, now: Instant) -> Batch {
    taken(known, subject, now).and(forgotten(subject.bytes()))
}

/// None any more: it was them.
pub(crate) fn none(known: Option<&SignInFailures>) -> Batch {
    known.map_or_else(Batch::new, |known| forgotten(known.subject.clone()))
}

/// What is known of a subject is forgotten.
fn forgotten(subject: Vec<u8>) -> Batch {
    Batch::new().run(SignInFailures::FORGET, (subject,))
}

impl SignInFailures {
    const FORGET: Statement<(Vec<u8>,), ()> = sql!((), (Vec<u8>,), "delete from sign_in_failures where subject = $1");
}

/// What lies more than a day back is forgotten.
pub(crate) fn sweep(now: Instant) -> Batch {
    const OLD: Statement<(Instant,), ()> = sql!((), (Instant,), "delete from sign_in_failures where last_at <= $1");
    Batch::new().run(OLD, (now.minus(DAY),))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_07_who_fails_often_waits_longer_and_longer_and_has_a_hundred_guesses_a_day() {
        let start: Instant = "2026-11-20T08:00:00Z".parse().unwrap();
        let after = |count, since_ms| {
            let at = start.plus(Duration::from_secs(60));
            let known = SignInFailures { subject: vec![0; 32], count, first_at: start, last_at: at };
            left(Some(&known), at.plus(Duration::from_millis(since_ms))).map_err(|error| match error {
                Error::RateLimited { retry_after_s } => retry_after_s,
                other => panic!("{other}"),
            })
        };
        assert_eq!(left(None, start).unwrap(), 100);
        assert_eq!([after(1, 0), after(2, 0), after(3, 0), after(3, 1_000)], [Ok(99), Ok(98), Err(2), Ok(97)]);
        assert_eq!(
            [after(9, 2_999), after(9, 3_000), after(25, 4_999), after(25, 5_000)],
            [Err(1), Ok(91), Err(1), Ok(75)]
        );
        assert_eq!([after(99, 5_000), after(100, 5_000)], [Ok(1), Err(86_336)]);
        assert_eq!(after(100, 86_400_000), Ok(100));
    }

    /// As many guesses as a day allows, one as soon as the one before lets it.
    #[test]
    fn s_07_nobody_guesses_more_than_a_hundred_times_a_day_however_patient_they_are() {
        let start: Instant = "2026-11-20T08:00:00Z".parse().unwrap();
        let (mut known, mut now, mut guesses): (Option<SignInFailures>, _, _) = (None, start, 0);
        while now < start.plus(DAY) {
            if left(known.as_ref(), now).is_ok() {
                guesses += 1;
                let count = known.as_ref().map_or(0, |known| known.count) + 1;
                known = Some(SignInFailures { subject: vec![0; 32], count, first_at: start, last_at: now });
            }
            now = now.plus(Duration::from_secs(1));
        }
        assert_eq!(guesses, 100);
    }
}
