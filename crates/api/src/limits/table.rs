//! Accounts by their keys, in a table that never grows: where there is no room, the one that will be empty first goes.
use std::sync::{Mutex, PoisonError};

/// As many parts, each with a lock of its own.
const SHARDS: usize = 64;
/// As many sets in each part; a key belongs to one of them.
const SETS: usize = 2_048;
/// As many accounts in a set.
const WAYS: usize = 16;

/// A key, and when its account will be empty; one that is empty is as good as none.
type Account = (u64, i64);

pub(super) struct Table {
    shards: [Mutex<Box<[Account]>>; SHARDS],
}

impl Default for Table {
    /// What is not used yet takes no memory: it comes zeroed from the system.
    fn default() -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::new(vec![Account::default(); SETS * WAYS].into_boxed_slice())) }
    }
}

impl Table {
    /// Shows when the account of that key will be empty, to be changed. Whoever is being refused holds the fullest account there
    /// can be, and so is the last to be forgotten.
    pub(super) fn visit<T>(&self, key: u64, change: impl FnOnce(&mut i64) -> T) -> T {
        let (shard, set) = (key as usize % SHARDS, key as usize / SHARDS % SETS);
        let mut accounts = self.shards[shard].lock().unwrap_or_else(PoisonError::into_inner);
        let accounts = &mut accounts[set * WAYS..][..WAYS];
        let mut at = 0;
        for (way, (known, empty_at)) in accounts.iter().enumerate() {
            if *known == key {
                return change(&mut accounts[way].1);
            }
            if *empty_at < accounts[at].1 {
                at = way;
            }
        }
        accounts[at] = (key, 0);
        change(&mut accounts[at].1)
    }

    /// How many accounts it holds.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        let used =
            |shard: &Mutex<Box<[Account]>>| shard.lock().unwrap().iter().filter(|(_, empty_at)| *empty_at > 0).count();
        self.shards.iter().map(used).sum()
    }

    /// How many bytes it takes.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        let bytes = |shard: &Mutex<Box<[Account]>>| size_of_val(&**shard.lock().unwrap());
        size_of::<Self>() + self.shards.iter().map(bytes).sum::<usize>()
    }
}
