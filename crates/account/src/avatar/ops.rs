//! What can be done with one's own avatar.
use super::{
    Avatar,
    picture::{self, CONTENT_TYPES},
};
use crate::{PictureKind, spaces};
use api::{App, Caller, Entry, File, Kind, Nothing, Operation, Permission, Plan, Said, Upload};
use base::{Error, Id, Instant, Result};
use store::{Batch, Entity, Statement, sql};

pub(crate) static SHOW: Operation<Nothing, File> = Operation {
    name: "avatar.get",
    summary: "Show one's own avatar: the picture itself.",
    permission: Permission::read("avatar").own(),
    reads: &["avatars"],
    kind: Kind::File(CONTENT_TYPES, |app, caller, _| Box::pin(async move { of(&app, caller.user_id).await })),
};

pub(crate) static SET: Operation<Upload, Avatar> = Operation {
    name: "avatar.set",
    summary: "Set one's own avatar: a PNG, JPEG, WebP or GIF. What it tells besides the picture, such as where it was taken, is not kept.",
    permission: Permission::write("avatar").own(),
    reads: &["avatars", "spaces"],
    kind: Kind::Write(|app, caller, upload| Box::pin(set(app, caller, upload))),
};

pub(crate) static REMOVE: Operation<Nothing, Said> = Operation {
    name: "avatar.delete",
    summary: "Remove one's own avatar, for good.",
    permission: Permission::write("avatar").own(),
    reads: &["avatars", "spaces"],
    kind: Kind::Write(|app, caller, _| Box::pin(remove(app, caller))),
};

const NONE: Error = Error::NotFound { what: "avatar" };

async fn find(app: &App, user_id: Id) -> Result<Option<Avatar>> {
    Ok(app.store().get::<Avatar>((user_id,)).await?)
}

/// The picture of somebody.
pub(crate) async fn of(app: &App, user_id: Id) -> Result<File> {
    Ok(file(find(app, user_id).await?.ok_or(NONE)?))
}

/// The picture, on its way.
fn file(avatar: Avatar) -> File {
    let (kind, tag) = (avatar.kind, avatar.tag());
    File::whole(kind.content_type(), format!("avatar.{}", kind.extension()), avatar.bytes).tagged(tag).shown()
}

fn entry(avatar: &Avatar, space_id: Id) -> Entry {
    Entry { noun: "avatar", space_id, row_id: avatar.user_id, revision: avatar.revision }
}

type Row = (Id, PictureKind, i64, i64, Vec<u8>, Vec<u8>, Instant);

/// The first one; who comes second finds it there.
const FIRST: Statement<Row, ()> = sql!(
    (),
    Row,
    "insert into avatars (user_id, kind, width, height, bytes, hash, revision, created_at, updated_at) \
     values ($1, $2, $3, $4, $5, $6, 1, $7, $7) on conflict do nothing"
);

async fn set(app: App, caller: Caller, Upload(bytes): Upload) -> Result<Plan<Avatar>> {
    let picture = picture::read(&bytes)?;
    let set = Avatar::new(caller.user_id, picture, app.clock().now());
    let space_id = spaces::own(&app, caller.user_id).await?;
    match find(&app, caller.user_id).await? {
        Some(before) if before.hash == set.hash => Ok(Plan::new(before)),
        Some(before) => {
            let (revision, created_at) = (before.revision + 1, before.created_at);
            let after = Avatar { revision, created_at, ..set };
            let plan = Plan::new(after.clone());
            Ok(plan.change_as(entry(&after, space_id), "updated", &before, &after))
        }
        None => {
            let Avatar { user_id, kind, width, height, bytes, hash, created_at, .. } = set.clone();
            let row = (user_id, kind, width, height, bytes, hash, created_at);
            let insertion = Batch::new().run_one(Avatar::CURRENT, FIRST, row);
            Ok(Plan::new(set.clone()).make_by(entry(&set, space_id), &set, insertion))
        }
    }
}

async fn remove(app: App, caller: Caller) -> Result<Plan<Said>> {
    let avatar = find(&app, caller.user_id).await?.ok_or(NONE)?;
    let entry = entry(&avatar, spaces::own(&app, caller.user_id).await?);
    let removal = Batch::new().delete::<Avatar>((caller.user_id,));
    let said = Said { message: "Avatar deleted successfully".into() };
    Ok(Plan::new(said).remove_as(entry, &avatar, removal))
}
