//! What the first house held, brought here: whole databases and broken ones.
mod again;
mod broken;
mod parts;
mod place;
mod ways;
mod whole;
