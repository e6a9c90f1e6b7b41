//! Wake-ups: a number that goes up when something was committed, here or elsewhere.
use super::{Inner, connector::Connector};
use crate::{error::Result, location::Pooler};
use std::{
    future::poll_fn,
    hash::{BuildHasher, RandomState},
    pin::pin,
    sync::{Arc, Mutex, OnceLock, PoisonError, Weak},
    time::Duration,
};
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::sleep,
};
use tokio_postgres::AsyncMessage;

/// A process tells the others at most this often.
const TELL: Duration = Duration::from_millis(10);
/// How often the server is asked where nobody can be told.
const LOOK: Duration = Duration::from_millis(250);
/// The first pause before another attempt; each is twice as long, up to the longest.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The number, and the tasks that keep it up to date; they end with it.
pub(super) struct Changes {
    count: watch::Sender<u64>,
    /// Marks what we ourselves have told.
    name: String,
    news: Arc<Notify>,
    telling: OnceLock<()>,
    listening: OnceLock<()>,
    tasks: Mutex<JoinSet<()>>,
    /// Where to listen; where there is nowhere, the server is asked.
    connector: Option<Arc<Connector>>,
}

impl Changes {
    pub(super) fn new(connector: Option<Arc<Connector>>) -> Self {
        Self {
            count: watch::channel(0).0,
            name: format!("{:016x}", RandomState::new().hash_one(())),
            news: Arc::default(),
            telling: OnceLock::new(),
            listening: OnceLock::new(),
            tasks: Mutex::default(),
            connector,
        }
    }

    /// Something was committed here: whoever waits here is woken, and the others are told soon.
    pub(super) fn happened(&self, inner: &Arc<Inner>) {
        self.count.send_modify(|count| *count += 1);
        self.telling.get_or_init(|| self.start(tell(Arc::downgrade(inner), self.news.clone())));
        self.news.notify_one();
    }

    /// The number, which from now on also goes up for what others commit.
    pub(super) fn subscribe(&self, inner: &Arc<Inner>) -> watch::Receiver<u64> {
        self.listening.get_or_init(|| match &self.connector {
            Some(connector) => self.start(listen(Arc::downgrade(inner), connector.clone())),
            None => self.start(look(Arc::downgrade(inner))),
        });
        self.count.subscribe()
    }

    /// Ends the tasks.
    pub(super) fn stop(&self) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
    }

    fn start(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).spawn(task);
    }
}

/// Tells the other processes: once, however much was committed meanwhile, and outside every transaction of ours.
async fn tell(inner: Weak<Inner>, news: Arc<Notify>) {
    loop {
        news.notified().await;
        let Some(inner) = inner.upgrade() else { return };
        let told = inner.tell().await;
        drop(inner);
        if told.is_err() {
            news.notify_one();
            sleep(LONGEST_PAUSE).await;
        }
        sleep(TELL).await;
    }
}

impl Inner {
    /// A wake-up that is lost with the server is no loss, so it does not wait for the disk.
    async fn tell(&self) -> Result<()> {
        let lease = self.connections.lend().await?;
        let name = &self.changes.name;
        let text = format!("begin; set local synchronous_commit = off; select pg_notify('aiwfe', '{name}'); commit");
        let told = self.connections.answer(lease.batch_execute(&text)).await;
        let told = told.and_then(|told| self.settle(lease, told));
        told.map_err(super::error::Failure::into_error)
    }
}

/// Listens on a connection of its own, and on another one when that breaks.
async fn listen(inner: Weak<Inner>, connector: Arc<Connector>) {
    let mut pause = PAUSE;
    loop {
        if let Ok((client, mut line)) = connector.raw().await {
            let mut messages = poll_fn(move |context| line.poll_message(context));
            let mut listening = pin!(client.batch_execute("listen aiwfe"));
            let mut is_listening = false;
            loop {
                tokio::select! {
                    outcome = &mut listening, if !is_listening => {
                        if outcome.is_err() {
                            break;
                        }
                        (is_listening, pause) = (true, PAUSE);
                        // Whatever was told before we listened, we have missed.
                        let Some(inner) = inner.upgrade() else { return };
                        inner.changes.count.send_modify(|count| *count += 1);
                    }
                    message = &mut messages => {
                        let Some(Ok(message)) = message else { break };
                        let Some(inner) = inner.upgrade() else { return };
                        if matches!(&message, AsyncMessage::Notification(note) if note.payload() != inner.changes.name) {
                            inner.changes.count.send_modify(|count| *count += 1);
                        }
                    }
                }
            }
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Asks which transactions are over: any that is new to us may have changed something.
async fn look(inner: Weak<Inner>) {
    let mut last = None;
    loop {
        let Some(alive) = inner.upgrade() else { return };
        let snapshot = "select pg_catalog.pg_current_snapshot()::text";
        let seen: Result<Vec<(String,)>> = alive.query(snapshot, &[], Vec::new()).await;
        // A server that cannot be asked just now is asked again; whoever reads will hear why.
        if let Some((seen,)) = seen.ok().and_then(|rows| rows.into_iter().next()) {
            if last.as_ref().is_some_and(|last| *last != seen) {
                alive.changes.count.send_modify(|count| *count += 1);
            }
            last = Some(seen);
        }
        drop(alive);
        sleep(LOOK).await;
    }
}

/// Where to listen: at a place of its own, or where everything goes unless a pooler loses what is told.
pub(super) fn place(own: Option<Arc<Connector>>, requests: &Arc<Connector>, pooler: Pooler) -> Option<Arc<Connector>> {
    own.or_else(|| (pooler != Pooler::Transaction).then(|| requests.clone()))
}
