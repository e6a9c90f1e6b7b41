//! HTTP: paths that lead to operations, and what stands around every path.
mod adapter;
mod assemble;
mod body;
mod customs;
mod document;
mod failed;
mod fault;
mod halves;
mod headers;
mod layers;
mod links;
mod meters;
mod passage;
mod respond;
mod route;
mod site;
mod traffic;

pub use assemble::{Assembly, not_found};
pub use customs::{Customs, Peer};
pub use document::document;
pub use failed::{Failed, Failures};
pub use fault::Fault;
pub use layers::{Edge, LAYERS, Layer, around};
pub use meters::Meter;
pub(crate) use meters::Open;
pub use route::Route;
pub use traffic::Traffic;
