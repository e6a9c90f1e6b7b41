//! What the compiler checks of a schema: a table that does not hold together does not compile.
use super::{Default, Kind, OnDelete, Reference, SCHEMAS, Table, same};

/// The longest name PostgreSQL keeps whole.
const LONGEST_NAME: usize = 63;

/// Words that one database or the other does not take for a name.
const RESERVED: &str = "all alter analyse analyze and any array as asc between both case cast check collate column commit \
    constraint create default deferrable delete desc distinct do drop else end escape except exists false fetch \
    for foreign from grant group having in index initially insert intersect into is isnull join lateral leading \
    limit not notnull nothing null offset on only or order placing primary references returning select set some \
    symmetric table then to trailing transaction true union unique update user using values variadic when where \
    window with";

impl Table {
    /// The table itself, if it holds together; what does not, does not compile.
    pub const fn checked(self) -> Self {
        assert!(!self.key.is_empty(), "an entity needs a #[key]");
        self.check_schema();
        self.check_columns();
        self.check_name(self.key, 2);
        let mut i = 0;
        while i < self.uniques.len() {
            self.check_name(self.uniques[i], 3);
            i += 1;
        }
        i = 0;
        while i < self.indexes.len() {
            self.check_name(self.indexes[i].columns, 5);
            i += 1;
        }
        i = 0;
        while i < self.checks.len() {
            self.check_name(self.checks[i].columns, 5);
            i += 1;
        }
        i = 0;
        while i < self.references.len() {
            self.check_name(self.references[i].columns, 2);
            self.check_reference(&self.references[i]);
            i += 1;
        }
        self
    }

    const fn check_schema(&self) {
        let name = self.name.as_bytes();
        let mut dot = 0;
        while dot < name.len() && name[dot] != b'.' {
            dot += 1;
        }
        let mut known = dot == name.len();
        let mut i = 0;
        while i < SCHEMAS.len() {
            known = known || same(SCHEMAS[i], self.name.split_at(dot).0);
            i += 1;
        }
        assert!(known, "the table's schema is not in store::SCHEMAS");
        assert!(!is_reserved(self.name), "a table has a name that one of the databases keeps for itself");
    }

    const fn check_columns(&self) {
        let mut i = 0;
        while i < self.columns.len() {
            let column = &self.columns[i];
            assert!(!is_reserved(column.name), "a column has a name that one of the databases keeps for itself");
            match (column.default, column.kind) {
                (None, _)
                | (Some(Default::Text(_)), Kind::Text | Kind::Json)
                | (Some(Default::Int(_)), Kind::Int | Kind::Real)
                | (Some(Default::Bool(_)), Kind::Bool) => (),
                _ => panic!("the default is of another kind than its column"),
            }
            if let (Some(Default::Text(text)), Some(texts)) = (column.default, column.one_of) {
                assert!(contains(texts, text), "the default is none of the enum's texts");
            }
            i += 1;
        }
    }

    const fn check_reference(&self, reference: &Reference) {
        assert!(reference.columns.len() == reference.to.len(), "a reference names as many columns here as there");
        let mut i = 0;
        while i < reference.columns.len() {
            let Some(column) = self.column(reference.columns[i]) else {
                panic!("a reference names a column that is not here")
            };
            let forgets = matches!(reference.on_delete, OnDelete::SetNull);
            assert!(!forgets || column.nullable, "on_delete = set_null needs nullable columns");
            i += 1;
        }
    }

    /// Every name `table__columns__kind` must fit, and name columns that exist.
    const fn check_name(&self, columns: &[&str], suffix: usize) {
        let mut length = self.name.len() + 4 + suffix;
        let mut i = 0;
        while i < columns.len() {
            assert!(self.column(columns[i]).is_some(), "a key, unique, index or check names a column that is not here");
            length += columns[i].len() + if i > 0 { 1 } else { 0 };
            i += 1;
        }
        assert!(length <= LONGEST_NAME, "the constraint's name would be longer than 63 bytes");
    }
}

/// The whole schema, if it holds together: no two entities on one table, no reference into the void.
///
/// ```compile_fail
/// use base::Id;
/// use store::{AppliedStep, Entity};
///
/// #[derive(Entity)]
/// #[table("shelves", scope = house)]
/// struct Shelf {
///     #[key]
///     id: Id,
/// }
///
/// #[derive(Entity)]
/// #[table("shelves", scope = house)]
/// struct Rack {
///     #[key]
///     id: Id,
/// }
///
/// static TABLES: [&store::Table; 3] = store::schema([AppliedStep::TABLE, Shelf::TABLE, Rack::TABLE]);
/// fn main() {}
/// ```
///
/// Without the second entity on one table it compiles:
///
/// ```
/// use base::Id;
/// use store::{AppliedStep, Entity};
///
/// #[derive(Entity)]
/// #[table("shelves", scope = house)]
/// struct Shelf {
///     #[key]
///     id: Id,
/// }
///
/// static TABLES: [&store::Table; 2] = store::schema([AppliedStep::TABLE, Shelf::TABLE]);
/// fn main() {}
/// ```
pub const fn schema<const N: usize>(tables: [&'static Table; N]) -> [&'static Table; N] {
    assert!(has(&tables, "schema_steps"), "a schema holds its own history: store::AppliedStep");
    let mut i = 0;
    while i < N {
        let mut j = i + 1;
        while j < N {
            assert!(!same(tables[i].name, tables[j].name), "two entities claim one table");
            j += 1;
        }
        let mut r = 0;
        while r < tables[i].references.len() {
            resolve(&tables, tables[i], &tables[i].references[r]);
            r += 1;
        }
        i += 1;
    }
    tables
}

const fn has(tables: &[&Table], name: &str) -> bool {
    let mut i = 0;
    while i < tables.len() {
        if same(tables[i].name, name) {
            return true;
        }
        i += 1;
    }
    false
}

const fn resolve(tables: &[&Table], from: &Table, reference: &Reference) {
    let mut i = 0;
    while i < tables.len() {
        if same(tables[i].name, reference.table) {
            assert!(tables[i].is_unique_by(reference.to), "a reference names columns that are not unique there");
            let mut c = 0;
            while c < reference.columns.len() {
                let (Some(here), Some(there)) = (from.column(reference.columns[c]), tables[i].column(reference.to[c]))
                else {
                    panic!("a reference names a column that does not exist")
                };
                assert!(here.kind as u8 == there.kind as u8, "a reference joins columns of different kinds");
                c += 1;
            }
            return;
        }
        i += 1;
    }
    panic!("a reference names a table that no entity makes")
}

const fn is_reserved(name: &str) -> bool {
    let words = RESERVED.as_bytes();
    let (mut start, mut at) = (0, 0);
    while at <= words.len() {
        if at == words.len() || words[at] == b' ' {
            if same(RESERVED.split_at(at).0.split_at(start).1, name) {
                return true;
            }
            start = at + 1;
        }
        at += 1;
    }
    false
}

const fn contains(texts: &[&str], text: &str) -> bool {
    let mut i = 0;
    while i < texts.len() {
        if same(texts[i], text) {
            return true;
        }
        i += 1;
    }
    false
}
