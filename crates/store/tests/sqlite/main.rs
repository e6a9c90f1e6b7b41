//! The engine over one file: what it promises, and what it does when the machine does not.
mod drift;
mod schema;
mod writes;
