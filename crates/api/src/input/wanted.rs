//! What an operation takes.
use super::Input;
use crate::{filter::Fields, operation::Shape};
use base::Result;
use serde::de::DeserializeOwned;
use store::utoipa::ToSchema;

/// What can be read from what a request brings.
pub trait FromInput: Clone + Send + Sync + 'static {
    /// Reads it, or says which field does not hold and why.
    fn from_input(input: Input) -> Result<Self>;
    /// What it looks like.
    fn shape() -> Shape;
    /// What a filter among it can ask, if it takes one.
    fn asks() -> Option<&'static Fields> {
        None
    }
}

/// What is read field by field.
pub trait Wanted: DeserializeOwned + Clone + Send + Sync + ToSchema + 'static {
    /// The fields of the thing itself that only we fill; a client that sends them back is not blamed for it.
    const FILLED_BY_US: &'static [&'static str] = &[];

    /// Whether a field of that name is passed over.
    fn passes_over(name: &str) -> bool {
        Self::FILLED_BY_US.contains(&name)
    }

    /// What its filter can ask, if it takes one.
    fn asks() -> Option<&'static Fields> {
        None
    }

    /// What is wrong with it beyond the kinds of its fields.
    fn flaws(&self) -> Vec<base::Flaw> {
        Vec::new()
    }
}

impl<T: Wanted> FromInput for T {
    fn from_input(input: Input) -> Result<Self> {
        let read: Self = input.without(Self::passes_over).read()?;
        match read.flaws() {
            flaws if flaws.is_empty() => Ok(read),
            flaws => Err(base::Error::Invalid(flaws)),
        }
    }

    fn shape() -> Shape {
        Shape::of::<Self>()
    }

    fn asks() -> Option<&'static Fields> {
        <T as Wanted>::asks()
    }
}
