//! What the storm is told to do.
use crate::schema::STEPS;
use store::{Location, Step};

/// How the program is called.
pub(crate) const USAGE: &str = "usage: storm run|check|migrate DATABASE_URL [writers=N] [batches=N] [first=N] [seed=N] [sweep=N] [reads=N] [steps=N]";

/// Which part of the program is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// To write, and to acknowledge what was written.
    Run,
    /// To compare the database with the acks on the standard input.
    Check,
    /// To apply the steps.
    Migrate,
}

/// What the storm is told to do.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub mode: Mode,
    pub location: Location,
    /// How much of the history the database is brought to.
    pub steps: &'static [Step],
    /// How many write at once.
    pub writers: i64,
    /// How many batches each of them writes; without end if 0.
    pub batches: i64,
    /// The number of the first writer.
    pub first: i64,
    /// What chance is drawn from.
    pub seed: u64,
    /// Every so manieth batch has a thousand parts, so that the log is carried over; none if 0.
    pub sweep: i64,
    /// Whether somebody reads meanwhile, and says so.
    pub reads: bool,
}

impl Order {
    /// Reads the arguments; says in a sentence what is wrong with them.
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, String> {
        let [mode, url, settings @ ..] = arguments else { return Err(USAGE.into()) };
        let mode = match mode.as_str() {
            "run" => Mode::Run,
            "check" => Mode::Check,
            "migrate" => Mode::Migrate,
            _ => return Err(USAGE.into()),
        };
        let location = Location::parse(url)?;
        let mut order =
            Self { mode, location, steps: STEPS, writers: 4, batches: 0, first: 1, seed: 1, sweep: 0, reads: false };
        for setting in settings {
            let (name, number) = setting.split_once('=').ok_or(USAGE)?;
            let number: u32 = number.parse().map_err(|_| USAGE)?;
            match name {
                "writers" => order.writers = number.into(),
                "batches" => order.batches = number.into(),
                "first" => order.first = number.into(),
                "seed" => order.seed = number.into(),
                "sweep" => order.sweep = number.into(),
                "reads" => order.reads = number > 0,
                "steps" => order.steps = STEPS.get(..number as usize).ok_or(USAGE)?,
                _ => return Err(USAGE.into()),
            }
        }
        Ok(order)
    }
}
