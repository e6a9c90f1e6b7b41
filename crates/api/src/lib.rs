//! What a slice needs to speak HTTP.
mod problem;

pub use problem::Problem;
