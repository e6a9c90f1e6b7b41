//! Avatars: the pictures by which people are known. What a picture tells besides itself, such as where it was taken, is not kept.
mod entity;
mod http;
mod ops;
mod picture;

pub use entity::Avatar;
pub(crate) use ops::of;
pub(crate) use picture::CONTENT_TYPES;
pub use picture::PictureKind;

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    Avatar::TABLE,
    "avatar",
    &Rows::told_as(
        sql!(Avatar, (Id, Id, i64), "where user_id = $1 and user_id > $2 order by user_id limit $3"),
        |avatar| avatar.user_id,
        Avatar::told_whole,
    ),
)];

pub(crate) const MODULE: api::Module =
    api::Module { name: "avatar", tables: &[Avatar::TABLE], routes: http::ROUTES, own: OWN, sweep: None, jobs: &[] };
