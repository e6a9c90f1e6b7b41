//! How an entity becomes a thing.

/// Implements `Thing`, `Kept` and `LetGo` for an entity with the columns of one. What such an entity may have besides follows, in
/// this order: the functions that give those which are there from the start, that fill in what follows from other fields, that tell
/// what is searched; and that a sweep of its own lets it go.
#[macro_export]
macro_rules! kept_thing {
    ($entity:ty, $noun:literal, $one:literal $(, unwritten = $unwritten:path)? $(, settled = $settled:path)? $(, searched = $searched:path)? $(, sweep = $sweep:ident)?) => {
        impl $crate::Thing for $entity {
            const NOUN: &'static str = $noun;
            const ONE: &'static str = $one;

            $(fn unwritten(space_id: ::base::Id, id: ::base::Id) -> Option<Self> {
                $unwritten(space_id, id)
            })?

            $(fn searched(&self) -> Option<$crate::search::Searched<'_>> {
                Some($searched(self))
            })?

            fn id(&self) -> ::base::Id {
                self.id
            }

            fn space_id(&self) -> ::base::Id {
                self.space_id
            }

            fn revision(&self) -> i64 {
                self.revision
            }

            fn deleted_at(&self) -> Option<::base::Instant> {
                self.deleted_at
            }

            fn changed(self, now: ::base::Instant) -> Self {
                let changed = Self { revision: self.revision + 1, updated_at: now, ..self };
                $(let changed = $settled(changed, now);)?
                changed
            }

            fn with_deleted_at(self, at: Option<::base::Instant>) -> Self {
                Self { deleted_at: at, ..self }
            }
        }

        impl $crate::Kept for $entity {
            const THEIRS: &'static dyn $crate::Owned = &$crate::Rows::new(
                ::store::sql!(
                    $entity,
                    (::base::Id, ::base::Id, i64),
                    "where user_id = $1 and space_id in (select space_id from memberships where user_id = $1) \
                     and id > $2 order by id limit $3 /* all spaces */"
                ),
                |thing| thing.id,
            );
        }

        $crate::let_go_thing!($entity $(, $sweep)?);
    };
}

/// Implements `LetGo` for a thing, unless its slice has a sweep of its own.
#[doc(hidden)]
#[macro_export]
macro_rules! let_go_thing {
    ($entity:ty, own) => {};
    ($entity:ty) => {
        impl $crate::LetGo for $entity {
            const LET_GO: ::store::Statement<(::base::Instant,), ()> = ::store::sql!(
                (),
                (::base::Instant,),
                ::store::const_format::concatcp!(
                    "delete from ",
                    <$entity as ::store::Entity>::TABLE.name,
                    " where deleted_at < $1 /* all spaces */"
                )
            );
        }
    };
}

/// The same, and `Followed` and `Answer` for things that are shown as they are.
#[macro_export]
macro_rules! thing {
    ($entity:ty, $noun:literal, $one:literal $($besides:tt)*) => {
        $crate::kept_thing!($entity, $noun, $one $($besides)*);

        $crate::followed_thing!($entity);

        impl $crate::Answer for $entity {
            fn body(self) -> ::base::Result<Vec<u8>> {
                $crate::json(&self)
            }

            fn location(&self) -> Option<String> {
                (self.revision == 1).then(|| format!(concat!("/api/v1/", $noun, "/{}"), self.id))
            }

            fn revision(&self) -> Option<i64> {
                Some(self.revision)
            }
        }
    };
}

/// Implements `Followed` for a thing.
#[macro_export]
macro_rules! followed_thing {
    ($entity:ty) => {
        impl $crate::Followed for $entity {
            const TOUCHED: ::store::Filter<Self, $crate::Span> =
                ::store::filter!($entity, $crate::Span, $crate::TOUCHED_WITHIN);
            const GONE: ::store::Statement<$crate::Span, Self> = ::store::sql!(
                $entity,
                $crate::Span,
                ::store::const_format::concatcp!(
                    "where space_id = $1 and deleted_at is not null and ",
                    $crate::TOUCHED_WITHIN
                )
            );
        }
    };
}
