//! What comes while as many of its kind are under way as may be waits, and is then served together.
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};
use tokio::{
    select,
    sync::{Semaphore, oneshot},
};

/// The jobs of a kind that wait.
pub(super) struct Turns<J> {
    jobs: Mutex<VecDeque<J>>,
    free: Semaphore,
}

impl<J> Turns<J> {
    /// Nothing waits yet; so many groups may be under way.
    pub(super) fn new(count: usize) -> Self {
        Self { jobs: Mutex::default(), free: Semaphore::new(count) }
    }

    /// Waits for the answer to a job, and whenever it has a turn meanwhile serves whoever has waited longest, and some with them.
    /// There is no answer if whoever served it went away.
    pub(super) async fn answer<T, F: Future<Output = ()>>(
        &self,
        job: J,
        mut answered: oneshot::Receiver<T>,
        next: impl Fn(&mut VecDeque<J>) -> Vec<J>,
        serve: impl Fn(Vec<J>) -> F,
    ) -> Option<T> {
        self.with(|jobs| jobs.push_back(job));
        loop {
            let turn = select! {
                biased;
                answer = &mut answered => return answer.ok(),
                turn = self.free.acquire() => turn,
            };
            let group = self.with(&next);
            if group.is_empty() {
                drop(turn);
                return answered.await.ok();
            }
            serve(group).await;
        }
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> usize {
        self.with(|jobs| jobs.len())
    }

    fn with<R>(&self, what: impl FnOnce(&mut VecDeque<J>) -> R) -> R {
        what(&mut self.jobs.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The one that has waited longest and others like it, but no more than so many.
pub(super) fn alike<J>(waiting: &mut VecDeque<J>, most: usize, is_like: impl Fn(&J, &J) -> bool) -> Vec<J> {
    let Some(first) = waiting.pop_front() else { return Vec::new() };
    let count = few(1 + waiting.iter().filter(|other| is_like(&first, other)).take(most - 1).count());
    let (mut others, mut rest) = (Vec::with_capacity(count), VecDeque::with_capacity(waiting.len()));
    others.push(first);
    for other in waiting.drain(..) {
        match others.len() < count && is_like(&others[0], &other) {
            true => others.push(other),
            false => rest.push_back(other),
        }
    }
    *waiting = rest;
    others
}

/// So many at most that a handful of statements serves for all numbers.
pub(super) fn few(count: usize) -> usize {
    1 << count.ilog2()
}
