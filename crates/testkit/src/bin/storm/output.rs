//! What the storm says, one line and one call of the system at a time.
use std::{
    fmt::Display,
    fs::File,
    io::{self, Write},
    os::fd::AsFd,
    process,
    sync::Arc,
};

/// The standard output, without a buffer: what was said was said, even if the process dies of it.
#[derive(Clone)]
pub(crate) struct Output(Arc<File>);

impl Output {
    /// Takes the standard output.
    pub(crate) fn standard() -> io::Result<Self> {
        Ok(Self(Arc::new(File::from(io::stdout().as_fd().try_clone_to_owned()?))))
    }

    /// Says one line; where nobody listens any more the storm is over.
    pub(crate) fn line(&self, words: impl Display) {
        if (&*self.0).write_all(format!("{words}\n").as_bytes()).is_err() {
            process::exit(crate::NOBODY_LISTENS);
        }
    }
}
