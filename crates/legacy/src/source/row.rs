//! Rows of the source, page by page.
use super::key_of;
use crate::names;
use serde_json::{Map, Value};
use store::{Foreign, Result};

/// How many rows are looked at together.
const PAGE: usize = 200;

/// A row, as JSON says it.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its key; of several rows with one key the later ones are numbered.
    pub(crate) key: String,
    /// Itself as text.
    pub(crate) text: String,
    /// The hash of that.
    pub(crate) digest: Vec<u8>,
    /// Its columns by name; none, where the text cannot be read.
    pub(crate) fields: Option<Map<String, Value>>,
}

/// A table that is being read.
pub(crate) struct Reading<'a> {
    foreign: &'a Foreign,
    last: (String, u64),
}

impl<'a> Reading<'a> {
    pub(super) fn new(foreign: &'a Foreign) -> Self {
        Self { foreign, last: (String::new(), 0) }
    }

    /// The next rows; none at the end.
    pub(crate) async fn page(&mut self) -> Result<Vec<Row>> {
        let rows = self.foreign.more(PAGE).await?;
        let read = |texts: Vec<Option<String>>| {
            let mut texts = texts.into_iter();
            let text = texts.next().flatten().unwrap_or_default();
            let key = self.numbered(key_of(&texts.collect::<Vec<_>>(), &text));
            let fields = serde_json::from_str(&text).ok();
            Row { key, digest: names::digest(&[&text]).to_vec(), fields, text }
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Rows come in the order of their keys, so that equal ones stand side by side.
    fn numbered(&mut self, key: String) -> String {
        let (last, count) = &mut self.last;
        if *last != key {
            self.last = (key.clone(), 1);
            return key;
        }
        *count += 1;
        format!("{key}#{count}")
    }
}
