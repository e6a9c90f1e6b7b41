//! The request pool: connections that are lent, and taken out of use when somebody leaves them in the middle.
use super::{
    connector::{Connector, Shared},
    error::{Failure, connecting},
};
use crate::{
    error::{Error, Result},
    location::Options,
};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, PoolError, QueueMode, Runtime, TimeoutType};
use std::{ops::Deref, sync::Arc, time::Duration};
use tokio::{runtime::Handle, time::timeout};
use tokio_postgres::Config;

/// How long a request waits for a connection.
const WAIT: Duration = Duration::from_secs(10);
/// How long a new connection may take, all hosts together.
const CREATE: Duration = Duration::from_secs(20);
/// How much longer than its own limit we wait for a statement's answer before the server counts as lost.
const GRACE: Duration = Duration::from_secs(5);
/// How long a request to stop what nobody waits for may take.
const CANCEL: Duration = Duration::from_secs(5);

/// Connections for requests.
pub(super) struct Connections {
    pub(super) pool: Pool,
    pub(super) connector: Arc<Connector>,
    /// How long an answer may take.
    pub(super) patience: Duration,
    size: usize,
}

impl Connections {
    pub(super) fn new(connector: Arc<Connector>, options: &Options) -> Result<Self> {
        let size = options.pool_size.max(1);
        let manager = Manager::from_connect(Config::new(), Shared(connector.clone()), ManagerConfig::default());
        let pool = Pool::builder(manager)
            .max_size(size)
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(CREATE))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Database(format!("no pool of connections: {error}")))?;
        Ok(Self { pool, connector, patience: options.statement_timeout + GRACE, size })
    }

    /// A connection, for as long as the value lives.
    pub(super) async fn lend(&self) -> Result<Lease> {
        let object = self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) => connecting(&error),
            PoolError::Timeout(TimeoutType::Wait) => {
                Error::Unavailable(format!("all {} connections to it are in use", self.size))
            }
            PoolError::Timeout(_) => Error::Unavailable(format!("it did not let us in within {} s", CREATE.as_secs())),
            PoolError::Closed => Error::Unavailable("the store is closed".into()),
            other => Error::Database(other.to_string()),
        })?;
        Ok(Lease { object: Some(object), connector: self.connector.clone() })
    }

    /// Waits for an answer, but not for ever.
    pub(super) async fn answer<T>(&self, asked: impl Future<Output = T>) -> Result<T, Failure> {
        within(self.patience, asked).await
    }

    /// Forgets the connections that are known to be dead.
    pub(super) fn sweep(&self) {
        self.pool.retain(|client, _| !client.is_closed());
    }
}

/// Waits for an answer so long and no longer.
pub(super) async fn within<T>(patience: Duration, asked: impl Future<Output = T>) -> Result<T, Failure> {
    let late = || Failure::Final(Error::Unavailable(format!("it did not answer within {} s", patience.as_secs())));
    timeout(patience, asked).await.map_err(|_| late())
}

/// A borrowed connection. Unless it is given back, whatever it was doing is stopped and the connection ended: the next one to
/// borrow it would wait for answers that nobody wants.
pub(super) struct Lease {
    object: Option<Object>,
    connector: Arc<Connector>,
}

impl Lease {
    /// Everything asked has been answered, and nothing is left open.
    pub(super) fn give_back(mut self) {
        self.object.take();
    }
}

impl Deref for Lease {
    type Target = Object;

    fn deref(&self) -> &Object {
        self.object.as_ref().expect("a lease holds its connection until it is given back")
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(object) = self.object.take() else { return };
        let (client, tls) = (Object::take(object), self.connector.tls.clone());
        if client.is_closed() {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                // Where the request to stop does not arrive, the end of the connection or a time limit does it.
                let _ = timeout(CANCEL, client.cancel_token().cancel_query(tls)).await;
                drop(client);
            });
        }
    }
}
