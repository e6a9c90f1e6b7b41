//! The lines of the log on their way out. Whoever writes one never waits: what the reader of the log does not take in time is
//! dropped and counted.
use base::meter::Counter;
use std::{
    io::{self, Write},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};
use tracing_subscriber::fmt::MakeWriter;

/// How much may wait.
const MOST_BYTES: usize = 4 << 20;
/// How much is written at once, where so much waits.
const AT_ONCE_BYTES: usize = 64 << 10;
/// How long lines gather before they are written together.
const GATHER: Duration = Duration::from_millis(5);

/// The lines that wait; cheap to clone.
#[derive(Clone)]
pub(crate) struct Queue(Arc<Inner>);

struct Inner {
    waiting: Mutex<Waiting>,
    filled: Condvar,
    emptied: Condvar,
    dropped: Counter,
}

#[derive(Default)]
struct Waiting {
    bytes: Vec<u8>,
    /// Lines that were dropped since that was last told.
    dropped: u64,
    is_writing: bool,
    is_hurried: bool,
}

impl Queue {
    /// One whose lines a thread of its own writes there; `told` is the line that says how many were dropped.
    pub(crate) fn start(mut out: impl Write + Send + 'static, told: fn(u64) -> String) -> io::Result<Self> {
        let inner = Inner {
            waiting: Mutex::default(),
            filled: Condvar::new(),
            emptied: Condvar::new(),
            dropped: Counter::default(),
        };
        let queue = Self(Arc::new(inner));
        let lines = queue.clone();
        thread::Builder::new().name("log".into()).spawn(move || {
            let mut taken = Vec::new();
            loop {
                let dropped = lines.take(&mut taken);
                if dropped > 0 {
                    taken.extend_from_slice(told(dropped).as_bytes());
                }
                // Nobody is left to be told that the log cannot be written.
                let _ = out.write_all(&taken).and_then(|()| out.flush());
                taken.clear();
                taken.shrink_to(AT_ONCE_BYTES);
                lines.waiting().is_writing = false;
                lines.0.emptied.notify_all();
            }
        })?;
        Ok(queue)
    }

    /// How many lines were dropped so far.
    pub(crate) fn dropped(&self) -> u64 {
        self.0.dropped.value()
    }

    /// Waits until all is written, or for so long.
    pub(crate) fn flush(&self, patience: Duration) {
        let mut waiting = self.waiting();
        waiting.is_hurried = true;
        self.0.filled.notify_one();
        let is_left = |waiting: &mut Waiting| waiting.is_writing || !waiting.bytes.is_empty();
        drop(self.0.emptied.wait_timeout_while(waiting, patience, is_left));
        self.waiting().is_hurried = false;
    }

    fn push(&self, line: &[u8]) {
        let mut waiting = self.waiting();
        if waiting.bytes.len() + line.len() > MOST_BYTES {
            waiting.dropped += 1;
            return self.0.dropped.increment();
        }
        let was_empty = waiting.bytes.is_empty();
        waiting.bytes.extend_from_slice(line);
        let is_much = waiting.bytes.len() >= AT_ONCE_BYTES && waiting.bytes.len() - line.len() < AT_ONCE_BYTES;
        drop(waiting);
        if was_empty || is_much {
            self.0.filled.notify_one();
        }
    }

    /// Waits for lines and takes them; tells how many were dropped meanwhile.
    fn take(&self, into: &mut Vec<u8>) -> u64 {
        let recovered = PoisonError::into_inner;
        let is_empty = |waiting: &mut Waiting| waiting.bytes.is_empty();
        let waiting = self.0.filled.wait_while(self.waiting(), is_empty).unwrap_or_else(recovered);
        let is_little = |waiting: &mut Waiting| waiting.bytes.len() < AT_ONCE_BYTES && !waiting.is_hurried;
        let (mut waiting, _) = self
            .0
            .filled
            .wait_timeout_while(waiting, GATHER, is_little)
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        std::mem::swap(&mut waiting.bytes, into);
        waiting.is_writing = true;
        std::mem::take(&mut waiting.dropped)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One line, which comes in one piece.
pub(crate) struct Line<'a>(&'a Queue);

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.push(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Queue {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};

    const PATIENCE: Duration = Duration::from_secs(30);

    /// A reader that takes what is written only when it is let.
    struct Slow {
        begun: Sender<()>,
        let_on: Receiver<()>,
        taken: Sender<Vec<u8>>,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.begun.send(()).map_err(io::Error::other)?;
            self.let_on.recv().map_err(io::Error::other)?;
            self.taken.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_takes_nothing_holds_nobody_up_and_is_told_what_it_missed() {
        let ((begun, has_begun), (let_on, wait), (taken, text)) = (channel(), channel(), channel());
        let told = |lines| format!("{lines} lines were dropped\n");
        let queue = Queue::start(Slow { begun, let_on: wait, taken }, told).unwrap();
        queue.push(b"first\n");
        has_begun.recv_timeout(PATIENCE).unwrap();
        let line = vec![b'x'; 1 << 20];
        (0..7).for_each(|_| queue.push(&line));
        assert_eq!(queue.dropped(), 3);
        [(); 2].iter().for_each(|()| let_on.send(()).unwrap());
        queue.flush(PATIENCE);
        assert_eq!(text.recv_timeout(PATIENCE).unwrap(), b"first\n");
        let rest = String::from_utf8(text.recv_timeout(PATIENCE).unwrap()).unwrap();
        assert_eq!((rest.len(), rest.ends_with("x3 lines were dropped\n")), ((4 << 20) + 21, true));
    }
}
