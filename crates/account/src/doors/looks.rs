//! One look at the database for all who want to know the same at the same time. Nobody is told what was seen before they asked:
//! whoever comes while somebody looks waits for the next look, and shares it with all others who came meanwhile.
use std::{
    collections::HashMap,
    hash::Hash,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{runtime::Handle, sync::oneshot};

/// How to look.
pub(super) type Look<V> = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = V> + Send>> + Send + Sync>;

/// The looks that are being taken, and who waits for the next one.
pub(super) struct Looks<K, V>(Arc<Mutex<Waiting<K, V>>>);

type Waiting<K, V> = HashMap<K, Vec<oneshot::Sender<V>>>;

impl<K, V> Default for Looks<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Clone + Eq + Hash + Send + 'static, V: Clone + Send + 'static> Looks<K, V> {
    /// What is seen by a look that begins after this was asked.
    pub(super) async fn share(&self, key: K, look: Look<V>) -> V {
        match self.wait(&key) {
            None => self.turn(key, &look).look().await,
            // Whoever was to look may have gone away.
            Some(told) => match told.await {
                Ok(seen) => seen,
                Err(_) => look().await,
            },
        }
    }

    /// Waits for the next look, if one is being taken.
    fn wait(&self, key: &K) -> Option<oneshot::Receiver<V>> {
        let mut waiting = self.waiting();
        if let Some(others) = waiting.get_mut(key) {
            let (tell, told) = oneshot::channel();
            others.push(tell);
            return Some(told);
        }
        waiting.insert(key.clone(), Vec::new());
        None
    }

    fn turn(&self, key: K, look: &Look<V>) -> Turn<K, V> {
        Turn { looks: Self(self.0.clone()), key, look: look.clone() }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A look that is being taken. However it ends, those who came meanwhile have the next one.
struct Turn<K: Clone + Eq + Hash + Send + 'static, V: Clone + Send + 'static> {
    looks: Looks<K, V>,
    key: K,
    look: Look<V>,
}

impl<K: Clone + Eq + Hash + Send + 'static, V: Clone + Send + 'static> Turn<K, V> {
    async fn look(self) -> V {
        (self.look)().await
    }
}

impl<K: Clone + Eq + Hash + Send + 'static, V: Clone + Send + 'static> Drop for Turn<K, V> {
    fn drop(&mut self) {
        let mut waiting = self.looks.waiting();
        let others = waiting.get_mut(&self.key).map(std::mem::take).unwrap_or_default();
        match Handle::try_current() {
            Ok(runtime) if !others.is_empty() => {
                let next = self.looks.turn(self.key.clone(), &self.look);
                runtime.spawn(async move {
                    let seen = next.look().await;
                    for other in others {
                        // They may have gone away.
                        let _ = other.send(seen.clone());
                    }
                });
            }
            _ => drop(waiting.remove(&self.key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::{sync::Semaphore, task::yield_now};

    /// Looks that wait to be let, and are counted as they begin.
    struct Watched {
        looks: Looks<&'static str, usize>,
        begun: Arc<AtomicUsize>,
        let_on: Arc<Semaphore>,
    }

    impl Watched {
        fn new() -> Self {
            Self { looks: Looks::default(), begun: Arc::default(), let_on: Arc::new(Semaphore::new(0)) }
        }

        /// Asks, and gives the number of the look that the answer is from.
        fn ask(&self, key: &'static str) -> tokio::task::JoinHandle<usize> {
            let looks = Looks(self.looks.0.clone());
            let (begun, let_on) = (self.begun.clone(), self.let_on.clone());
            let look: Look<usize> = Arc::new(move || {
                let (begun, let_on) = (begun.clone(), let_on.clone());
                Box::pin(async move {
                    let number = begun.fetch_add(1, Ordering::SeqCst) + 1;
                    let_on.acquire().await.unwrap().forget();
                    number
                })
            });
            tokio::spawn(async move { looks.share(key, look).await })
        }

        async fn begun(&self, looks: usize) {
            while self.begun.load(Ordering::SeqCst) < looks {
                yield_now().await;
            }
        }

        async fn waiting(&self, key: &'static str, count: usize) {
            while self.looks.waiting().get(key).map_or(0, Vec::len) < count {
                yield_now().await;
            }
        }
    }

    #[tokio::test]
    async fn whoever_comes_during_a_look_shares_the_next_one() {
        let watched = Watched::new();
        let first = watched.ask("ann");
        watched.begun(1).await;
        let later = [watched.ask("ann"), watched.ask("ann"), watched.ask("ann")];
        watched.waiting("ann", 3).await;
        let other = watched.ask("ben");
        watched.begun(2).await;
        watched.let_on.add_permits(2);
        assert_eq!((first.await.unwrap(), other.await.unwrap()), (1, 2));
        watched.begun(3).await;
        let last = watched.ask("ann");
        watched.waiting("ann", 1).await;
        watched.let_on.add_permits(2);
        for one in later {
            assert_eq!(one.await.unwrap(), 3);
        }
        assert_eq!(last.await.unwrap(), 4);
        while !watched.looks.waiting().is_empty() {
            yield_now().await;
        }
    }

    #[tokio::test]
    async fn those_who_wait_are_served_when_the_one_who_looks_goes_away() {
        let watched = Watched::new();
        let first = watched.ask("ann");
        watched.begun(1).await;
        let second = watched.ask("ann");
        watched.waiting("ann", 1).await;
        first.abort();
        watched.begun(2).await;
        watched.let_on.add_permits(1);
        assert_eq!(second.await.unwrap(), 2);
    }
}
