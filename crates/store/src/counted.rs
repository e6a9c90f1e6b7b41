//! What a test is told of the statements that a piece of work asks for; without the feature `faults` nobody asks and nothing is noted.
#[cfg(feature = "faults")]
pub use asked::asked_by;
#[cfg(feature = "faults")]
pub(crate) use asked::note;

#[cfg(not(feature = "faults"))]
pub(crate) fn note(_: &str) {}

#[cfg(feature = "faults")]
mod asked {
    use std::cell::RefCell;

    tokio::task_local! {
        static ASKED: RefCell<Vec<String>>;
    }

    /// Does the work, and tells which statements it asked of any store, in order; what others ask meanwhile is not among them.
    pub async fn asked_by<T>(work: impl Future<Output = T>) -> (T, Vec<String>) {
        let both = async { (work.await, ASKED.with(RefCell::take)) };
        ASKED.scope(RefCell::default(), both).await
    }

    pub(crate) fn note(text: &str) {
        let _ = ASKED.try_with(|asked| asked.borrow_mut().push(text.to_owned()));
    }
}
