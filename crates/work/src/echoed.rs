//! Inputs of clients that send back what they were shown: what it has besides the thing's own fields is passed over.
use api::{FromInput, Input, Shape};
use base::Result;
use std::marker::PhantomData;

/// An input without what was only shown.
#[derive(Debug)]
pub(crate) struct Echoed<I, S> {
    pub(crate) input: I,
    shown: PhantomData<fn() -> S>,
}

impl<I: Clone, S> Clone for Echoed<I, S> {
    fn clone(&self) -> Self {
        Self { input: self.input.clone(), shown: PhantomData }
    }
}

/// What is shown besides the fields of a thing.
pub(crate) trait ShownBesides: 'static {
    /// Their names.
    const NAMES: &'static [&'static str];
}

impl<I: FromInput, S: ShownBesides> FromInput for Echoed<I, S> {
    fn from_input(input: Input) -> Result<Self> {
        let input = I::from_input(input.without(|name| S::NAMES.contains(&name)))?;
        Ok(Self { input, shown: PhantomData })
    }

    fn shape() -> Shape {
        I::shape()
    }
}
