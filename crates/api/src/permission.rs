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

/// Where something may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the space that is spoken about, as far as one's role there goes.
    Space,
    /// With what is one's own, wherever one is.
    Own,
    /// In the house as a whole, by those who administer it.
    House,
    /// At the door, by whoever comes.
    Door,
}

/// What an operation needs: `tasks.write`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Where.
    pub place: Place,
    /// The noun.
    pub noun: &'static str,
    /// How far.
    pub level: Level,
    /// Whether they must have shown just now that it is them.
    pub is_fresh: bool,
}

impl Permission {
    /// To see things of this noun.
    pub const fn read(noun: &'static str) -> Self {
        Self { place: Place::Space, noun, level: Level::Read, is_fresh: false }
    }

    /// To change them.
    pub const fn write(noun: &'static str) -> Self {
        Self { place: Place::Space, noun, level: Level::Write, is_fresh: false }
    }

    /// To decide over them.
    pub const fn admin(noun: &'static str) -> Self {
        Self { place: Place::Space, noun, level: Level::Admin, is_fresh: false }
    }
}

impl Permission {
    /// The same with what is one's own.
    pub const fn own(self) -> Self {
        Self { place: Place::Own, ..self }
    }

    /// The same in the house as a whole.
    pub const fn of_house(self) -> Self {
        Self { place: Place::House, ..self }
    }

    /// The same at the door, where nobody has to be known.
    pub const fn at_door(self) -> Self {
        Self { place: Place::Door, ..self }
    }

    /// The same, only shortly after somebody has shown again that it is them.
    pub const fn fresh(self) -> Self {
        Self { is_fresh: true, ..self }
    }
}

impl Level {
    const ALL: [(Self, &'static str); 3] = [(Self::Read, "read"), (Self::Write, "write"), (Self::Admin, "admin")];

    fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The level of that word.
    pub fn of(word: &str) -> Option<Self> {
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
    is_house_admin: bool,
    /// `tasks.read`, `tasks.write` ...; none: all that the role allows.
    scopes: Option<Vec<String>>,
}

impl Grants {
    /// What a role allows, within these scopes.
    pub fn new(role: Option<Level>, scopes: Option<Vec<String>>) -> Self {
        Self { role, is_house_admin: false, scopes }
    }

    /// The same for somebody who administers the house, or does not.
    pub fn in_house(self, is_house_admin: bool) -> Self {
        Self { is_house_admin, ..self }
    }

    /// Whether they reach so far.
    pub fn allow(&self, needed: Permission) -> bool {
        let by_role = match needed.place {
            Place::Space => self.role.is_some_and(|role| role >= needed.level),
            Place::Own => true,
            Place::House => self.is_house_admin,
            Place::Door => return true,
        };
        by_role
            && self
                .scopes
                .as_ref()
                .is_none_or(|scopes| scopes.iter().any(|scope| covers(scope, needed.noun, needed.level)))
    }

    /// Whether things of this noun may be seen.
    pub fn read(&self, noun: &str) -> bool {
        self.role.is_some()
            && self.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| covers(scope, noun, Level::Read)))
    }

    /// Whether a token that carries these scopes would reach no further than they do.
    pub fn hold(&self, scopes: Option<&[String]>) -> bool {
        let holds = |scope: &String| match (scope.split_once('.'), &self.scopes) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some((noun, level)), Some(own)) => {
                Level::of(level).is_some_and(|level| own.iter().any(|own| covers(own, noun, level)))
            }
        };
        match scopes {
            None => self.scopes.is_none(),
            Some(scopes) => scopes.iter().all(holds),
        }
    }
}

/// `tasks.write` covers `tasks.read`; `*.read` covers every noun.
fn covers(scope: &str, noun: &str, level: Level) -> bool {
    let Some((known, up_to)) = scope.split_once('.') else { return false };
    (known == noun || known == "*") && Level::of(up_to).is_some_and(|up_to| up_to >= level)
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
