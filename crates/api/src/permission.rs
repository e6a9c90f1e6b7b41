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
    /// In the space that the path names, as far as one's role there goes: the operation itself looks.
    Named,
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
    /// Whether it is for those too who have yet to set up a second factor that the house demands.
    pub is_for_enrolling: bool,
}

impl Permission {
    /// To see things of this noun.
    pub const fn read(noun: &'static str) -> Self {
        Self { place: Place::Space, noun, level: Level::Read, is_fresh: false, is_for_enrolling: false }
    }

    /// To change them.
    pub const fn write(noun: &'static str) -> Self {
        Self { place: Place::Space, noun, level: Level::Write, is_fresh: false, is_for_enrolling: false }
    }

    /// To decide over them.
    pub const fn admin(noun: &'static str) -> Self {
        Self { place: Place::Space, noun, level: Level::Admin, is_fresh: false, is_for_enrolling: false }
    }
}

impl Permission {
    /// The same in the space that the path names.
    pub const fn named(self) -> Self {
        Self { place: Place::Named, ..self }
    }

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

    /// The same, also for those who have yet to set up a second factor that the house demands.
    pub const fn enrolling(self) -> Self {
        Self { is_for_enrolling: true, ..self }
    }

    /// The same, only shortly after somebody has shown again that it is them.
    pub const fn fresh(self) -> Self {
        Self { is_fresh: true, ..self }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.word())
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
        write!(f, "{}.{}", self.noun, self.level)
    }
}

/// How far a role goes in its space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// So far with every noun.
    Level(Level),
    /// As far as these permissions say, noun by noun: `tasks.write`, `projects.read` ...
    Permissions(Vec<String>),
}

impl Reach {
    /// Whether it goes so far with that noun.
    pub fn covers(&self, noun: &str, level: Level) -> bool {
        match self {
            Self::Level(own) => *own >= level,
            Self::Permissions(own) => own.iter().any(|own| covers(own, noun, level)),
        }
    }

    /// Whether it goes as far as all of these permissions.
    pub fn holds(&self, permissions: &[String]) -> bool {
        permissions.iter().all(|text| parts(text).is_some_and(|(noun, level)| self.covers(noun, level)))
    }
}

/// What a caller may do: as far as the role goes, and no further than the token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grants {
    role: Option<Reach>,
    is_house_admin: bool,
    is_service: bool,
    has_to_enrol: bool,
    /// `tasks.read`, `tasks.write` ...; none: all that the role allows.
    scopes: Option<Vec<String>>,
}

impl Grants {
    /// What a role allows that goes so far with every noun, within these scopes.
    pub fn new(role: Option<Level>, scopes: Option<Vec<String>>) -> Self {
        Self::of_role(role.map(Reach::Level), scopes)
    }

    /// What a role allows, within these scopes.
    pub fn of_role(role: Option<Reach>, scopes: Option<Vec<String>>) -> Self {
        Self { role, is_house_admin: false, is_service: false, has_to_enrol: false, scopes }
    }

    /// The same for somebody who administers the house, or does not.
    pub fn in_house(self, is_house_admin: bool) -> Self {
        Self { is_house_admin, ..self }
    }

    /// The same for a program that is no person: it has no affairs of its own that it could change.
    pub fn of_service(self, is_service: bool) -> Self {
        Self { is_service, ..self }
    }

    /// The same for somebody who has yet to set up a second factor that the house demands.
    pub fn enrolling(self, has_to_enrol: bool) -> Self {
        Self { has_to_enrol, ..self }
    }

    /// Whether they may do nothing but set up a second factor.
    pub fn has_to_enrol(&self) -> bool {
        self.has_to_enrol
    }

    /// Whether they reach so far.
    pub fn allow(&self, needed: Permission) -> bool {
        let Permission { place, noun, level, .. } = needed;
        let by_role = match place {
            Place::Space => self.role.as_ref().is_some_and(|role| role.covers(noun, level)),
            Place::Named => true,
            Place::Own => !self.is_service || level == Level::Read,
            Place::House => self.is_house_admin,
            Place::Door => return true,
        };
        by_role && self.says(noun, level)
    }

    /// Whether things of this noun may be seen.
    pub fn read(&self, noun: &str) -> bool {
        self.role.as_ref().is_some_and(|role| role.covers(noun, Level::Read)) && self.says(noun, Level::Read)
    }

    /// Whether the token says so.
    fn says(&self, noun: &str, level: Level) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| covers(scope, noun, level)))
    }

    /// Whether a token that carries these scopes would reach no further than they do.
    pub fn hold(&self, scopes: Option<&[String]>) -> bool {
        match scopes {
            None => self.scopes.is_none(),
            Some(scopes) => scopes.iter().all(|text| parts(text).is_some_and(|(noun, level)| self.says(noun, level))),
        }
    }
}

/// The noun and the level of a permission that is told as a text.
fn parts(text: &str) -> Option<(&str, Level)> {
    let (noun, level) = text.split_once('.')?;
    Some((noun, Level::of(level)?))
}

/// `tasks.write` covers `tasks.read`; `*.read` covers every noun.
fn covers(scope: &str, noun: &str, level: Level) -> bool {
    parts(scope).is_some_and(|(known, up_to)| (known == noun || known == "*") && up_to >= level)
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

    #[test]
    fn a_role_of_a_space_allows_what_it_lists_and_nothing_else() {
        let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let reach = Reach::Permissions(texts(&["tasks.write", "projects.read"]));
        let role = Grants::of_role(Some(reach.clone()), None);
        assert!(role.allow(Permission::write("tasks")) && role.allow(Permission::read("tasks")));
        assert!(role.read("projects") && !role.allow(Permission::write("projects")) && !role.read("notes"));
        assert!(!role.allow(Permission::admin("tasks")) && !role.allow(Permission::read("users").of_house()));
        let narrow = Grants::of_role(Some(reach.clone()), Some(texts(&["*.read"])));
        assert!(narrow.read("tasks") && !narrow.allow(Permission::write("tasks")) && !narrow.read("notes"));
        assert!(reach.holds(&texts(&["tasks.read", "projects.read"])) && !reach.holds(&texts(&["projects.write"])));
        assert!(!reach.holds(&texts(&["tasks"])) && Reach::Level(Level::Write).holds(&texts(&["any.write"])));
    }

    #[test]
    fn a_program_that_is_no_person_changes_nothing_of_its_own() {
        let service = Grants::new(Some(Level::Admin), None).of_service(true);
        assert!(service.allow(Permission::admin("tasks")) && service.allow(Permission::read("users").own()));
        assert!(!service.allow(Permission::write("spaces").own()) && !service.allow(Permission::admin("tokens").own()));
    }
}
