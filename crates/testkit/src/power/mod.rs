//! Loss of power: the folders that a program may find when it starts again, rebuilt from a trace of its system calls.
//!
//! A [`Recording`] is a run of a program under strace; an [`Image`] is one state its folder could be in had the power
//! gone at one moment. What a file holds is durable once an `fsync` or `fdatasync` of that file has returned, as far as
//! its writes had returned before that sync was called; everything later is volatile. Volatile writes survive whole, not
//! at all, sector by sector of 512 bytes in any combination, or in order up to a torn one, as [`Loss`] says. A file
//! reaches to its last surviving byte, with zeros in the holes, and a new length may be lost like a write. The names in
//! a folder are durable after a sync of the folder, that of a new file also after a sync of the file; they survive in
//! order, because the journals of ext4 and xfs commit in order, but independently of what their files hold.
//!
//! Not modelled: a disk that loses what a sync has reported durable, a sector that is itself half written, and the bits
//! that fail at rest. Indexes that SQLite maps into memory (`-shm`) are left out; it makes them anew. What a trace cannot
//! show (writes through shared memory, rings, other processes) is an error, and a recording that does not explain every
//! byte of the folder it ends with is one too.

mod call;
mod chance;
mod changes;
mod descriptors;
mod disk;
mod event;
mod folder;
mod follow;
mod image;
mod recording;
mod snapshot;
mod strace;
mod trace;

#[cfg(test)]
mod tests;

pub use disk::Loss;
pub use event::{Change, Entry, Event, File};
pub use image::{Image, Images};
pub use recording::Recording;
pub use strace::can_record;
