//! How far a new token may go: never further than the one that makes it.
use api::{Level, Patch};
use base::{Flaw, Instant};

/// How many requests a token may make in a minute where nothing is said of it.
pub(crate) const USUAL_RATE: i64 = 6_000;
/// How many scopes a token may carry.
const MOST_SCOPES: usize = 100;

/// What bounds a new token: what is known of the one that makes it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bounds {
    pub(crate) rate_per_minute: Option<i64>,
    pub(crate) expires_at: Option<Instant>,
    /// Whether the caller administers the house.
    pub(crate) is_house_admin: bool,
}

fn flaw(at: impl Into<String>, code: &'static str, message: impl Into<String>) -> Flaw {
    Flaw { at: at.into(), code, message: message.into(), allowed: None }
}

impl Bounds {
    /// How many requests the token may make in a minute; none: as many as it likes.
    pub(crate) fn rate(self, said: &Patch<Option<i64>>) -> Result<Option<i64>, Flaw> {
        let most = match (self.rate_per_minute, self.is_house_admin) {
            (Some(own), _) => Some(own),
            (None, false) => Some(USUAL_RATE),
            (None, true) => None,
        };
        let at = "/rate_per_minute";
        match (said.said(), most) {
            (None, most) => Ok(Some(most.map_or(USUAL_RATE, |most| most.min(USUAL_RATE)))),
            (Some(Some(..1)), _) => Err(flaw(at, "out_of_range", "a token may make 1 request in a minute at least")),
            (Some(Some(rate)), Some(most)) if *rate > most => {
                Err(flaw(at, "out_of_range", format!("a token may make {most} requests in a minute at most")))
            }
            (Some(None), Some(_)) => {
                let message =
                    "only who administers the house, with a token that has no limit, makes one without a limit";
                Err(flaw(at, "not_allowed", message))
            }
            (Some(rate), _) => Ok(*rate),
        }
    }

    /// When the token stops to work; one that is made with a token that stops does not outlive it.
    pub(crate) fn expiry(self, said: Option<Instant>, now: Instant) -> Result<Option<Instant>, Flaw> {
        match (said, self.expires_at) {
            (Some(at), _) if at <= now => Err(flaw("/expires_at", "past", "a token stops to work in the future")),
            (Some(at), Some(own)) if at > own => {
                let message = format!("the token that makes it stops to work at {own}, and it no later");
                Err(flaw("/expires_at", "out_of_range", message))
            }
            (said, own) => Ok(said.or(own)),
        }
    }
}

/// What is wrong with the form of scopes. Whether an operation of that noun exists is not asked: a later version may bring it.
pub(crate) fn flaws_of_scopes(scopes: &[String]) -> Vec<Flaw> {
    match scopes.len() {
        0 => vec![flaw("/scopes", "empty", "leave scopes out for all that you may do yourself")],
        1..=MOST_SCOPES => {
            let wrong = scopes.iter().enumerate().filter(|(_, scope)| !is_scope(scope));
            let message = "a scope is a noun or *, a dot, and read, write or admin: tasks.read";
            wrong.map(|(at, _)| flaw(format!("/scopes/{at}"), "format", message)).collect()
        }
        _ => vec![flaw("/scopes", "too_long", format!("a token carries {MOST_SCOPES} scopes at most"))],
    }
}

fn is_scope(scope: &str) -> bool {
    let is_noun = |noun: &str| {
        noun == "*" || (!noun.is_empty() && noun.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
    };
    scope.split_once('.').is_some_and(|(noun, level)| is_noun(noun) && Level::of(level).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_rate_is_the_usual_one_unless_less_is_said_or_an_administrator_says_more() {
        let (keep, unlimited) = (Patch::Keep, Patch::Set(None));
        let user = Bounds::default();
        let limited = Bounds { rate_per_minute: Some(100), ..user };
        let admin = Bounds { is_house_admin: true, ..user };
        let limited_admin = Bounds { is_house_admin: true, ..limited };
        for (bounds, said, expected) in [
            (user, &keep, Ok(Some(6_000))),
            (user, &Patch::Set(Some(7)), Ok(Some(7))),
            (user, &Patch::Set(Some(0)), Err("out_of_range")),
            (user, &Patch::Set(Some(6_001)), Err("out_of_range")),
            (user, &unlimited, Err("not_allowed")),
            (limited, &keep, Ok(Some(100))),
            (limited, &Patch::Set(Some(101)), Err("out_of_range")),
            (admin, &keep, Ok(Some(6_000))),
            (admin, &Patch::Set(Some(50_000)), Ok(Some(50_000))),
            (admin, &unlimited, Ok(None)),
            (limited_admin, &unlimited, Err("not_allowed")),
            (Bounds { rate_per_minute: Some(9_000), ..admin }, &keep, Ok(Some(6_000))),
        ] {
            assert_eq!(bounds.rate(said).map_err(|flaw| flaw.code), expected, "{bounds:?} {said:?}");
        }
    }

    #[test]
    fn a_token_ends_in_the_future_and_no_later_than_what_made_it() {
        let now: Instant = "2026-11-20T08:00:00Z".parse().unwrap();
        let [soon, later] = [60, 120].map(|seconds| now.plus(Duration::from_secs(seconds)));
        let (free, ending) = (Bounds::default(), Bounds { expires_at: Some(soon), ..Bounds::default() });
        for (bounds, said, expected) in [
            (free, None, Ok(None)),
            (free, Some(later), Ok(Some(later))),
            (free, Some(now), Err("past")),
            (ending, None, Ok(Some(soon))),
            (ending, Some(soon), Ok(Some(soon))),
            (ending, Some(later), Err("out_of_range")),
        ] {
            assert_eq!(bounds.expiry(said, now).map_err(|flaw| flaw.code), expected);
        }
    }

    #[test]
    fn a_scope_is_a_noun_and_how_far() {
        let flaws = |scopes: &[&str]| {
            let scopes: Vec<String> = scopes.iter().map(ToString::to_string).collect();
            flaws_of_scopes(&scopes).into_iter().map(|flaw| (flaw.at, flaw.code)).collect::<Vec<_>>()
        };
        assert_eq!(flaws(&["tasks.read", "*.admin", "space_members.write"]), []);
        assert_eq!(flaws(&[]), [("/scopes".into(), "empty")]);
        let wrong = flaws(&["tasks.read", "tasks", "tasks.all", ".read", "Tasks.read", "a.b.read"]);
        let expected = [1, 2, 3, 4, 5].map(|at| (format!("/scopes/{at}"), "format"));
        assert_eq!(wrong, expected);
        assert_eq!(flaws(&["tasks.read"; 101]), [("/scopes".into(), "too_long")]);
    }
}
