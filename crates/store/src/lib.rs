//! One API over SQLite and PostgreSQL: entities, statements, batches, steps, and what a live schema says of itself.
extern crate self as store;

mod batch;
mod catalogue;
mod counted;
mod described;
mod dialect;
mod document;
mod entity;
mod error;
mod examine;
mod faults;
mod finding;
#[expect(unsafe_code, reason = "the registry gives each statement a link section, which counts as unsafe")]
mod handle;
mod json;
#[doc(hidden)]
pub mod kept;
mod list;
mod location;
mod meters;
#[doc(hidden)]
pub mod one_of;
mod postgres;
mod schema;
mod scope;
pub mod shape;
mod sink;
#[doc(hidden)]
pub mod sound;
mod sqlite;
mod statement;
#[expect(unsafe_code, reason = "the registry gives each statement a link section, which counts as unsafe")]
mod steps;
mod tokens;
mod unreadable;
mod value;

pub use batch::Batch;
pub use catalogue::{Catalogue, Difference, Object, Sort as ObjectSort};
#[cfg(feature = "faults")]
pub use counted::asked_by;
pub use described::Described;
pub use dialect::Dialect;
#[doc(hidden)]
pub use dialect::for_sqlite;
pub use document::Document;
pub use entity::{Entity, OneOf};
pub use error::{Error, Guard, Result, Rule};
#[cfg(feature = "faults")]
pub use faults::Fault;
pub use faults::Moment;
pub use finding::{Count, Examination, Finding, Level, Refusal};
pub use handle::Store;
#[doc(hidden)]
pub use json::{JsonRow, Shown};
pub use list::{Condition, Cursor, Direction, Filter, JsonPage, List, Page, Sort, Within};
pub use location::{Location, Options, Pooler};
pub use postgres::{Foreign, PostgresUrl, Texts};
pub use schema::{Assigned, Check, Column, Default, Index, Kind, OnDelete, Reference, Scope, Table, schema};
pub use scope::unscoped;
pub use sqlite::{Turn, Writer};
#[doc(hidden)]
pub use statement::utf8;
pub use statement::{Arguments, Definition, Rows, STATEMENTS, Select, Slot, Statement};
pub use steps::{AppliedStep, PlannedStep, Step, history};
pub use store_derive::{Entity, OneOf};
pub use unreadable::{LeftOut, Stretch, Unreadable};
pub use value::{Field, Row, Value};
#[doc(hidden)]
pub use {const_format, linkme, serde, serde_json, utoipa};
