//! What somebody may do: a noun and how far.
use std::fmt;

/// How far somebody may go with a noun; each level holds those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// See it.
    Read,
    /// Change it.
    Write,
    /// Decide over it.
    Admin,
}

/// What an operation needs: `tasks.write`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The noun.
    pub noun: &'static str,
    /// How far.
    pub level: Level,
}

impl Permission {
    /// To see things of this noun.
    pub const fn read(noun: &'static str) -> Self {
        Self { noun, level: Level::Read }
    }

    /// To change them.
    pub const fn write(noun: &'static str) -> Self {
        Self { noun, level: Level::Write }
    }

    /// To decide over them.
    pub const fn admin(noun: &'static str) -> Self {
        Self { noun, level: Level::Admin }
    }
}

impl Level {
    const ALL: [(Self, &'static str); 3] = [(Self::Read, "read"), (Self::Write, "write"), (Self::Admin, "admin")];

    fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(level, _)| *level)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}.{}", self.noun, self.level.word())
    }
}

/// What a caller may do: as far as the role goes, and no further than the token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grants {
    role: Option<Level>,
    /// `tasks.read`, `tasks.write` ...; none: all that the role allows.
    scopes: Option<Vec<String>>,
}

impl Grants {
    /// What a role allows, within these scopes.
    pub fn new(role: Option<Level>, scopes: Option<Vec<String>>) -> Self {
        Self { role, scopes }
    }

    /// Whether they reach so far.
    pub fn allow(&self, needed: Permission) -> bool {
        let by_role = self.role.is_some_and(|role| role >= needed.level);
        by_role && self.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| covers(scope, needed)))
    }
}

/// `tasks.write` covers `tasks.read`; `*.read` covers every noun.
fn covers(scope: &str, needed: Permission) -> bool {
    let Some((noun, level)) = scope.split_once('.') else { return false };
    (noun == needed.noun || noun == "*") && Level::of(level).is_some_and(|level| level >= needed.level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_allows_no_more_than_its_user_may_and_no_more_than_it_says() {
        let member = |scopes: Option<&[&str]>| {
            let scopes = scopes.map(|scopes| scopes.iter().map(ToString::to_string).collect());
            Grants::new(Some(Level::Write), scopes)
        };
        let (read, write, admin) = (Permission::read("tasks"), Permission::write("tasks"), Permission::admin("tasks"));
        assert!(member(None).allow(write) && !member(None).allow(admin));
        assert!(member(Some(&["tasks.write"])).allow(read) && !member(Some(&["tasks.read"])).allow(write));
        assert!(!member(Some(&["tasks.admin"])).allow(admin), "a token gives nothing that the role lacks");
        assert!(!member(Some(&["projects.write"])).allow(read) && member(Some(&["*.read"])).allow(read));
        assert!(!member(Some(&[])).allow(read) && !member(Some(&["tasks", "tasks.all"])).allow(read));
        assert!(!Grants::new(None, None).allow(read));
        assert_eq!(admin.to_string(), "tasks.admin");
    }
}
