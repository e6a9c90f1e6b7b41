//! The key ring of a house, as its file holds it, for as long as somebody needs it.
use crate::{
    error::{Error, Result},
    file::{self, Stamp},
    key::{Key, KeyId, Purpose},
    keys::Keys,
};
use base::Clock;
use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use store::OneOf;

/// For so long after a rotation the key before it is kept in any case: whoever took it before then has long finished.
const SETTLED: Duration = Duration::from_secs(60 * 60);

/// The keys, and the file they are in. Cheap to clone.
#[derive(Clone)]
pub struct Ring(Arc<Inner>);

struct Inner {
    path: PathBuf,
    held: RwLock<(Keys, Stamp)>,
}

impl Ring {
    /// Where a data directory holds its keys.
    pub fn path(data: &Path) -> PathBuf {
        data.join("keys")
    }

    /// The ring in that file.
    pub fn open(path: &Path) -> Result<Self> {
        let held = RwLock::new(file::read(path)?);
        Ok(Self(Arc::new(Inner { path: path.to_owned(), held })))
    }

    /// The ring in that file, which is made if it is not there; whoever comes at the same time gets the same one.
    pub fn open_or_make(path: &Path, clock: &Clock) -> Result<Self> {
        match Self::open(path) {
            Err(Error::Missing { .. }) => file::alone(path, || {
                // Somebody else may have been as quick.
                if let Err(Error::Missing { .. }) = file::read(path) {
                    let mut keys = Keys::default();
                    for purpose in Purpose::ALL {
                        add(&mut keys, *purpose, clock)?;
                    }
                    file::write(path, &keys)?;
                }
                Self::open(path)
            }),
            there => there,
        }
    }

    /// Every key: those of a purpose in the order in which they were made.
    pub fn keys(&self) -> Vec<Arc<Key>> {
        self.read(|keys| keys.0.clone())
    }

    /// The keys for that purpose: the current one, then those before it, the latest first.
    pub fn of(&self, purpose: Purpose) -> Vec<Arc<Key>> {
        self.read(|keys| keys.of(purpose).cloned().collect())
    }

    /// The key to use now. There is none while the file cannot be read: what was sealed under a key that is nowhere else is lost.
    pub fn current(&self, purpose: Purpose) -> Result<Arc<Key>> {
        self.reload_if_changed()?;
        let lacking = || Error::Damaged { path: self.0.path.clone(), why: "a key is gone".into() };
        self.read(|keys| keys.of(purpose).next().cloned()).ok_or_else(lacking)
    }

    /// The key of that name, also one that another process has just made.
    pub fn key(&self, id: KeyId) -> Option<Arc<Key>> {
        let known = || self.read(|keys| keys.with(id).cloned());
        known().or_else(|| self.reload_if_changed().ok().and_then(|_| known()))
    }

    /// Reads the file again if it is another one by now; tells whether it was.
    pub fn reload_if_changed(&self) -> Result<bool> {
        let stamp = Stamp::at(&self.0.path)?;
        let is_known = self.0.held.read().unwrap_or_else(PoisonError::into_inner).1 == stamp;
        if !is_known {
            self.reload()?;
        }
        Ok(!is_known)
    }

    /// Makes a new current key for that purpose; the one before it stays for reading.
    pub fn rotate(&self, purpose: Purpose, clock: &Clock) -> Result<Arc<Key>> {
        self.change(|keys| add(keys, purpose, clock))
    }

    /// Does away with a key under which nothing is sealed; neither a current one nor one that was current until just now.
    pub(crate) fn retire(&self, id: KeyId, clock: &Clock) -> Result<()> {
        self.change(|keys| {
            let kept = |why: &str| Error::Kept { key: id, why: why.into() };
            let key = keys.with(id).cloned().ok_or_else(|| kept("it is not there"))?;
            let later = keys.of(key.purpose).take_while(|later| later.id != id).last();
            match later {
                None => Err(kept("it is the current one")),
                Some(next) if next.created_at.plus(SETTLED) > clock.now() => {
                    Err(kept("it was the current one until less than an hour ago"))
                }
                Some(_) => {
                    keys.0.retain(|other| other.id != id);
                    Ok(())
                }
            }
        })
    }

    /// Changes the file as it is by now, and holds what it holds then.
    fn change<T>(&self, change: impl FnOnce(&mut Keys) -> Result<T>) -> Result<T> {
        let path = &self.0.path;
        file::alone(path, || {
            let (mut keys, _) = file::read(path)?;
            let outcome = change(&mut keys)?;
            file::write(path, &keys)?;
            self.reload()?;
            Ok(outcome)
        })
    }

    fn reload(&self) -> Result<()> {
        let fresh = file::read(&self.0.path)?;
        *self.0.held.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    fn read<T>(&self, look: impl FnOnce(&Keys) -> T) -> T {
        look(&self.0.held.read().unwrap_or_else(PoisonError::into_inner).0)
    }
}

/// Adds a new key, of a name that no other has.
fn add(keys: &mut Keys, purpose: Purpose, clock: &Clock) -> Result<Arc<Key>> {
    let mut key = Key::new(purpose, clock)?;
    while keys.with(key.id).is_some() {
        key = Key::new(purpose, clock)?;
    }
    let key = Arc::new(key);
    keys.0.push(key.clone());
    Ok(key)
}

impl fmt::Debug for Ring {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Ring({} {:?})", self.0.path.display(), self.keys())
    }
}
