//! What can be done with comments. Whoever said something may change it; nobody else puts words into their mouth.
use super::{
    Comment,
    fields::{About, CommentFields, CommentsWanted, NewComment},
};
use crate::{
    filters::{Asked, FilterNoun},
    tasks,
};
use api::{
    App, Caller, Change, Edited, Kind, Listed, Operation, Past, Permission, Plan, Said, Seen, Things, Undone, Which,
    find_as_seen,
    search::{Searched, Shelf},
};
use base::{Error, Id, Result};
use store::{List, filter, sort, within};

api::thing!(Comment, "comments", "comment", searched = said);

/// What is searched of comments.
pub(crate) static SHELF: Shelf<Comment> = api::shelf!(Comment);

/// A comment is called nothing.
fn said(comment: &Comment) -> Searched<'_> {
    Searched::of("", [Some(&comment.body)])
}

const WRITE: Permission = Permission::write("comments");

pub(crate) static LIST: Operation<CommentsWanted, Things<Comment>> = Operation {
    name: "comments.list",
    summary: "List comments, the earliest first.",
    permission: Permission::read("comments"),
    reads: &["comments", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<Which, Seen<Comment>> = api::showing("comments.get", "Show a comment.");

pub(crate) static CREATE: Operation<Edited<NewComment, About>, Comment> = Operation {
    name: "comments.create",
    summary: "Say something about a task.",
    permission: WRITE,
    reads: &["tasks"],
    kind: Kind::Write(|app, caller, said| Box::pin(create(app, caller, said))),
};

pub(crate) static UPDATE: Operation<Edited<CommentFields>, Comment> = Operation {
    name: "comments.update",
    summary: "Change what one has said oneself.",
    permission: WRITE,
    reads: &["comments"],
    kind: Kind::Write(|app, caller, edited| {
        Box::pin(async move {
            let before: Comment = find_as_seen(&app, &caller, &edited.which).await?;
            own(&caller, &before)?;
            Ok(Plan::update(before, app.clock().now(), |comment| edited.fields.apply(comment)))
        })
    }),
};

pub(crate) static DELETE: Operation<Which, Said> = Operation {
    name: "comments.delete",
    summary: "Take a comment back; whoever administers the space may take away anybody's. It can be had back for 30 days.",
    permission: WRITE,
    reads: &["comments"],
    kind: Kind::Write(|app, caller, which| {
        Box::pin(async move {
            let before: Comment = find_as_seen(&app, &caller, &which).await?;
            own(&caller, &before).or_else(|_| caller.may(Permission::admin("comments")))?;
            api::discard::<Comment>(app, caller, which).await
        })
    }),
};

pub(crate) static RESTORE: Operation<Which, Comment> =
    api::restoring("comments.restore", "Have a comment back that was taken away.");

pub(crate) static HISTORY: Operation<Past, Listed<Change>> =
    api::telling::<Comment>("comments.history", "Tell how a comment came to be what it is, the latest change first.");

pub(crate) static UNDO: Operation<Undone, Comment> = Operation {
    name: "comments.undo",
    summary: "Undo a change of what one has said oneself.",
    permission: WRITE,
    reads: &["comments", "changes"],
    kind: Kind::Write(|app, caller, undone| {
        Box::pin(async move {
            let plan = api::undo::<Comment>(app, caller.clone(), undone).await?;
            own(&caller, &plan.value)?;
            Ok(plan)
        })
    }),
};

/// Refuses whoever has not said it.
fn own(caller: &Caller, comment: &Comment) -> Result<()> {
    match comment.user_id == caller.user_id {
        true => Ok(()),
        false => Err(Error::Forbidden { needed: Permission::admin("comments").to_string() }),
    }
}

api::filterable! { pub(crate) static FILTERS of Comment, "comments";
    id: id;
    user_id: person;
    task_id: id;
    body: text;
    revision: number;
    created_at: instant;
    updated_at: instant;
}

async fn list(app: App, caller: Caller, wanted: CommentsWanted) -> Result<Things<Comment>> {
    let here = within!(Comment, (Id,), "space_id = $1 and deleted_at is null");
    let order = sort!(Comment, Up, "created_at", "id");
    let mut list = List::of(here, (caller.space_id,), order, wanted.limit.0);
    if let Some(id) = wanted.task_id {
        list = list.filter(filter!(Comment, (Id,), "task_id = $1"), (id,));
    }
    let asked = Asked::of(&app, &caller, FilterNoun::Comments, wanted.filter, wanted.saved).await?;
    Things::of(asked.narrow(&FILTERS, list, &app, &caller)?, wanted.cursor.as_deref())
}

async fn create(app: App, caller: Caller, said: Edited<NewComment, About>) -> Result<Plan<Comment>> {
    let task = tasks::named(&app, &caller, "/task_id", said.which.task_id).await?;
    let now = app.clock().now();
    let mut comment = Comment {
        id: Id::new(app.clock()),
        space_id: caller.space_id,
        user_id: caller.user_id,
        task_id: task.id,
        body: String::new(),
        revision: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    said.fields.0.apply(&mut comment);
    Ok(Plan::making(comment).and(tasks::held(&caller, task.id)))
}
