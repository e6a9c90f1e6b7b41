//! Storms over the real store while processes die, disks fail or fill up, neighbours hold the file and steps are applied.
mod driver;
mod failing;
mod full;
mod kills;
mod neighbours;
mod power;
mod race;
mod restart;
mod steps;
mod strace;
