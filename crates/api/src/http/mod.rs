//! HTTP: paths that lead to operations, and what stands around every path.
mod adapter;
mod fault;
mod layers;
mod route;

pub use adapter::router;
pub use fault::Fault;
pub use layers::{Edge, around};
pub use route::Route;
