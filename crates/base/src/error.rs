//! What can go wrong, in terms that the caller can act on.
use crate::Code;
use serde::Serialize;
use std::{borrow::Cow, fmt};

/// What an operation gives, or why not.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request was not done. Only `Internal` and `Caused` carry a cause; it is logged once and never shown.
#[derive(Debug)]
pub enum Error {
    /// The path or method is not one of ours.
    NoRoute {
        /// What was asked for.
        path: String,
    },
    /// The path is ours, the method is not.
    Method {
        /// The methods that the path knows.
        allowed: Vec<&'static str>,
    },
    /// What was sent cannot be read at all.
    Malformed {
        /// What is wrong with it.
        why: Cow<'static, str>,
    },
    /// The body cannot be read at all.
    Body {
        /// What is wrong with it.
        why: Cow<'static, str>,
    },
    /// Nobody has signed in.
    Unauthenticated {
        /// What is wrong with what was shown, if anything was.
        why: &'static str,
    },
    /// The caller may know of it, and may not do it.
    Forbidden {
        /// The permission that is missing.
        needed: String,
    },
    /// The request may come from a page that is none of ours, and shows nothing that such a page could not.
    CrossSite {
        /// What is missing.
        why: &'static str,
    },
    /// Whoever signs in is known, and may not come in.
    Inactive,
    /// This is done only by somebody who has shown just now that it is them.
    NotFresh,
    /// The house demands a second factor of them, and they have shown none.
    SecondFactor {
        /// What to do about it.
        why: &'static str,
    },
    /// This house does without it.
    Off {
        /// What is switched off, in a sentence that says where it is switched on.
        why: &'static str,
    },
    /// It is done with another service, and whoever asks has not connected it.
    NotConnected {
        /// What to connect, in a sentence.
        why: &'static str,
    },
    /// There is no such thing, or none that the caller may know of.
    NotFound {
        /// The kind of thing.
        what: &'static str,
    },
    /// The request itself does not hold.
    Invalid(Vec<Flaw>),
    /// A rule of state forbids it, or somebody else was faster.
    Conflict {
        /// What stands in the way.
        why: Cow<'static, str>,
    },
    /// It was changed since the caller has seen it.
    Stale {
        /// The kind of thing.
        what: &'static str,
        /// Whether the caller said so in `If-Match` rather than in the body.
        by_header: bool,
    },
    /// What changed since a place in the change log cannot be told any more, for the log does not hold that place.
    FullSync,
    /// The body is larger than it may be.
    TooLarge {
        /// How large it may be.
        limit_bytes: usize,
    },
    /// The body is not of a type that is read here.
    MediaType {
        /// The types that are.
        taken: Vec<&'static str>,
    },
    /// The caller has asked too often.
    RateLimited {
        /// When to ask again, in seconds.
        retry_after_s: u32,
    },
    /// The service cannot do it just now.
    Unavailable {
        /// What is missing.
        why: Cow<'static, str>,
        /// When to ask again, in seconds.
        retry_after_s: u32,
    },
    /// Another service is needed for it, and is not connected or does not answer.
    Away {
        /// Which one.
        service: &'static str,
        /// How it stands with it.
        why: &'static str,
        /// When to ask again, in seconds.
        retry_after_s: u32,
    },
    /// What was to be done cannot be put on record, and is not done.
    Unrecorded,
    /// There is no room left on the disk.
    StorageFull,
    /// The deadline has passed.
    Deadline {
        /// Whether it is known that nothing was done.
        outcome_known: bool,
    },
    /// Our own fault.
    Internal {
        /// What happened, for the log.
        cause: String,
    },
    /// What is kept of one row is not what belongs there.
    Unreadable {
        /// Where and what, for the log.
        cause: String,
    },
    /// One of the others, with what led to it.
    Caused {
        /// What it is to whoever asked.
        error: Box<Self>,
        /// What happened, for the log.
        cause: String,
    },
}

/// One thing wrong with one field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Flaw {
    /// A JSON pointer to the field.
    pub at: String,
    /// The stable word for the rule that does not hold.
    #[schema(value_type = String)]
    pub code: &'static str,
    /// What is wrong, for a person.
    pub message: String,
    /// The values that would do, where they can be listed.
    #[schema(value_type = Option<Vec<String>>)]
    pub allowed: Option<&'static [&'static str]>,
}

impl Error {
    /// One flaw of the request: where, the rule's word, a sentence.
    pub fn flaw(at: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Flaw { at: at.into(), code, message: message.into(), allowed: None }])
    }

    /// The same, with what led to it.
    pub fn caused_by(self, cause: impl fmt::Display) -> Self {
        Self::Caused { error: Box::new(self), cause: cause.to_string() }
    }

    /// What it is to whoever asked.
    pub fn shown(&self) -> &Self {
        if let Self::Caused { error, .. } = self { error.shown() } else { self }
    }

    /// What led to it, the nearest cause first; never to be shown to whoever asked.
    pub fn causes(&self) -> Vec<&str> {
        match self {
            Self::Internal { cause } | Self::Unreadable { cause } => vec![cause],
            Self::Caused { error, cause } => error.causes().into_iter().chain([cause.as_str()]).collect(),
            _ => Vec::new(),
        }
    }

    /// The stable word for it.
    pub fn code(&self) -> Code {
        match self {
            Self::Caused { error, .. } => error.code(),
            Self::NoRoute { .. } => Code::ROUTE_NOT_FOUND,
            Self::Method { .. } => Code::METHOD_NOT_ALLOWED,
            Self::Malformed { .. } | Self::Body { .. } => Code::MALFORMED,
            Self::Unauthenticated { .. } => Code::UNAUTHENTICATED,
            Self::Forbidden { .. } => Code::FORBIDDEN,
            Self::CrossSite { .. } => Code::CSRF,
            Self::Inactive => Code::INACTIVE,
            Self::NotFresh => Code::STEP_UP,
            Self::SecondFactor { .. } => Code::SECOND_FACTOR,
            Self::Off { .. } => Code::SWITCHED_OFF,
            Self::NotConnected { .. } => Code::NOT_CONNECTED,
            Self::NotFound { .. } => Code::NOT_FOUND,
            Self::Invalid(_) => Code::INVALID,
            Self::Conflict { .. } => Code::CONFLICT,
            Self::Stale { by_header: true, .. } => Code::PRECONDITION,
            Self::Stale { by_header: false, .. } => Code::STALE,
            Self::FullSync => Code::FULL_SYNC_REQUIRED,
            Self::TooLarge { .. } => Code::TOO_LARGE,
            Self::MediaType { .. } => Code::MEDIA_TYPE,
            Self::RateLimited { .. } => Code::RATE_LIMITED,
            Self::Unavailable { .. } | Self::Away { .. } => Code::UNAVAILABLE,
            Self::Unrecorded => Code::AUDIT_UNAVAILABLE,
            Self::StorageFull => Code::STORAGE_FULL,
            Self::Deadline { .. } => Code::DEADLINE,
            Self::Internal { .. } | Self::Unreadable { .. } => Code::INTERNAL,
        }
    }
}

/// What may be shown to whoever asked: never the cause of an internal error.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NoRoute { path } => write!(f, "there is nothing at {path}"),
            Self::Method { allowed } => write!(f, "this path knows {}", allowed.join(", ")),
            Self::NotFound { what } => write!(f, "there is no such {what}"),
            Self::Invalid(flaws) => match flaws.first() {
                Some(flaw) => f.write_str(&flaw.message),
                None => f.write_str(Code::INVALID.title),
            },
            Self::Unauthenticated { why }
            | Self::CrossSite { why }
            | Self::Off { why }
            | Self::NotConnected { why }
            | Self::SecondFactor { why }
            | Self::Away { why, .. } => f.write_str(why),
            Self::NotFresh => f.write_str("this needs a password or passkey from just now: POST /api/v1/auth/step-up"),
            Self::Forbidden { needed } => write!(f, "this needs the permission {needed}"),
            Self::Caused { error, .. } => error.fmt(f),
            Self::Stale { what, .. } => write!(f, "the {what} was changed meanwhile"),
            Self::FullSync => {
                f.write_str("the change log does not hold this sync token any more: list again without it")
            }
            Self::TooLarge { limit_bytes } => write!(f, "a body may have {limit_bytes} bytes at most"),
            Self::MediaType { taken } => write!(f, "a body is sent here with content-type {}", taken.join(" or ")),
            Self::Malformed { why } | Self::Body { why } | Self::Conflict { why } | Self::Unavailable { why, .. } => {
                f.write_str(why)
            }
            Self::RateLimited { retry_after_s } => write!(f, "too many requests; ask again in {retry_after_s} s"),
            Self::Deadline { outcome_known: true } => f.write_str("it took too long, and nothing was done"),
            Self::Deadline { outcome_known: false } => {
                f.write_str("it took too long; whether it was done is not known")
            }
            Self::Unrecorded => f.write_str("this cannot be put on record just now, and was not done"),
            Self::Inactive | Self::StorageFull | Self::Internal { .. } | Self::Unreadable { .. } => {
                f.write_str(self.code().title)
            }
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_of_an_internal_error_is_not_shown() {
        let error = Error::Internal { cause: "password=hunter2".into() };
        assert_eq!(error.to_string(), "something went wrong on our side");
    }

    #[test]
    fn what_led_to_an_error_changes_nothing_for_whoever_asked() {
        let full = Error::StorageFull.caused_by("the disk is full").caused_by("the statement at tasks.rs:7");
        assert_eq!((full.code(), full.to_string()), (Error::StorageFull.code(), Error::StorageFull.to_string()));
        assert_eq!(full.causes(), ["the disk is full", "the statement at tasks.rs:7"]);
        assert!(matches!(full.shown(), Error::StorageFull));
    }
}
