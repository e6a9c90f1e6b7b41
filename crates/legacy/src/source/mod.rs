//! The database that things are brought from: what it holds is asked of it, never assumed.
mod row;

pub(crate) use row::Row;

use crate::names;
use row::Reading;
use store::{AppliedStep, Entity, Foreign, PostgresUrl, Result, Texts};

/// A database of the first house, as it was when it was opened.
pub struct Source {
    foreign: Foreign,
    pub(crate) name: String,
    pub(crate) tables: Vec<Table>,
}

/// A table of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) schema: String,
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// The columns by which its rows are told apart.
    pub(crate) key: Vec<String>,
    /// Whether the database itself sees to it that no two rows have the same key.
    is_keyed: bool,
    /// Whether its name alone leads to it.
    is_visible: bool,
    pub(crate) is_readable: bool,
}

/// A column of it.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// The labels of its enum, if it is one.
    pub(crate) labels: Vec<String>,
}

const CATALOGUE: &str = "
    select n.nspname, c.relname, pg_catalog.pg_table_is_visible(c.oid),
           pg_catalog.has_table_privilege(c.oid, 'select') and pg_catalog.has_schema_privilege(n.oid, 'usage'), a.attname,
           (select pg_catalog.json_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = a.atttypid),
           (select pg_catalog.array_position(i.indkey::pg_catalog.int2[], a.attnum) from pg_catalog.pg_index i
            where i.indrelid = c.oid and i.indisprimary)
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition
      and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
    order by n.nspname, c.relname, a.attnum";

impl Source {
    /// Opens it; `name` stands for it in every run, whatever server it lies on. Without one, it is called as the database is.
    pub async fn open(url: &PostgresUrl, name: Option<&str>) -> Result<Self> {
        let foreign = Foreign::open(url).await?;
        let own = foreign.rows("select pg_catalog.current_database()").await?;
        let own = own.into_iter().flatten().flatten().next().unwrap_or_default();
        let tables = tables(foreign.rows(CATALOGUE).await?);
        Ok(Self { foreign, name: name.map_or(own, str::to_owned), tables })
    }

    /// Whether this program keeps it: then there is nothing to bring.
    pub fn is_ours(&self) -> bool {
        self.table(AppliedStep::TABLE.name).is_some()
    }

    /// The table of that name: the one that the name alone leads to, else the first in another schema.
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        let mut named: Vec<&Table> = self.tables.iter().filter(|table| table.name == name).collect();
        named.sort_by_key(|table| !table.is_visible);
        named.first().copied()
    }

    /// How many rows a table has.
    pub(crate) async fn count(&self, table: &Table) -> Result<u64> {
        let rows = self.foreign.rows(&format!("select count(*) from {}", table.place())).await?;
        Ok(rows.into_iter().flatten().flatten().next().and_then(|count| count.parse().ok()).unwrap_or_default())
    }

    /// Begins to read a table in the order of its key.
    pub(crate) async fn read(&self, table: &Table) -> Result<Reading<'_>> {
        let keys: String = table.key.iter().map(|name| format!(", t.{}::text", Foreign::quoted(name))).collect();
        let mut order: Vec<String> = table.key.iter().map(|name| format!("t.{}", Foreign::quoted(name))).collect();
        if !table.is_keyed {
            order.push("1".into());
        }
        let order = order.join(", ");
        let query = format!("select row_to_json(t)::text{keys} from {} t order by {order}", table.place());
        self.foreign.begin(&query).await?;
        Ok(Reading::new(&self.foreign))
    }
}

impl Table {
    fn place(&self) -> String {
        format!("{}.{}", Foreign::quoted(&self.schema), Foreign::quoted(&self.name))
    }

    /// As it is told: with its schema, where its name alone does not lead to it.
    pub(crate) fn told(&self) -> String {
        if self.is_visible { self.name.clone() } else { format!("{}.{}", self.schema, self.name) }
    }

    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known.name == column)
    }
}

/// The tables of a catalogue: one row for each column.
fn tables(rows: Vec<Texts>) -> Vec<Table> {
    let mut tables: Vec<(Table, Vec<(u32, String)>)> = Vec::new();
    for row in rows {
        let text = |at: usize| row.get(at).cloned().flatten();
        let is = |at| text(at).as_deref() == Some("t");
        let (schema, name, column) =
            (text(0).unwrap_or_default(), text(1).unwrap_or_default(), text(4).unwrap_or_default());
        if tables.last().is_none_or(|(table, _)| (&table.schema, &table.name) != (&schema, &name)) {
            let table = Table { schema, name, is_visible: is(2), is_readable: is(3), ..Table::default() };
            tables.push((table, Vec::new()));
        }
        let Some((table, key)) = tables.last_mut() else { continue };
        let labels = text(5).and_then(|labels| serde_json::from_str(&labels).ok()).unwrap_or_default();
        key.extend(text(6).and_then(|at| at.parse().ok()).map(|at| (at, column.clone())));
        table.columns.push(Column { name: column, labels });
    }
    let finished = tables.into_iter().map(|(mut table, mut key)| {
        key.sort();
        table.key = key.into_iter().map(|(_, name)| name).collect();
        table.is_keyed = !table.key.is_empty();
        // A table that was typed by hand may have no key.
        if table.key.is_empty() && table.has("id") {
            table.key.push("id".into());
        }
        table
    });
    finished.collect()
}

/// The key of a row, from the texts of its columns; of a row without a key its hash.
fn key_of(texts: &[Option<String>], row: &str) -> String {
    match texts {
        [] => names::hex(&names::digest(&[row])[..16]),
        [Some(one)] => names::key(one.clone()),
        several => names::key(serde_json::json!(several).to_string()),
    }
}
