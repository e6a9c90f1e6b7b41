//! What a database says of its own schema, object by object, in its own words.
use std::{collections::BTreeMap, fmt};

/// The sort of object that a schema holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A table, and how it keeps its rows.
    Table,
    /// A column, and what it holds.
    Column,
    /// A primary key.
    Key,
    /// A unique constraint.
    Unique,
    /// A condition.
    Check,
    /// A reference.
    Reference,
    /// An index.
    Index,
    /// What the role may do with a table.
    Privilege,
    /// Anything that none of our steps makes: a trigger, a view, a function, a type.
    Foreign,
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Table => "table",
            Self::Column => "column",
            Self::Key => "primary key",
            Self::Unique => "unique constraint",
            Self::Check => "check",
            Self::Reference => "reference",
            Self::Index => "index",
            Self::Privilege => "privileges on",
            Self::Foreign => "foreign object",
        })
    }
}

/// One object of a schema, by name: `tasks`, `tasks.title`, `tasks__id__pk`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    /// Which sort.
    pub sort: Sort,
    /// Its name, with the table's before it where the database knows it only within its table.
    pub name: String,
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", self.sort, self.name)
    }
}

/// A whole schema: each object, and all that the database says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue(BTreeMap<Object, String>);

/// One object that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub object: Object,
    /// What it should be; `None` where it should not be at all.
    pub expected: Option<String>,
    /// What it is; `None` where it is missing.
    pub observed: Option<String>,
}

impl Catalogue {
    /// Notes an object.
    pub fn add(&mut self, sort: Sort, name: impl Into<String>, words: impl Into<String>) {
        self.0.insert(Object { sort, name: name.into() }, words.into());
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names of the objects of one sort.
    pub fn names(&self, sort: Sort) -> impl Iterator<Item = &str> {
        self.0.keys().filter(move |object| object.sort == sort).map(|object| object.name.as_str())
    }

    /// Every object in which the live schema differs from what it should be.
    pub fn differences(&self, live: &Self) -> Vec<Difference> {
        let expected = self.0.iter().filter(|(object, words)| live.0.get(*object) != Some(*words));
        let expected = expected.map(|(object, words)| Difference {
            object: object.clone(),
            expected: Some(words.clone()),
            observed: live.0.get(object).cloned(),
        });
        let extra = live.0.iter().filter(|(object, _)| !self.0.contains_key(*object));
        let extra = extra.map(|(object, words)| Difference {
            object: object.clone(),
            expected: None,
            observed: Some(words.clone()),
        });
        expected.chain(extra).collect()
    }
}
