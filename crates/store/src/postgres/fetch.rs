//! Rows by their keys: each is read in no time, and what a statement costs both sides is most of it. Those of one kind that wait at
//! the same time are asked for by one.
use super::{Inner, error::Failure, turns::alike};
use crate::{
    error::{Error, Result},
    location::Pooler,
    sink::Sink,
    statement::renamed,
    value::{Row as _, Value},
};
use std::{borrow::Cow, collections::VecDeque, sync::Arc};
use tokio::sync::oneshot;
use tokio_postgres::Row;

/// How many one statement asks for at most.
const MOST: usize = 8;

/// A row that is wanted, and where it goes.
pub(super) struct Fetch {
    text: &'static str,
    key: Arc<[Value]>,
    answer: oneshot::Sender<Option<Row>>,
}

impl Inner {
    /// The row with a key. Whatever goes wrong where several are asked for, each is then read by itself.
    pub(super) async fn fetched<S: Sink>(&self, text: &'static str, key: Vec<Value>, mut sink: S) -> Result<S> {
        if self.options.pooler == Pooler::Transaction {
            return self.query(text, &key, sink).await;
        }
        let (key, (answer, answered)) = (Arc::<[Value]>::from(key), oneshot::channel());
        let job = Fetch { text, key: key.clone(), answer };
        let next = |waiting: &mut VecDeque<Fetch>| alike(waiting, MOST, |one, other| one.text == other.text);
        let row = self.fetching.answer(job, answered, next, |group| async { drop(self.fetch(group).await) }).await;
        let Some(row) = row else { return self.query(text, &key, sink).await };
        row.iter().try_for_each(|row| sink.take(row))?;
        Ok(sink)
    }

    /// Asks for all of them. Who is not answered reads by itself.
    async fn fetch(&self, group: Vec<Fetch>) -> Result<(), Failure> {
        let text = text(&group[0], group.len());
        let keys = group.iter().flat_map(|one| one.key.iter().cloned()).collect::<Vec<_>>();
        let mut found = group.iter().map(|_| None).collect::<Vec<_>>();
        for row in self.ask(&text, &keys).await? {
            let place = if group.len() == 1 { Some(0) } else { place(&row).map_err(Failure::Final)? };
            let whose = place.and_then(|place| found.get_mut(place));
            *whose.ok_or_else(|| Failure::Final(Error::decode("a row that nobody wants")))? = Some(row);
        }
        for (Fetch { answer, .. }, row) in group.into_iter().zip(found) {
            // Whoever asked may have gone away.
            drop(answer.send(row));
        }
        Ok(())
    }
}

/// What reads so many rows, each with the place of its key behind it.
fn text(one: &Fetch, count: usize) -> Cow<'static, str> {
    if count == 1 {
        return one.text.into();
    }
    let width = one.key.len();
    let key =
        |sign: &str, from: usize| (1..=width).map(|number| format!("{sign}{}, ", from + number)).collect::<String>();
    let keys: Vec<_> = (0..count).map(|place| format!("({}{place})", key("$", place * width))).collect();
    format!(
        "select found.*, wanted.place from (values {}) as wanted ({}place) cross join lateral ({}) as found",
        keys.join(", "),
        key("key_", 0),
        renamed(one.text, |number| format!("wanted.key_{number}")),
    )
    .into()
}

/// The place of the key of a row that was read together with others.
fn place(row: &Row) -> Result<Option<usize>> {
    Ok(row.int(row.len() - 1)?.and_then(|place| usize::try_from(place).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Id;

    #[test]
    fn one_statement_reads_the_rows_of_several_keys() {
        let key: Arc<[Value]> = vec![Value::Uuid(Id::from_bytes([7; 16])), Value::Int(3)].into();
        let one = Fetch { text: "select a from t where b = $1 and c = $2", key, answer: oneshot::channel().0 };
        assert_eq!(text(&one, 1), one.text);
        assert_eq!(
            text(&one, 2),
            "select found.*, wanted.place from (values ($1, $2, 0), ($3, $4, 1)) as wanted (key_1, key_2, place) \
             cross join lateral (select a from t where b = wanted.key_1 and c = wanted.key_2) as found"
        );
    }
}
