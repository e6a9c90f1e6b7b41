//! The schema as constants: what a derive says of a struct, and what may be checked before the program runs.
mod check;
#[cfg(test)]
mod tests;

pub use check::schema;

/// What a column holds; both databases have a type for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// A floating-point number of 64 bits.
    Real,
    /// Text, compared byte by byte.
    Text,
    /// Bytes.
    Bytes,
    /// An id.
    Uuid,
    /// An instant in microseconds.
    Time,
    /// A JSON document.
    Json,
}

impl Kind {
    /// What a step writes for it.
    pub const fn placeholder(self) -> &'static str {
        match self {
            Self::Bool => "{bool}",
            Self::Int => "{int}",
            Self::Real => "{real}",
            Self::Text => "{text}",
            Self::Bytes => "{bytes}",
            Self::Uuid => "{uuid}",
            Self::Time => "{time}",
            Self::Json => "{json}",
        }
    }
}

/// What the database itself puts into a column when a row is inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assigned {
    /// The next number of the table.
    Serial,
    /// The number of the transaction (zero where there is but one writer).
    Transaction,
}

/// The value of a column that an insert leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// Text, also of an enum or a JSON document.
    Text(&'static str),
    /// A whole number.
    Int(i64),
    /// True or false.
    Bool(bool),
}

/// One field of an entity.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name, in the struct as in the table.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be empty.
    pub nullable: bool,
    /// The texts of its enum.
    pub one_of: Option<&'static [&'static str]>,
    /// Its value when none is given.
    pub default: Option<Default>,
    /// Who fills it.
    pub assigned: Option<Assigned>,
}

/// What becomes of a row whose parent is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDelete {
    /// It goes too.
    Cascade,
    /// The parent cannot be deleted.
    Restrict,
    /// It stays and forgets the parent.
    SetNull,
}

/// Columns that name a row of another table.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// The columns here.
    pub columns: &'static [&'static str],
    /// The table there; it may belong to another crate.
    pub table: &'static str,
    /// The columns there.
    pub to: &'static [&'static str],
    /// What becomes of this row when that one is deleted.
    pub on_delete: OnDelete,
}

/// An index, unique or not, of all rows or of some.
#[derive(Clone, Copy, Debug)]
pub struct Index {
    /// What it orders by.
    pub columns: &'static [&'static str],
    /// Whether no two rows may agree.
    pub unique: bool,
    /// Which rows it holds, where not all.
    pub only: Option<&'static str>,
}

/// A condition that every row meets.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// The columns it speaks of.
    pub columns: &'static [&'static str],
    /// The condition, in SQL that both databases understand.
    pub holds: &'static str,
}

/// Whose rows they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A space's: every statement names it.
    Space,
    /// A user's own.
    User,
    /// The installation's.
    House,
}

/// One entity's table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name; `audit.security_violations` lies in a schema of its own where the database has schemas.
    pub name: &'static str,
    /// Whose rows they are.
    pub scope: Scope,
    /// Whether the rows lie in the key's own tree.
    pub clustered: bool,
    /// The primary key.
    pub key: &'static [&'static str],
    /// The columns, in order.
    pub columns: &'static [Column],
    /// Groups of columns in which no two rows agree.
    pub uniques: &'static [&'static [&'static str]],
    /// The indexes.
    pub indexes: &'static [Index],
    /// The conditions.
    pub checks: &'static [Check],
    /// The references.
    pub references: &'static [Reference],
}

/// The schemas besides the default one.
pub(crate) const SCHEMAS: &[&str] = &["audit"];

impl Table {
    /// The column of that name.
    pub const fn column(&self, name: &str) -> Option<&'static Column> {
        let mut i = 0;
        while i < self.columns.len() {
            if same(self.columns[i].name, name) {
                return Some(&self.columns[i]);
            }
            i += 1;
        }
        None
    }

    /// Whether rows here are unique by exactly these columns, so that others may refer to them.
    pub const fn is_unique_by(&self, columns: &[&str]) -> bool {
        if all_same(self.key, columns) {
            return true;
        }
        let mut i = 0;
        while i < self.uniques.len() {
            if all_same(self.uniques[i], columns) {
                return true;
            }
            i += 1;
        }
        false
    }
}

const fn all_same(a: &[&str], b: &[&str]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if !same(a[i], b[i]) {
            return false;
        }
        i += 1;
    }
    true
}

/// Equality of texts where the compiler can use it.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}
