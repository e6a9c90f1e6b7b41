//! What a slice is made of.
use store::Table;

/// One slice of the product, known when it is compiled.
#[derive(Clone, Copy, Debug)]
pub struct Module {
    /// The noun it is about.
    pub name: &'static str,
    /// The tables it keeps.
    pub tables: &'static [&'static Table],
}
