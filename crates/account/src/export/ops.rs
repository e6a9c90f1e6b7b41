//! What takes along all that is one's own.
use super::document::Document;
use crate::users;
use api::{App, Caller, File, Kind, Nothing, Operation, Permission};
use base::Result;

/// What the file is.
const JSON: &str = "application/json";

pub(crate) static EXPORT: Operation<Nothing, File> = Operation {
    name: "export.all",
    summary: "Take along all that is one's own: one JSON document, with a list for each kind of thing.",
    permission: Permission::read("export").own().fresh(),
    reads: &["users"],
    kind: Kind::File(&[JSON], |app, caller, _| Box::pin(export(app, caller))),
};

async fn export(app: App, caller: Caller) -> Result<File> {
    let user = users::ops::find(&app, caller.user_id).await?;
    let now = app.clock().now();
    let day = now.to_string().chars().take_while(|letter| *letter != 'T').collect::<String>();
    let name = format!("aiwfe-{}-{day}.json", user.username);
    Ok(File::of_pieces(JSON, name, Document::new(app, user.id, now)).on_record())
}
