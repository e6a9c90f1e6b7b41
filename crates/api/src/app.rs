//! What an operation may use, and what the edge needs of other crates.
use crate::{
    caller::Caller,
    changes::Log,
    module::Module,
    operation::{AnyOperation, Work},
    own::Own,
    permission::{Grants, Place},
    refusals::{Refusal, Refusals},
};
use base::{Clock, Error, Result};
use std::{
    any::{Any, TypeId},
    collections::{BTreeSet, HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};
use store::{Batch, LeftOut, Store};
use tokio::sync::watch;
use vault::{Ring, Vault};

/// Everything an operation may use; cheap to clone.
#[derive(Clone)]
pub struct App {
    house: Arc<Inner>,
    /// For the time of one operation, the store that notes what it leaves out.
    reading: Option<Arc<Reading>>,
}

struct Reading {
    store: Store,
    left_out: Arc<LeftOut>,
}

struct Inner {
    store: Store,
    clock: Clock,
    doors: Arc<dyn Doors>,
    log: Log,
    refusals: Refusals,
    stopping: watch::Sender<bool>,
    folder: OnceLock<PathBuf>,
    ring: OnceLock<Ring>,
    parts: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    offers: OnceLock<Offers>,
}

/// What the house can do.
struct Offers {
    modules: &'static [&'static [Module]],
    role_permissions: &'static [&'static str],
    /// By which noun's permission things of a noun are shown.
    shown_by: HashMap<&'static str, &'static str>,
}

/// What a request shows of itself.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The token.
    pub token: String,
    /// How it was shown.
    pub way: Way,
    /// The space it speaks about; their own, where none is named.
    pub space: Option<String>,
    /// Its id.
    pub request_id: String,
}

/// How a token is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// In a header, which no page of others can set.
    #[default]
    Header,
    /// In a cookie, which a browser sends along whoever asks.
    Cookie {
        /// What must be shown beside it by a request that writes: the token that only our pages can read.
        csrf: Option<Csrf>,
    },
}

/// The proof that a page of ours has written a request, as far as it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Csrf {
    /// What the cookie says.
    pub cookie: Option<String>,
    /// What the header says.
    pub header: Option<String>,
}

/// Who is let in, and what is put on record: what the edge needs and another crate knows.
pub trait Doors: Send + Sync {
    /// Who it is that shows this.
    fn caller(&self, app: App, shown: Shown) -> Work<Caller>;
    /// What somebody who was let in before may do by now; nothing, if they would not be let in again.
    fn still(&self, app: &App, caller: &Caller) -> Work<Option<Grants>>;
    /// What somebody may do in a space by now, whatever they would show; nothing, if they may not come in.
    fn reach(&self, app: &App, user_id: base::Id, space_id: base::Id) -> Work<Option<Grants>>;
    /// The table of the record.
    fn record_table(&self) -> &'static str;
    /// The row of the record for something that was done, to be written in the same batch.
    fn record(&self, app: &App, caller: &Caller, operation: &'static str, subject: Option<base::Id>) -> Batch;
}

impl App {
    /// The house over that store and that clock.
    pub fn new(store: Store, clock: Clock, doors: Arc<dyn Doors>) -> Self {
        let log = Log::new(store.clone());
        let house = Arc::new(Inner {
            store,
            clock,
            doors,
            log,
            refusals: Refusals::default(),
            stopping: watch::Sender::new(false),
            folder: OnceLock::new(),
            ring: OnceLock::new(),
            parts: Mutex::default(),
            offers: OnceLock::new(),
        });
        Self { house, reading: None }
    }

    /// The same house for one operation that reads: what it leaves out because it cannot be read is noted there.
    pub(crate) fn noting(&self, left_out: &Arc<LeftOut>) -> Self {
        let reading = Reading { store: self.house.store.noting(left_out.clone()), left_out: left_out.clone() };
        Self { house: self.house.clone(), reading: Some(Arc::new(reading)) }
    }

    /// The ids of the rows of a table that were left out so far.
    pub(crate) fn left_out(&self, table: &str) -> HashSet<base::Id> {
        let keys = self.reading.iter().flat_map(|reading| reading.left_out.keys(table));
        keys.filter_map(|key| key.parse().ok()).collect()
    }

    /// The store, to read from; only the edge writes.
    pub fn store(&self) -> &Store {
        self.reading.as_ref().map_or(&self.house.store, |reading| &reading.store)
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.house.clock
    }

    /// The change log; somebody must follow it for streams to hear of changes.
    pub fn log(&self) -> &Log {
        &self.house.log
    }

    /// Says where the data of the house lies.
    pub fn lies_in(&self, folder: &Path) {
        // It does not move.
        let _ = self.house.folder.set(folder.to_owned());
    }

    /// Where the data of the house lies, where somebody has said so.
    pub fn folder(&self) -> Option<&Path> {
        self.house.folder.get().map(PathBuf::as_path)
    }

    /// The keys of the house, which lie where its data lies.
    pub fn ring(&self) -> Result<&Ring> {
        if let Some(ring) = self.house.ring.get() {
            return Ok(ring);
        }
        let cause = "nobody has said where the data of the house lies".to_owned();
        let folder = self.folder().ok_or(Error::Internal { cause })?;
        let ring = Ring::open_or_make(&Ring::path(folder), self.clock())?;
        Ok(self.house.ring.get_or_init(|| ring))
    }

    /// Seals and opens secrets with those keys.
    pub fn vault(&self) -> Result<Vault> {
        self.ring().cloned().map(Vault::new)
    }

    /// Furnishes the house with what a crate keeps in memory, instead of what it would keep by itself.
    pub fn furnish<T: Any + Send + Sync>(&self, part: T) {
        self.parts().insert(TypeId::of::<T>(), Arc::new(part));
    }

    /// What a crate keeps in memory, the same for everybody in the house.
    pub fn part<T: Any + Send + Sync + Default>(&self) -> Arc<T> {
        let part = self.parts().entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default())).clone();
        // What is kept under a type is of that type.
        part.downcast().unwrap_or_default()
    }

    fn parts(&self) -> MutexGuard<'_, HashMap<TypeId, Arc<dyn Any + Send + Sync>>> {
        self.house.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that something was refused for a reason of security; it neither waits nor fails.
    pub fn refused(&self, refusal: Refusal) {
        self.house.refusals.note(refusal, self.house.clock.now());
    }

    /// What was refused and is not on record yet.
    pub fn refusals(&self) -> &Refusals {
        &self.house.refusals
    }

    /// Says what the house can do.
    pub fn offers(&self, modules: &'static [&'static [Module]]) {
        self.house.offers.get_or_init(|| {
            let operations = operations(modules);
            let of_spaces =
                operations.filter(|operation| matches!(operation.permission().place, Place::Space | Place::Named));
            let texts: BTreeSet<String> = of_spaces.map(|operation| operation.permission().to_string()).collect();
            // A flaw tells them as it tells the texts of an enum: they are known for as long as the program runs.
            let texts = texts.into_iter().map(|text| &*text.leak()).collect::<Vec<_>>();
            let shown_by = self::operations(modules).filter_map(shown_by).collect();
            Offers { modules, role_permissions: texts.leak(), shown_by }
        });
    }

    /// Every operation, once for each path that leads to it, where somebody has said what there is.
    pub fn operations(&self) -> impl Iterator<Item = &'static dyn AnyOperation> + use<> {
        operations(self.house.offers.get().map_or(&[], |offers| offers.modules))
    }

    /// How each table belongs to people, where somebody has said what there is.
    pub fn own(&self) -> impl Iterator<Item = &'static Own> + use<> {
        let modules = self.house.offers.get().map_or(&[][..], |offers| offers.modules);
        modules.iter().flat_map(|of_crate| of_crate.iter()).flat_map(|module| module.own)
    }

    /// The permissions that a role in a space can hold, in order: those that operations on what lies in one ask for.
    pub fn role_permissions(&self) -> &'static [&'static str] {
        self.house.offers.get().map_or(&[], |offers| offers.role_permissions)
    }

    /// By which noun's permission things of a noun are shown: subtasks by that of tasks. Of one that no operation shows, by its own.
    pub fn shown_by<'a>(&self, noun: &'a str) -> &'a str {
        self.house.offers.get().and_then(|offers| offers.shown_by.get(noun).copied()).unwrap_or(noun)
    }

    /// Ends every stream, and whatever else would go on.
    pub fn stop(&self) {
        self.house.stopping.send_replace(true);
    }

    /// Whether it is time to end.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.house.stopping.subscribe()
    }

    /// What somebody may do in a space by now; nothing, if they may not come in. What acts for them beside their requests asks so.
    pub async fn reach(&self, user_id: base::Id, space_id: base::Id) -> Result<Option<Grants>> {
        self.doors().reach(self, user_id, space_id).await
    }

    /// Who is let in.
    pub(crate) fn doors(&self) -> &dyn Doors {
        &*self.house.doors
    }
}

fn operations(modules: &'static [&'static [Module]]) -> impl Iterator<Item = &'static dyn AnyOperation> + use<> {
    let routes = modules.iter().flat_map(|of_crate| of_crate.iter()).flat_map(|module| module.routes);
    routes.map(|route| route.operation())
}

/// The noun that an operation shows things of, and that of its permission.
fn shown_by(operation: &dyn AnyOperation) -> Option<(&'static str, &'static str)> {
    let permission = operation.permission();
    let noun = operation.name().strip_suffix(".get")?;
    (permission.place == Place::Space).then_some((noun, permission.noun))
}
