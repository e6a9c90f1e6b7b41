//! Rotation of the keys while the house is at work, with crashes in the middle of it.
use crate::{
    harness::{Place, Server},
    wire::{each_place, token},
};
use account::{Letter, LetterKind};
use aiwfe::wiring::{SEALED, TABLES};
use base::{Clock, Id, Secret};
use std::time::Duration;
use store::{Batch, Location, Options, Store, sql};
use testkit::environment::is_long;
use vault::{KeyId, Place as Sealing, Purpose, Ring, Sealed, Vault};

/// How many values are sealed; so many as the figure asks for take minutes.
fn count() -> usize {
    if is_long() { 100_000 } else { 5_000 }
}

const CRASHES: usize = 3;
const PAGE: usize = 500;

/// The house's data, beside whoever else is at them.
struct Data {
    store: Store,
    ring: Ring,
    clock: Clock,
}

impl Data {
    fn open(place: &Place) -> Self {
        let location = match place.variable("AIWFE_DATABASE__URL") {
            Some(url) => Location::parse(url).unwrap(),
            None => Location::Sqlite(place.data().join("aiwfe.db")),
        };
        let store = Store::open(&location, &Options::default(), TABLES).unwrap();
        Self { store, ring: Ring::open(&Ring::path(&place.data())).unwrap(), clock: Clock::system() }
    }

    fn current(&self) -> KeyId {
        self.ring.reload_if_changed().unwrap();
        self.ring.current(Purpose::Encryption).unwrap().id
    }

    /// Letters that are worth carrying for a year, each with a link of its own.
    async fn fill(&self, count: usize) {
        let (now, vault) = (self.clock.now(), Vault::new(self.ring.clone()));
        let letter = |number: &usize| {
            let id = Id::new(&self.clock);
            let place = Sealing { table: "letters", column: "link", row: id };
            Letter {
                id,
                kind: LetterKind::Invitation,
                address: format!("person{number}@example.org"),
                user_id: None,
                space_id: None,
                link: vault.seal(place, &Secret::new(format!("/invitation#{number}"))).unwrap(),
                expires_at: now.plus(Duration::from_secs(365 * 24 * 60 * 60)),
                created_at: now,
                taken_at: None,
            }
        };
        for page in (0..count).collect::<Vec<_>>().chunks(PAGE) {
            self.store
                .write(page.iter().map(letter).fold(Batch::new(), |batch, one| batch.insert(&one)))
                .await
                .unwrap();
        }
    }

    /// How many values lie under that key.
    async fn under(&self, key: KeyId) -> usize {
        let within = sql!((i64,), (String, String), "select count(*) from letters where link >= $1 and link < $2");
        let (count,) = self.store.scan(within, Sealed::bounds(key)).await.unwrap()[0];
        usize::try_from(count).unwrap()
    }

    /// How many letters open, each in its place, to what it was sealed as.
    async fn open_letters(&self) -> usize {
        let vault = Vault::new(self.ring.clone());
        let all = sql!(Letter, (), "where kind = 'invitation' order by id");
        let letters = self.store.scan(all, ()).await.unwrap();
        let opens = |letter: &&Letter| {
            let place = Sealing { table: "letters", column: "link", row: letter.id };
            let number = letter.address.trim_start_matches("person").split('@').next().unwrap();
            vault.open(place, &letter.link).unwrap().expose() == format!("/invitation#{number}")
        };
        letters.iter().filter(opens).count()
    }
}

/// Ends a server without a chance to do anything about it, once so many values lie under that key.
async fn crash(server: Server, data: &Data, key: KeyId, at: usize) {
    while data.under(key).await < at {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    server.running.signal("KILL");
    server.running.wait();
}

#[test]
fn s_12_secrets_that_are_rotated_while_the_house_crashes_are_all_there_under_the_new_key_alone() {
    each_place(|place: Place| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let count = count();
        place.serve(&[]).terminate();
        runtime.block_on(async {
            let data = Data::open(&place);
            data.fill(count).await;
            let old = data.current();
            let mut server = place.serve(&[]);
            let token = token(&place);
            assert_eq!(place.run(&["keys", "rotate"]).code, Some(0));
            let new = data.current();
            assert_eq!((data.under(old).await, data.under(new).await), (count, 0));
            // What is sealed from now on is sealed under the new key, and the others go there at the next start.
            let invited = serde_json::json!({ "email": "person-new@example.org" });
            let made = server.wire().ask(&token, "POST /api/v1/admin/invitations", Some(&invited)).unwrap();
            assert_eq!((made.status, data.under(new).await), (201, 1), "{}", made.text());
            let mut moved = Vec::new();
            for crashes in 0..CRASHES {
                crash(server, &data, new, 1 + crashes * count / 4).await;
                moved.push(data.under(new).await);
                server = place.serve(&[]);
            }
            // How long the rest takes depends on the machine: what is waited for is that it goes on to its end.
            while data.under(old).await > 0 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            server.running.stderr_until("sealed under the current key");
            assert_eq!(server.get("/health/ready").status, 200);
            let list = server.wire().ask(&token, "GET /api/v1/admin/letters?limit=1", None).unwrap();
            assert_eq!(list.status, 200, "{}", list.text());
            server.terminate();
            assert_eq!((data.under(old).await, data.under(new).await), (0, count + 1));
            assert_eq!(data.open_letters().await, count, "the one that was made meanwhile holds another link");
            let columns: Vec<vault::Column> = SEALED.iter().flat_map(|of_crate| of_crate.iter().copied()).collect();
            // A key may go when nobody can be about to seal with it any more.
            let later = Clock::held(data.clock.now().plus(Duration::from_secs(2 * 60 * 60)), 1);
            Vault::new(data.ring.clone()).retire(&data.store, &columns, old, &later).await.unwrap();
            assert_eq!(data.open_letters().await, count, "the old key is gone, and nothing is missed");
            assert!(moved.windows(2).all(|two| two[0] < two[1]) && moved[CRASHES - 1] <= count, "{moved:?}");
            eprintln!("{count} values, of which {moved:?} lay under the new key at each crash");
            data.store.close().await;
        });
    });
}
