//! What may be and what follows, for users.
use super::{User, UserKind, UserRole, UserStatus};
use base::{Flaw, Id, Instant};

/// The longest name.
const LONGEST_USERNAME: usize = 64;
/// The longest address that mail knows.
const LONGEST_EMAIL: usize = 254;
/// The longest part of an address before its `@`.
const LONGEST_MAILBOX: usize = 64;

impl User {
    /// Somebody of whom only this is known, and who may come in.
    pub fn new(id: Id, username: &str, email: &str, now: Instant) -> Self {
        Self {
            id,
            username: username.to_lowercase(),
            kind: UserKind::Person,
            email: email.to_lowercase(),
            hashed_password: None,
            is_active: true,
            is_superuser: false,
            is_verified: false,
            role: UserRole::User,
            status: UserStatus::Active,
            tfa_enabled: false,
            tfa_secret: None,
            mission_statement: None,
            personal_goals: None,
            work_style_preferences: None,
            productivity_patterns: None,
            interview_insights: None,
            last_interview_date: None,
            project_preferences: None,
            default_code_style: None,
            git_integrations: None,
            agent_settings: None,
            leaves_at: None,
            revision: 1,
            created_at: now,
            updated_at: now,
        }
    }
}

/// What follows from the fields of a user.
pub(crate) fn settled(user: User) -> User {
    User { email: user.email.to_lowercase(), is_superuser: user.role == UserRole::Admin, ..user }
}

/// Somebody who is let in after they waited for it.
pub(crate) fn approved(user: User) -> Result<User, &'static str> {
    match user.status {
        UserStatus::Disabled => Err("they were let in before, and disabled; activate them"),
        UserStatus::PendingApproval | UserStatus::Active => Ok(User { status: UserStatus::Active, ..user }),
    }
}

/// Somebody who may do something again. Who waits for approval goes on to wait.
pub(crate) fn activated(user: User) -> User {
    let status = if user.status == UserStatus::Disabled { UserStatus::Active } else { user.status };
    User { is_active: true, status, ..user }
}

/// Somebody who may do nothing any more. Who waits for approval goes on to wait.
pub(crate) fn deactivated(user: User) -> User {
    let status = if user.status == UserStatus::Active { UserStatus::Disabled } else { user.status };
    User { is_active: false, status, ..user }
}

/// Somebody who has left for good: nothing is known of them any more.
pub(crate) fn gone(user: &User, now: Instant) -> User {
    let blank = User::new(user.id, &format!("gone-{}", user.id), &format!("{}@gone.invalid", user.id), user.created_at);
    let revision = user.revision + 1;
    User { is_active: false, status: UserStatus::Disabled, revision, updated_at: now, ..blank }
}

/// Whether they have been let in, and still are.
pub(crate) fn may_come_in(user: &User) -> bool {
    user.is_active && user.status == UserStatus::Active
}

/// Whether they administer the house, and can come in to do so.
pub(crate) fn administers(user: &User) -> bool {
    user.role == UserRole::Admin && may_come_in(user)
}

/// What is wrong with a name, if anything is.
pub(crate) fn flaw_of_username(username: &str) -> Option<Flaw> {
    let (code, message) = match username {
        "" => ("empty", "a username cannot be empty".to_owned()),
        name if name.len() > LONGEST_USERNAME => {
            ("too_long", format!("a username has {LONGEST_USERNAME} characters at most"))
        }
        name if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) => {
            ("format", "a username holds letters a to z, digits, dots, dashes and underscores only".to_owned())
        }
        name if !name.starts_with(|letter: char| letter.is_ascii_alphanumeric()) => {
            ("format", "a username starts with a letter or a digit".to_owned())
        }
        _ => return None,
    };
    Some(Flaw { at: "/username".into(), code, message, allowed: None })
}

/// The name of somebody of whom only the address is known: what of its mailbox a username can hold, up to a plus.
pub(crate) fn username_of(email: &str) -> String {
    let mailbox = email.rsplit_once('@').map_or(email, |(mailbox, _)| mailbox);
    let named = |part: &str| {
        let fitting = part.chars().filter(|sign| sign.is_ascii_alphanumeric() || "._-".contains(*sign));
        let name: String = fitting.skip_while(|sign| !sign.is_ascii_alphanumeric()).take(LONGEST_USERNAME).collect();
        (!name.is_empty()).then(|| name.to_ascii_lowercase())
    };
    mailbox.split('+').find_map(named).unwrap_or_else(|| "user".into())
}

/// What is wrong with an address, if anything is.
pub(crate) fn flaw_of_email(email: &str) -> Option<Flaw> {
    let (code, message) = wrong_with_email(email)?;
    Some(Flaw { at: "/email".into(), code, message, allowed: None })
}

/// The rule's word and a sentence for what is wrong with an address, if anything is.
pub(crate) fn wrong_with_email(email: &str) -> Option<(&'static str, String)> {
    match email.rsplit_once('@') {
        _ if email.is_empty() => Some(("empty", "an address cannot be empty".to_owned())),
        _ if email.len() > LONGEST_EMAIL => Some(("too_long", format!("an address has {LONGEST_EMAIL} bytes at most"))),
        Some((mailbox, host)) if is_mailbox(mailbox) && is_host(host) => None,
        _ => Some(("format", "this is no address for mail, such as ann@example.org".to_owned())),
    }
}

fn is_mailbox(text: &str) -> bool {
    text.len() <= LONGEST_MAILBOX && parts(text).all(|part| is_plain(part) && !part.contains('@'))
}

/// Whether this is the name of a machine.
pub(crate) fn is_host(text: &str) -> bool {
    parts(text).all(|part| {
        is_plain(part)
            && part.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    })
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split('.')
}

/// Neither empty nor with anything in it that cannot be seen.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control() || "<>(),;:\"[]\\".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(flaw: Option<Flaw>) -> &'static str {
        flaw.map_or("", |flaw| flaw.code)
    }

    #[test]
    fn a_name_is_short_plain_and_starts_with_a_letter_or_a_digit() {
        for (name, expected) in [
            ("ann", ""),
            ("Ann.B-c_9", ""),
            ("7", ""),
            ("", "empty"),
            (&"a".repeat(64), ""),
            (&"a".repeat(65), "too_long"),
            ("ann b", "format"),
            (" ann", "format"),
            ("-ann", "format"),
            ("änn", "format"),
            ("ann@home", "format"),
        ] {
            assert_eq!(code(flaw_of_username(name)), expected, "{name:?}");
        }
    }

    #[test]
    fn whoever_says_no_name_has_what_of_their_address_can_be_one() {
        for (email, expected) in [
            ("Ann.B@example.org", "ann.b"),
            ("ann+lists@example.org", "ann"),
            ("+ann+lists@example.org", "ann"),
            ("änn!@example.org", "nn"),
            ("_-ann-@example.org", "ann-"),
            ("+é@example.org", "user"),
            ("", "user"),
            (&format!("{}@example.org", "a".repeat(80)), &"a".repeat(64)),
        ] {
            let name = username_of(email);
            assert_eq!((&*name, code(flaw_of_username(&name))), (expected, ""), "{email:?}");
        }
    }

    #[test]
    fn an_address_has_a_mailbox_and_a_host() {
        let long = format!("{}@example.org", "a".repeat(65));
        let longest = format!("ann@{}", "a.".repeat(150));
        for (email, expected) in [
            ("ann@example.org", ""),
            ("Ann+notes@localhost", ""),
            ("änn@exämple.org", ""),
            ("", "empty"),
            ("ann", "format"),
            ("@example.org", "format"),
            ("ann@", "format"),
            ("ann@@example.org", "format"),
            ("ann@example..org", "format"),
            ("ann@-example.org", "format"),
            ("ann@exa mple.org", "format"),
            (" ann@example.org", "format"),
            ("Ann <ann@example.org>", "format"),
            ("ann..b@example.org", "format"),
            (&long, "format"),
            (&longest, "too_long"),
        ] {
            assert_eq!(code(flaw_of_email(email)), expected, "{email:?}");
        }
    }

    #[test]
    fn only_who_can_come_in_administers_the_house() {
        let now: Instant = "2026-11-20T08:00:00Z".parse().unwrap();
        let ann = User::new("01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(), "Ann", "ANN@example.org", now);
        assert_eq!((ann.username.as_str(), ann.email.as_str(), ann.is_superuser), ("ann", "ann@example.org", false));
        let admin = settled(User { role: UserRole::Admin, ..ann.clone() });
        assert!(admin.is_superuser && administers(&admin) && !administers(&ann));
        assert!(!administers(&User { is_active: false, ..admin.clone() }));
        assert!(!administers(&User { status: UserStatus::Disabled, ..admin }));
    }
}
