//! What the first house held, brought here: whole databases and broken ones.
mod again;
mod broken;
mod place;
mod whole;
