//! A network that understands the protocol: it counts what is asked, holds answers back, and breaks exactly where it is told.
use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// A proxy on 127.0.0.1 that lives on the runtime of the test.
pub(crate) struct Wire {
    port: u16,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    upstream: String,
    /// Requests that were passed on, on all connections: each ends in a `Sync` or is a simple `Query`.
    asked: watch::Sender<usize>,
    /// Answers are passed on only while at least so many requests were asked.
    due: watch::Sender<usize>,
    /// How often one process told the others that it wrote; those requests are not counted.
    told: watch::Sender<usize>,
    /// Whether their answers are held.
    quiet: watch::Sender<bool>,
    /// What was asked: the text of a simple query, `sync` for the end of any other request.
    requests: Mutex<Vec<String>>,
    /// After so many requests every connection breaks.
    cut_after: AtomicUsize,
    /// Whether the last of them still reaches the server.
    deliver_last: AtomicBool,
    cut: watch::Sender<usize>,
}

impl Wire {
    /// Starts a proxy in front of the server of a URL.
    pub(crate) async fn start(url: &str) -> Self {
        let (_, place) = url.split_once('@').unwrap();
        let upstream = place.split('/').next().unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            upstream,
            asked: watch::channel(0).0,
            due: watch::channel(0).0,
            cut_after: AtomicUsize::new(usize::MAX),
            deliver_last: AtomicBool::new(true),
            told: watch::channel(0).0,
            quiet: watch::channel(false).0,
            requests: Mutex::default(),
            cut: watch::channel(0).0,
        });
        let task = tokio::spawn(serve(listener, shared.clone()));
        Self { port, shared, task }
    }

    /// The same database, through this proxy.
    pub(crate) fn through(&self, url: &str) -> String {
        let (login, place) = url.split_once('@').unwrap();
        let (_, database) = place.split_once('/').unwrap();
        format!("{login}@127.0.0.1:{}/{database}", self.port)
    }

    /// How many requests were asked.
    pub(crate) fn asked(&self) -> usize {
        *self.shared.asked.borrow()
    }

    /// What was asked since the last time.
    pub(crate) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut *self.shared.requests.lock().unwrap())
    }

    /// Waits until the others were told so often of what was written.
    pub(crate) async fn told(&self, count: usize) {
        self.shared.told.subscribe().wait_for(|told| *told >= count).await.unwrap();
    }

    /// How often the others were told.
    pub(crate) fn tells(&self) -> usize {
        *self.shared.told.borrow()
    }

    /// Holds the answers to what tells the others, or lets them through again.
    pub(crate) fn quiet(&self, quiet: bool) {
        self.shared.quiet.send_replace(quiet);
    }

    /// Holds every answer until so many more requests were asked than now.
    pub(crate) fn hold_until(&self, more: usize) {
        self.shared.due.send_replace(self.asked() + more);
    }

    /// Lets every answer through again.
    pub(crate) fn release(&self) {
        self.shared.due.send_replace(0);
    }

    /// Waits until so many requests were asked in all.
    pub(crate) async fn reaches(&self, count: usize) {
        self.shared.asked.subscribe().wait_for(|asked| *asked >= count).await.unwrap();
    }

    /// Breaks every connection when so many more requests were asked; the last one arrives at the server, or is lost too.
    pub(crate) fn cut_after(&self, more: usize, deliver_last: bool) {
        self.shared.deliver_last.store(deliver_last, Ordering::SeqCst);
        self.shared.cut_after.store(self.asked() + more, Ordering::SeqCst);
    }

    /// Breaks every connection now.
    pub(crate) fn cut(&self) {
        self.shared.cut.send_modify(|count| *count += 1);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
        self.cut();
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        let shared = shared.clone();
        tokio::spawn(async move {
            let mut cut = shared.cut.subscribe();
            tokio::select! {
                biased;
                _ = cut.changed() => {}
                _ = carry(client, &shared) => {}
            }
        });
    }
}

async fn carry(mut client: TcpStream, shared: &Shared) -> io::Result<()> {
    let mut server = TcpStream::connect(&shared.upstream).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let (muted, telling) = (AtomicBool::new(false), AtomicBool::new(false));
    tokio::try_join!(
        asks(from_client, to_server, shared, &muted, &telling),
        answers(from_server, to_client, shared, &muted, &telling)
    )
    .map(drop)
}

/// Passes on one message after the other.
async fn asks(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    shared: &Shared,
    muted: &AtomicBool,
    telling: &AtomicBool,
) -> io::Result<()> {
    let mut started = false;
    loop {
        let mut message = Vec::new();
        let kind = if started { from.read_u8().await? } else { 0 };
        if started {
            message.push(kind);
        }
        let length = from.read_u32().await?;
        let mut body = vec![0; length as usize - 4];
        from.read_exact(&mut body).await?;
        // A request for TLS or for an end of something has another number where the start has its version.
        started = started || body.starts_with(&[0, 3]);
        message.extend(length.to_be_bytes());
        message.extend(&body);
        let tells = body.windows(9).any(|word| word == b"pg_notify");
        if tells || kind != b'S' && kind != b'Q' {
            telling.fetch_or(tells, Ordering::SeqCst);
            to.write_all(&message).await?;
            shared.told.send_modify(|told| *told += usize::from(tells));
            continue;
        }
        let text =
            if kind == b'Q' { String::from_utf8_lossy(body.trim_ascii_end()).into_owned() } else { "sync".into() };
        shared.requests.lock().unwrap().push(text.trim_end_matches('\0').to_owned());
        let is_last = *shared.asked.borrow() + 1 == shared.cut_after.load(Ordering::SeqCst);
        muted.fetch_or(is_last, Ordering::SeqCst);
        if !is_last || shared.deliver_last.load(Ordering::SeqCst) {
            to.write_all(&message).await?;
        }
        if is_last {
            // The server reads what was sent before it sees the end of the line.
            to.shutdown().await?;
            shared.cut.send_modify(|count| *count += 1);
        }
        shared.asked.send_modify(|count| *count += 1);
    }
}

async fn answers(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    shared: &Shared,
    muted: &AtomicBool,
    telling: &AtomicBool,
) -> io::Result<()> {
    let (mut asked, mut due, mut bytes) = (shared.asked.subscribe(), shared.due.subscribe(), vec![0; 65_536]);
    loop {
        let count = from.read(&mut bytes).await?;
        if count == 0 {
            return to.shutdown().await;
        }
        loop {
            let needed = *due.borrow_and_update();
            if *asked.borrow_and_update() >= needed {
                break;
            }
            tokio::select! {
                changed = asked.changed() => changed.map_err(io::Error::other)?,
                changed = due.changed() => changed.map_err(io::Error::other)?,
            }
        }
        if telling.swap(false, Ordering::SeqCst) {
            shared.quiet.subscribe().wait_for(|quiet| !quiet).await.map_err(io::Error::other)?;
        }
        if muted.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        to.write_all(&bytes[..count]).await?;
    }
}
