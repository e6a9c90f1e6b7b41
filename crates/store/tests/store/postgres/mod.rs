//! Over a server: what it promises, and what it does when the server, the network or a stranger does not.
mod alike;
mod changes;
mod crash;
mod drift;
mod fetch;
mod mutants;
mod owned;
mod place;
mod poolers;
mod sound;
mod steps;
mod trips;
mod urls;
mod values;
mod wire;
