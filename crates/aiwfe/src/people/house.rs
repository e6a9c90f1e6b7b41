//! In whose name the house itself acts. Whoever can write its database may do everything, and the record says who it was.
use crate::{
    call::{self, unasked},
    exit::Failure,
};
use api::{App, Caller, Grants, Level};
use base::Id;
use store::sql;

/// The house, in the name of the first administrator; while there is none, of whoever comes next.
pub(super) async fn itself(app: &App) -> Result<Caller, Failure> {
    let first = sql!(
        (Id, Id),
        (),
        "select u.id, s.id from users u join spaces s on s.personal_of = u.id \
         where u.role = 'admin' and u.is_active and u.status = 'active' order by u.created_at, u.id limit 1"
    );
    let first = app.store().one(first, ()).await.map_err(unasked)?;
    let (user_id, space_id) = first.unwrap_or_else(|| (Id::new(app.clock()), Id::new(app.clock())));
    let request_id = format!("house_{}", Id::new(app.clock()));
    Ok(Caller::new(user_id, space_id, grants(), request_id))
}

/// The house, in the name of that user.
pub(super) async fn acting_for(app: &App, name: &str) -> Result<Caller, Failure> {
    Ok(Caller { grants: grants(), ..call::caller(app, Some(name)).await? })
}

fn grants() -> Grants {
    Grants::new(Some(Level::Admin), None).in_house(true)
}
