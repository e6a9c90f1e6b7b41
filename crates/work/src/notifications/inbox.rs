//! Where somebody is told of something.
use api::App;
use base::{Id, Result};
use store::{Statement, sql};

/// The own space of somebody who still belongs to that one.
const INBOX: Statement<(Id, Id), (Id,)> = sql!(
    (Id,),
    (Id, Id),
    "select id from spaces where personal_of = $1 and deleted_at is null \
     and exists (select 1 from memberships where space_id = $2 and user_id = $1)"
);

/// Where somebody is told of what lies in a space; nothing, where they do not belong to it any more.
pub(crate) async fn inbox(app: &App, user_id: Id, space_id: Id) -> Result<Option<Id>> {
    Ok(app.store().one(INBOX, (user_id, space_id)).await?.map(|(inbox,)| inbox))
}
