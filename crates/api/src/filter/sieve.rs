//! Pages of what is put together from more than one read: what a filter lets through of them.
use super::Fields;
use crate::{
    app::App,
    caller::Caller,
    list::{Limit, Listed},
};
use base::Result;
use serde::Serialize;
use store::{Cursor, Entity, List};

/// How many rows are looked at in one go.
const AT_ONCE: u32 = 1_000;

/// Some rows of a list as they are shown, in their place nothing where one has gone meanwhile; and where the next ones start.
pub type Piece<S> = (Vec<Option<S>>, Option<Cursor>);

/// A list from the cursor on, where there is one.
pub fn resumed<E: Entity>(list: List<E>, cursor: Option<Cursor>) -> Result<List<E>> {
    Ok(if let Some(cursor) = cursor { list.after(&cursor)? } else { list })
}

/// The page that is wanted of a list.
#[derive(Clone, Copy, Debug)]
pub struct Sieved<'a> {
    /// What is let through.
    pub filter: Option<&'a str>,
    /// How many rows are wanted.
    pub limit: Limit,
    /// Where the page starts.
    pub cursor: Option<&'a str>,
}

impl Fields {
    /// A page of a list that is read piece by piece, each so many rows long at most.
    pub async fn page<S: Serialize, F: Future<Output = Result<Piece<S>>> + Send>(
        &self,
        app: &App,
        caller: &Caller,
        wanted: Sieved<'_>,
        read: impl Fn(u32, Option<Cursor>) -> F,
    ) -> Result<Listed<S>> {
        let mut cursor = wanted.cursor.map(str::parse).transpose()?;
        let Some(text) = wanted.filter else {
            let (rows, next) = read(wanted.limit.0, cursor).await?;
            return Listed::of(&rows.into_iter().flatten().collect::<Vec<_>>(), next);
        };
        let filter = self.read(app, caller, "/filter", text)?;
        let held = |row: Option<S>| match row {
            Some(row) if self.holds(&filter, &row)? => Ok(Some(row)),
            _ => Ok(None),
        };
        let (mut page, limit) = (Vec::new(), usize::try_from(wanted.limit.0).unwrap_or(usize::MAX));
        loop {
            let (rows, next) = read(AT_ONCE, cursor.clone()).await?;
            let mut rows = rows.into_iter().map(held).collect::<Result<Vec<_>>>()?;
            let full = rows.iter().enumerate().filter(|(_, row)| row.is_some()).nth(limit - page.len() - 1);
            let full = full.map(|(at, _)| at + 1);
            let next = match full {
                // The next page starts within this piece: where, only a shorter one tells.
                Some(count) if count < rows.len() => {
                    let (shorter, next) = read(u32::try_from(count).unwrap_or(AT_ONCE), cursor).await?;
                    rows = shorter.into_iter().map(held).collect::<Result<Vec<_>>>()?;
                    next
                }
                _ => next,
            };
            page.extend(rows.into_iter().flatten());
            match next {
                Some(next) if full.is_none() => cursor = Some(next),
                next => return Listed::of(&page, next),
            }
        }
    }
}
