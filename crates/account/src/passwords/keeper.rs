//! Hashing and checking, two at a time: each takes a processor and 19 MiB for a while.
use super::{Cost, brought};
use argon2::{
    Algorithm, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use base::{Error, Result, Secret, meter::Counter};
use std::sync::{Arc, OnceLock};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// How many are hashed at once.
const AT_ONCE: usize = 2;
/// How many may wait: as many as are through within some seconds.
const WAITING: usize = 200;
/// When to come again, where too many wait.
const RETRY_AFTER_S: u32 = 5;

/// Hashes passwords, and checks them; cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    /// How hard it works; measured when the first password comes, for a house may never see one.
    cost: Arc<OnceLock<Cost>>,
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    passes: Arc<Counter>,
}

/// What came of checking a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Whether it is the one.
    pub is_right: bool,
    /// Whether its hash costs less than one that is made now, so that it is to be hashed again.
    pub is_stale: bool,
}

impl Passwords {
    /// One that works this hard.
    pub fn new(cost: Cost) -> Self {
        let passwords = Self::measured();
        // Nobody else holds it yet.
        let _ = passwords.cost.set(cost);
        passwords
    }

    /// One that works as hard as this machine can.
    pub fn measured() -> Self {
        let (places, turns) = (Arc::new(Semaphore::new(AT_ONCE + WAITING)), Arc::new(Semaphore::new(AT_ONCE)));
        Self { cost: Arc::default(), places, turns, passes: Arc::default() }
    }

    /// The hash by which a password is known again; with a salt of its own, so that no two are alike.
    pub async fn hash(&self, password: Secret) -> Result<String> {
        self.in_turn(move |cost| {
            let mut salt = [0; 16];
            getrandom::fill(&mut salt).map_err(internal)?;
            let hasher = cost.hasher().map_err(internal)?;
            let hash = hasher.hash_password_with_salt(password.expose().as_bytes(), &salt).map_err(internal)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether a password is the one of that hash. Without a hash it is not, and that takes as long.
    pub async fn check(&self, password: Secret, hash: Option<String>) -> Result<Checked> {
        let passes = self.passes.clone();
        self.in_turn(move |cost| {
            let Some(hash) = hash else {
                let mut unused = [0; 32];
                let hasher = cost.hasher().map_err(internal)?;
                passes.add(hasher.params().t_cost().into());
                hasher.hash_password_into(password.expose().as_bytes(), &[0; 16], &mut unused).map_err(internal)?;
                return Ok(Checked { is_right: false, is_stale: false });
            };
            if brought::is_of_bcrypt(&hash) {
                let is_right = brought::is_right(&password, &hash);
                return Ok(Checked { is_right, is_stale: is_right });
            }
            let hash = PasswordHash::new(&hash).map_err(internal)?;
            if hash.algorithm != Algorithm::Argon2id.ident() || hash.salt.is_none() || hash.hash.is_none() {
                return Err(internal("what is kept of it is no hash of ours"));
            }
            let params = Params::try_from(&hash).map_err(internal)?;
            passes.add(params.t_cost().into());
            // The hash says itself how it was made.
            let hasher = cost.hasher().map_err(internal)?;
            let is_right = hasher.verify_password(password.expose().as_bytes(), &hash).is_ok();
            Ok(Checked { is_right, is_stale: is_right && !cost.is_met_by(&params) })
        })
        .await
    }

    /// The same for a name that nobody has: a password is none of theirs, and that takes as long as it would of somebody with that
    /// hash.
    pub(crate) async fn check_in_vain(&self, password: Secret, like: Option<String>) -> Result<Checked> {
        self.check(password, like).await.map(|_| Checked { is_right: false, is_stale: false })
    }

    /// How many passes were made over the memory to check passwords.
    pub fn passes(&self) -> u64 {
        self.passes.value()
    }

    #[cfg(test)]
    pub(super) async fn hold_all_turns(&self) -> tokio::sync::OwnedSemaphorePermit {
        self.turns.clone().acquire_many_owned(2).await.unwrap()
    }

    /// Works on a thread where it is in nobody's way. Whoever goes away while they wait leaves their place to others.
    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce(Cost) -> Result<T> + Send + 'static) -> Result<T> {
        let crowded = || Error::Unavailable { why: "too many sign in at once".into(), retry_after_s: RETRY_AFTER_S };
        let _place = self.places.try_acquire().map_err(|_| crowded())?;
        let turn = self.turns.clone().acquire_owned().await.map_err(internal)?;
        let cost = self.cost.clone();
        let work = spawn_blocking(move || {
            let done = work(*cost.get_or_init(Cost::of_this_machine));
            drop(turn);
            done
        });
        work.await.map_err(internal)?
    }
}

/// Never holds the password: only what the hasher says of its own work.
fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal { cause: format!("a password cannot be checked: {error}") }
}
