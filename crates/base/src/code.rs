//! The stable words for what can go wrong.

/// The stable word for a kind of error; each has a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The word that clients branch on.
    pub name: &'static str,
    /// The HTTP status it goes with.
    pub status: u16,
    /// One sentence for a person.
    pub title: &'static str,
    /// Whether the same request may succeed later.
    pub retryable: bool,
}

macro_rules! codes {
    ($($constant:ident: $name:literal, $status:literal, $title:literal, $retryable:literal;)*) => {
        impl Code {
            $(#[doc = $title] pub const $constant: Self = Self { name: $name, status: $status, title: $title, retryable: $retryable };)*
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$constant),*];
        }
    };
}
codes! {
    ROUTE_NOT_FOUND: "route_not_found", 404, "there is nothing at this path", false;
    METHOD_NOT_ALLOWED: "method_not_allowed", 405, "this path does not know this method", false;
    MALFORMED: "malformed", 400, "what was sent cannot be read", false;
    NOT_CONNECTED: "not_connected", 400, "the other service is not connected", false;
    UNAUTHENTICATED: "unauthenticated", 401, "sign in first", false;
    FORBIDDEN: "forbidden", 403, "you may not do this", false;
    CSRF: "csrf", 403, "this may come from a page that is none of ours", false;
    INACTIVE: "inactive", 403, "User account is not active", false;
    STEP_UP: "step_up", 403, "show again that it is you", false;
    SECOND_FACTOR: "second_factor", 403, "set up a second factor first", false;
    NOT_FOUND: "not_found", 404, "there is no such thing", false;
    INVALID: "invalid", 422, "the request does not hold", false;
    CONFLICT: "conflict", 409, "the state of things does not allow it", false;
    STALE: "stale", 409, "it was changed meanwhile", false;
    PRECONDITION: "precondition_failed", 412, "it was changed since you have seen it", false;
    FULL_SYNC_REQUIRED: "full_sync_required", 410, "the change log does not reach back so far", false;
    TOO_LARGE: "too_large", 413, "the body is larger than it may be", false;
    MEDIA_TYPE: "media_type", 415, "the body is not of a type that is read here", false;
    RATE_LIMITED: "rate_limited", 429, "too many requests", true;
    UNAVAILABLE: "unavailable", 503, "the service cannot do this just now", true;
    AUDIT_UNAVAILABLE: "audit_unavailable", 503, "what is to be done cannot be put on record", true;
    STORAGE_FULL: "storage_full", 507, "there is no room left on the disk", true;
    DEADLINE: "deadline", 504, "it took too long", true;
    SWITCHED_OFF: "switched_off", 501, "this house does without it", false;
    INTERNAL: "internal", 500, "something went wrong on our side", false;
}

#[cfg(test)]
mod tests {
    use super::Code;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_codes_share_a_name() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name).collect();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
