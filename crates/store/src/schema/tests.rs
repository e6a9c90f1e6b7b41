//! The checks are the very functions that the compiler runs: what panics here is a compile error there.
use super::{Column, Default, Kind, OnDelete, Reference, Scope, Table, schema};

const ID: Column =
    Column { name: "id", kind: Kind::Uuid, nullable: false, one_of: None, default: None, assigned: None };
const TEXT: Column = Column { name: "state", kind: Kind::Text, ..ID };
const PLAIN: Table = Table {
    name: "shelves",
    scope: Scope::House,
    clustered: false,
    key: &["id"],
    columns: &[ID, TEXT],
    uniques: &[],
    indexes: &[],
    checks: &[],
    references: &[],
};
const STEPS: Table = Table { name: "schema_steps", ..PLAIN };
const UP: Reference = Reference { columns: &["id"], table: "shelves", to: &["id"], on_delete: OnDelete::Cascade };

#[test]
fn a_schema_that_holds_together_passes() {
    const LOG: Table = Table { name: "audit.log", references: &[UP], ..PLAIN };
    let _ = [PLAIN.checked(), STEPS.checked(), LOG.checked()];
    schema([&PLAIN, &STEPS, &LOG]);
}

#[test]
#[should_panic(expected = "two entities claim one table")]
fn pt_22_two_entities_on_one_table() {
    schema([&STEPS, &PLAIN, &PLAIN]);
}

#[test]
#[should_panic(expected = "a schema holds its own history")]
fn a_schema_without_its_history() {
    schema([&PLAIN]);
}

#[test]
#[should_panic(expected = "names a table that no entity makes")]
fn a_reference_into_the_void() {
    schema([&STEPS, &Table { name: "books", references: &[UP], ..PLAIN }]);
}

#[test]
#[should_panic(expected = "not unique there")]
fn a_reference_to_what_is_not_unique() {
    const WRONG: Reference = Reference { columns: &["state"], to: &["state"], ..UP };
    schema([&STEPS, &PLAIN, &Table { name: "books", references: &[WRONG], ..PLAIN }]);
}

#[test]
#[should_panic(expected = "different kinds")]
fn a_reference_between_kinds() {
    const WRONG: Reference = Reference { columns: &["state"], ..UP };
    schema([&STEPS, &PLAIN, &Table { name: "books", references: &[WRONG], ..PLAIN }]);
}

#[test]
#[should_panic(expected = "set_null needs nullable columns")]
fn a_reference_that_would_empty_what_must_be_filled() {
    const WRONG: Reference = Reference { on_delete: OnDelete::SetNull, ..UP };
    let _ = Table { references: &[WRONG], ..PLAIN }.checked();
}

#[test]
#[should_panic(expected = "not in store::SCHEMAS")]
fn a_table_in_a_schema_that_nobody_makes() {
    let _ = Table { name: "elsewhere.shelves", ..PLAIN }.checked();
}

#[test]
#[should_panic(expected = "none of the enum's texts")]
fn a_default_that_the_enum_does_not_have() {
    const WRONG: Column = Column { one_of: Some(&["free", "lent"]), default: Some(Default::Text("FREE")), ..TEXT };
    let _ = Table { columns: &[ID, WRONG], ..PLAIN }.checked();
}

#[test]
#[should_panic(expected = "another kind than its column")]
fn a_default_of_another_kind() {
    const WRONG: Column = Column { default: Some(Default::Int(1)), ..TEXT };
    let _ = Table { columns: &[ID, WRONG], ..PLAIN }.checked();
}

#[test]
#[should_panic(expected = "longer than 63 bytes")]
fn a_name_that_would_be_cut_off() {
    let name = "a_table_with_a_name_so_long_that_the_key_would_be_cut_off_by_one_db";
    let _ = Table { name, ..PLAIN }.checked();
}

#[test]
#[should_panic(expected = "names a column that is not here")]
fn a_unique_of_a_column_that_is_not_here() {
    let _ = Table { uniques: &[&["id", "nowhere"]], ..PLAIN }.checked();
}

#[test]
#[should_panic(expected = "a column has a name that one of the databases keeps for itself")]
fn a_column_whose_name_only_one_database_takes() {
    let _ = Table { columns: &[ID, Column { name: "transaction", ..TEXT }], ..PLAIN }.checked();
}

#[test]
#[should_panic(expected = "a table has a name that one of the databases keeps for itself")]
fn a_table_whose_name_only_one_database_takes() {
    let _ = Table { name: "user", ..PLAIN }.checked();
}
