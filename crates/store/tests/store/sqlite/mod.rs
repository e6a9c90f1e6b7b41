//! Over one file: what it promises, and what it does when the machine does not.
mod drift;
mod faults;
mod group;
mod place;
mod reads;
mod steps;
