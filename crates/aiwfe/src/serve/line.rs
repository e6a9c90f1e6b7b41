//! The line to one client, which ends so that the client hears the last answer, and goes when nobody takes what is sent.
use std::{
    convert::Infallible,
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::{mpsc, watch},
    time::{Sleep, sleep},
};

/// For how long a client may take nothing of what is sent to it.
const PATIENCE: Duration = Duration::from_secs(60);
/// For how long a line that was ended is still listened on.
const LINGER: Duration = Duration::from_secs(2);

/// A line to a client.
///
/// A line that is closed while its client still sends is reset, and an answer that the client has not read yet is lost with it:
/// so after the end what still comes is taken and thrown away for a moment, unless the server itself is ending.
pub(super) struct Line {
    stream: TcpStream,
    ending: watch::Receiver<bool>,
    stalled: Option<Pin<Box<Sleep>>>,
    lingers: Option<Pin<Box<Sleep>>>,
    /// Whoever waits at the other end learns when the line is gone, wherever it went.
    _there: mpsc::Sender<Infallible>,
}

impl Line {
    pub(super) fn new(stream: TcpStream, ending: watch::Receiver<bool>, there: mpsc::Sender<Infallible>) -> Self {
        Self { stream, ending, stalled: None, lingers: None, _there: there }
    }

    /// Passes on what became of a write, or gives up where none has come through for long.
    fn unless_stalled<T>(&mut self, context: &mut Context, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.stalled = None;
            return outcome;
        }
        ready!(self.stalled.get_or_insert_with(|| Box::pin(sleep(PATIENCE))).as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context, bytes: &mut ReadBuf) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, bytes)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.unless_stalled(context, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context,
        bytes: &[IoSlice],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.unless_stalled(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        let line = &mut *self;
        if line.lingers.is_none() {
            ready!(Pin::new(&mut line.stream).poll_shutdown(context))?;
            if *line.ending.borrow() {
                return Poll::Ready(Ok(()));
            }
        }
        let lingers = line.lingers.get_or_insert_with(|| Box::pin(sleep(LINGER)));
        if lingers.as_mut().poll(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        let mut bytes = [0; 4_096];
        loop {
            let mut bytes = ReadBuf::new(&mut bytes);
            match ready!(Pin::new(&mut line.stream).poll_read(context, &mut bytes)) {
                Ok(()) if !bytes.filled().is_empty() => {}
                // The client has heard all of it, or is gone.
                _ => return Poll::Ready(Ok(())),
            }
        }
    }
}
