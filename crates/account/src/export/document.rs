//! The document: its head, then a list for each table of which something is theirs, page by page.
use api::{App, NextPiece, Own, Owned, Pieces};
use base::{Id, Instant};
use serde_json::json;
use std::vec;

/// What the document says that it is.
const FORMAT: &str = "aiwfe-export-1";

/// A document of which some is told.
pub(super) struct Document {
    app: App,
    user_id: Id,
    /// What is told and not taken yet.
    text: Vec<u8>,
    /// The lists that are still to be told.
    lists: vec::IntoIter<(&'static str, &'static dyn Owned)>,
    /// What is left of the list that is open, and whether it holds something.
    open: Option<(Box<dyn Pieces>, bool)>,
    is_closed: bool,
}

impl Document {
    /// All that is that user's own, by then; each page is as it is when it is read.
    pub(super) fn new(app: App, user_id: Id, now: Instant) -> Self {
        let told = app.own().filter_map(|own| match own {
            Own::Told { name, rows, .. } => Some((*name, *rows)),
            Own::Untold { .. } => None,
        });
        let lists = told.collect::<Vec<_>>().into_iter();
        let head = json!({ "format": FORMAT, "exported_at": now, "user_id": user_id }).to_string();
        // It stays open for the lists.
        let text = head.strip_suffix('}').unwrap_or(&head).into();
        Self { app, user_id, text, lists, open: None, is_closed: false }
    }
}

impl Pieces for Document {
    fn next(mut self: Box<Self>) -> NextPiece {
        Box::pin(async move {
            let mut text = std::mem::take(&mut self.text);
            loop {
                if let Some((pieces, holds)) = self.open.take() {
                    match pieces.next().await? {
                        Some((rows, rest)) => {
                            text.extend(holds.then_some(b','));
                            text.extend(rows);
                            self.open = Some((rest, true));
                            return Ok(Some((text, self as Box<dyn Pieces>)));
                        }
                        None => text.push(b']'),
                    }
                } else if let Some((name, rows)) = self.lists.next() {
                    text.extend(format!(",{}:[", json!(name)).into_bytes());
                    self.open = Some((rows.of(self.app.clone(), self.user_id), false));
                } else if !self.is_closed {
                    self.is_closed = true;
                    text.extend(b"}\n");
                    return Ok(Some((text, self as Box<dyn Pieces>)));
                } else {
                    return Ok(None);
                }
            }
        })
    }
}
