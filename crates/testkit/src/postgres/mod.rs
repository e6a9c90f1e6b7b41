//! Real PostgreSQL for tests: throw-away clusters, a database per test, a pooler and a faulty network.
mod bouncer;
mod client;
mod cluster;
mod database;
mod guard;
mod process;
mod proxy;
mod url;

pub use self::bouncer::{Bouncer, Pooling};
pub use self::cluster::{Cluster, Durability};
pub use self::database::{AtWork, Database, run};
pub use self::proxy::{Mode, Proxy};

use crate::environment;
use std::sync::Once;

/// The server that the tests of this run share; without one it says so once, and under `CI=true` it fails.
pub fn server() -> Option<String> {
    static TOLD: Once = Once::new();
    let url = environment::postgres_url();
    if url.is_none() {
        assert!(!environment::is_ci(), "AIWFE_TEST_POSTGRES names no server, and under CI=true there must be one");
        TOLD.call_once(|| eprintln!("SKIPPED: PostgreSQL. AIWFE_TEST_POSTGRES is not set; this ran on SQLite only."));
    }
    url
}

/// Whether a test that needs a program may run; where it is missing it says so, and under `CI=true` it fails.
pub fn may_run(installed: bool, program: &str) -> bool {
    if !installed {
        assert!(!environment::is_ci(), "{program} is not installed, and under CI=true it must be");
        eprintln!("SKIPPED: {program} is not installed.");
    }
    installed
}
