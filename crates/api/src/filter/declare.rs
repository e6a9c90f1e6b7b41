//! How a slice says what can be asked about its things.

/// What can be asked about an entity: each field with its kind. Every comparison that a filter can be composed of is a fragment, and
/// so every start prepares it.
///
/// `filterable! { pub(super) static FILTERS of Task, "tasks", sorts TaskOrder; status: word; due_date: due; ... }`
#[macro_export]
macro_rules! filterable {
    ($visible:vis static $name:ident of $entity:ty, $noun:literal $(, sorts $order:ty)?; $($field:ident: $kind:ident $(($($more:expr),+))?;)+) => {
        #[doc = concat!("What filters can ask about ", $noun, ".")]
        $visible static $name: $crate::filter::Filterable<$entity> = $crate::filter::Filterable {
            fields: $crate::filter::Fields {
                noun: $noun,
                fields: &[$($crate::filterable!(@field $kind $entity, $field $(, $($more),+)?)),+],
                sorts: [$(<$order as ::store::OneOf>::TEXTS,)? &[]][0],
            },
            fragments: &[$($crate::filterable!(@fragments $kind $entity, $field $(, $($more),+)?)),+],
        };
    };
    (@column $entity:ty, $field:ident) => {
        $crate::filter::Field::of(<$entity as ::store::Entity>::TABLE, $crate::patch::word(stringify!($field)))
    };
    (@field due $entity:ty, $field:ident) => { $crate::filterable!(@column $entity, $field).due() };
    (@field person $entity:ty, $field:ident) => { $crate::filterable!(@column $entity, $field).person() };
    (@field name $entity:ty, $field:ident, $column:expr, $noun:expr, $names:expr, $equal:expr, $contains:expr) => {
        $crate::filter::Field::of(<$entity as ::store::Entity>::TABLE, $column).name_of(stringify!($field), $noun, $names)
    };
    (@field names $entity:ty, $field:ident, $list:expr, $noun:expr, $names:expr, $equal:expr, $contains:expr, $empty:expr) => {
        $crate::filter::Field::names_of(stringify!($field), $list, $noun, $names)
    };
    (@field $kind:ident $entity:ty, $field:ident) => {
        const {
            let field = $crate::filterable!(@column $entity, $field);
            $crate::filterable!(@fits $kind field.kind);
            field
        }
    };
    (@fits word $is:expr) => { assert!(matches!($is, $crate::filter::FieldKind::Word(_)), "the field is no word") };
    (@fits text $is:expr) => { assert!(matches!($is, $crate::filter::FieldKind::Text), "the field is no text") };
    (@fits number $is:expr) => { assert!(matches!($is, $crate::filter::FieldKind::Number), "the field is no number") };
    (@fits truth $is:expr) => { assert!(matches!($is, $crate::filter::FieldKind::Truth), "the field is not true or false") };
    (@fits instant $is:expr) => { assert!(matches!($is, $crate::filter::FieldKind::Instant), "the field is no instant") };
    (@fits id $is:expr) => { assert!(matches!($is, $crate::filter::FieldKind::Id), "the field is no id") };
    (@empty $entity:ty, $field:expr) => { ::store::filter!($entity, (), concat!($field, " is null")) };
    (@fragments word $entity:ty, $field:ident) => {
        $crate::filter::Fragments::Word(
            ::store::filter!($entity, (String,), concat!(stringify!($field), " = $1")),
            $crate::filterable!(@empty $entity, stringify!($field)),
        )
    };
    (@fragments text $entity:ty, $field:ident) => {
        $crate::filter::Fragments::Text(
            ::store::filter!($entity, (String,), concat!(stringify!($field), " = $1")),
            ::store::filter!($entity, (String,), concat!("lower(", stringify!($field), ") like $1 escape '\\'")),
            ::store::filter!($entity, (), concat!(stringify!($field), " is null or ", stringify!($field), " = ''")),
        )
    };
    (@fragments name $entity:ty, $field:ident, $column:expr, $noun:expr, $names:expr, $equal:expr, $contains:expr) => {
        $crate::filter::Fragments::Text(
            ::store::filter!($entity, (String,), $equal),
            ::store::filter!($entity, (String,), $contains),
            $crate::filterable!(@empty $entity, $column),
        )
    };
    (@fragments names $entity:ty, $field:ident, $list:expr, $noun:expr, $names:expr, $equal:expr, $contains:expr, $empty:expr) => {
        $crate::filter::Fragments::Text(
            ::store::filter!($entity, (String,), $equal),
            ::store::filter!($entity, (String,), $contains),
            ::store::filter!($entity, (), $empty),
        )
    };
    (@fragments number $entity:ty, $field:ident) => {
        $crate::filter::Fragments::Number(
            [
                ::store::filter!($entity, (f64,), concat!(stringify!($field), " = cast($1 as double precision)")),
                ::store::filter!($entity, (f64,), concat!(stringify!($field), " < cast($1 as double precision)")),
                ::store::filter!($entity, (f64,), concat!(stringify!($field), " <= cast($1 as double precision)")),
                ::store::filter!($entity, (f64,), concat!(stringify!($field), " > cast($1 as double precision)")),
                ::store::filter!($entity, (f64,), concat!(stringify!($field), " >= cast($1 as double precision)")),
            ],
            $crate::filterable!(@empty $entity, stringify!($field)),
        )
    };
    (@fragments truth $entity:ty, $field:ident) => {
        $crate::filter::Fragments::Truth(
            ::store::filter!($entity, (bool,), concat!(stringify!($field), " = $1")),
            $crate::filterable!(@empty $entity, stringify!($field)),
        )
    };
    (@fragments instant $entity:ty, $field:ident) => {
        $crate::filter::Fragments::Instant(
            ::store::filter!($entity, (::base::Instant,), concat!(stringify!($field), " < $1")),
            ::store::filter!($entity, (::base::Instant,), concat!(stringify!($field), " >= $1")),
            $crate::filterable!(@empty $entity, stringify!($field)),
        )
    };
    // Days and instants are texts of 10 and of 27 characters, each in the order of time among themselves.
    (@fragments due $entity:ty, $field:ident) => {
        $crate::filter::Fragments::Due(
            ::store::filter!($entity, (String, String), concat!(
                "(length(", stringify!($field), ") = 10 and ", stringify!($field), " < $1) or ",
                "(length(", stringify!($field), ") = 27 and ", stringify!($field), " < $2)",
            )),
            ::store::filter!($entity, (String, String), concat!(
                "(length(", stringify!($field), ") = 10 and ", stringify!($field), " >= $1) or ",
                "(length(", stringify!($field), ") = 27 and ", stringify!($field), " >= $2)",
            )),
            $crate::filterable!(@empty $entity, stringify!($field)),
        )
    };
    (@fragments person $entity:ty, $field:ident) => { $crate::filterable!(@fragments id $entity, $field) };
    (@fragments id $entity:ty, $field:ident) => {
        $crate::filter::Fragments::Id(
            ::store::filter!($entity, (::base::Id,), concat!(stringify!($field), " = $1")),
            $crate::filterable!(@empty $entity, stringify!($field)),
        )
    };
}
