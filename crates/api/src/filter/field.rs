//! What can be asked about the things of a noun.
use super::parser::Operator;
use crate::{app::App, caller::Caller, operation::Work};
use serde::Serialize;
use store::{
    Kind, Table,
    utoipa::{self, ToSchema},
};

/// What can be asked about the things of a noun.
#[derive(Clone, Copy)]
pub struct Fields {
    /// The noun.
    pub noun: &'static str,
    /// Its fields, by their names on the wire.
    pub fields: &'static [Field],
    /// The orders that its list has.
    pub sorts: &'static [&'static str],
}

/// Where the names that a field may hold are found: those that begin so.
pub type Names = fn(App, Caller, String) -> Work<Vec<String>>;

/// A field that filters can ask about.
#[derive(Clone, Copy)]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it may be empty.
    pub may_be_empty: bool,
    /// Where the names that it may hold are found.
    pub names: Option<Names>,
    /// The noun that one must be allowed to read to ask about it.
    pub needs: Option<&'static str>,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One of these words.
    Word(&'static [&'static str]),
    /// A text.
    Text,
    /// Names in any case, in the list of this name.
    Names(&'static str),
    /// A number.
    Number,
    /// True or false.
    Truth,
    /// An instant.
    Instant,
    /// A day or an instant.
    Due,
    /// The id of a thing.
    Id,
    /// The id of a person: `me` is one.
    Person,
}

impl Field {
    /// The field that a column of a table is; it does not compile where a filter has nothing to ask of it.
    pub const fn of(table: &Table, name: &'static str) -> Self {
        let Some(column) = table.column(name) else { panic!("a filter asks about a column that is not there") };
        let kind = match (column.one_of, column.kind) {
            (Some(texts), _) => FieldKind::Word(texts),
            (None, Kind::Text) => FieldKind::Text,
            (None, Kind::Int | Kind::Real) => FieldKind::Number,
            (None, Kind::Bool) => FieldKind::Truth,
            (None, Kind::Time) => FieldKind::Instant,
            (None, Kind::Uuid) => FieldKind::Id,
            (None, Kind::Bytes | Kind::Json) => panic!("a filter cannot ask about bytes and documents"),
        };
        Self { name, kind, may_be_empty: column.nullable, names: None, needs: None }
    }

    /// A text that no column holds as it is told, and that is never empty.
    pub const fn text(name: &'static str) -> Self {
        Self { name, kind: FieldKind::Text, may_be_empty: false, names: None, needs: None }
    }

    /// The same, which is a day or an instant.
    pub const fn due(self) -> Self {
        Self { kind: FieldKind::Due, ..self }
    }

    /// The same by another name, which it has on the wire.
    pub const fn called(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// The same, which names a person.
    pub const fn person(self) -> Self {
        Self { kind: FieldKind::Person, ..self }
    }

    /// The name of a thing of another noun, which a column refers to.
    pub const fn name_of(self, name: &'static str, noun: &'static str, names: Names) -> Self {
        let may_be_empty = self.may_be_empty;
        Self { name, kind: FieldKind::Text, may_be_empty, names: Some(names), needs: Some(noun) }
    }

    /// The names of things of another noun, of which a thing may have several; on the wire they are the list of that name.
    pub const fn names_of(name: &'static str, list: &'static str, noun: &'static str, names: Names) -> Self {
        Self { name, kind: FieldKind::Names(list), may_be_empty: true, names: Some(names), needs: Some(noun) }
    }

    /// What it can be compared by.
    pub(super) fn operators(&self) -> Vec<Operator> {
        use Operator::{Above, Below, Contains, Empty, Equal, From, In, NotEmpty, NotIn, Unequal, UpTo};
        let mut operators = match self.kind {
            FieldKind::Word(_) | FieldKind::Id | FieldKind::Person => vec![Equal, Unequal, In, NotIn],
            FieldKind::Text | FieldKind::Names(_) => vec![Equal, Unequal, Contains, In, NotIn],
            FieldKind::Truth => vec![Equal, Unequal],
            FieldKind::Number | FieldKind::Instant | FieldKind::Due => {
                vec![Equal, Unequal, Below, UpTo, Above, From, In, NotIn]
            }
        };
        if self.may_be_empty {
            operators.extend([Empty, NotEmpty]);
        }
        operators
    }

    /// What it holds, in a word.
    pub(super) fn word(&self) -> &'static str {
        match self.kind {
            FieldKind::Word(_) => "word",
            FieldKind::Text | FieldKind::Names(_) => "text",
            FieldKind::Number => "number",
            FieldKind::Truth => "truth",
            FieldKind::Instant => "instant",
            FieldKind::Due => "day_or_instant",
            FieldKind::Id => "id",
            FieldKind::Person => "person",
        }
    }

    /// A filter that asks about it.
    fn example(&self) -> String {
        let name = self.name;
        match self.kind {
            FieldKind::Word(texts) => {
                format!("{name} in ({})", texts.iter().take(2).copied().collect::<Vec<_>>().join(", "))
            }
            FieldKind::Text => format!("{name} ~ \"home\""),
            FieldKind::Names(_) => format!("{name} = home"),
            FieldKind::Number => format!("{name} >= 1"),
            FieldKind::Truth => format!("{name} = true"),
            FieldKind::Instant => format!("{name} > now-7d"),
            FieldKind::Due => format!("{name} < now+7d"),
            FieldKind::Id => format!("{name} = 01890a5d-ac96-774b-bcce-b302099a8057"),
            FieldKind::Person => format!("{name} = me"),
        }
    }
}

/// A field as it is told to whoever writes filters.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldShown {
    /// Its name.
    #[schema(value_type = String)]
    name: &'static str,
    /// What it holds: `word`, `text`, `number`, `truth`, `instant`, `day_or_instant`, `id` or `person`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// What it can be compared by.
    #[schema(value_type = Vec<String>)]
    operators: Vec<&'static str>,
    /// The words that it may hold, where they can be listed.
    #[schema(value_type = Option<Vec<String>>)]
    allowed: Option<&'static [&'static str]>,
    /// Whether it may be empty.
    may_be_empty: bool,
    /// A filter that asks about it.
    example: String,
}

impl Fields {
    /// The field of that name, in any case.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// Its fields, as they are told to whoever writes filters.
    pub fn shown(&self) -> Vec<FieldShown> {
        let shown = |field: &Field| FieldShown {
            name: field.name,
            kind: field.word(),
            operators: field.operators().into_iter().map(Operator::text).collect(),
            allowed: if let FieldKind::Word(texts) = field.kind { Some(texts) } else { None },
            may_be_empty: field.may_be_empty,
            example: field.example(),
        };
        self.fields.iter().map(shown).collect()
    }
}
