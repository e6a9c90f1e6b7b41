//! Refusals while a server of PostgreSQL is away.
use super::{Record, Violation, spool::Spool};
use crate::testing::House;
use api::{Refusal, ViolationKind};
use store::{Location, sql};
use testkit::postgres::{Database, Mode, Proxy, server};

fn refusal() -> Refusal {
    let (user_id, address, method, path, details) = (None, None, None, None, None);
    let (kind, request_id) = (ViolationKind::TokenReused, "req_1".into());
    Refusal { kind, user_id, address, method, path, request_id, details }
}

#[tokio::test]
async fn pt_34_r_30_while_the_server_is_away_refusals_wait_in_the_file_and_are_written_once_it_is_back() {
    let Some(base) = server() else { return };
    let database = Database::fresh(&base, None).unwrap();
    let url = database.url();
    let upstream = url.rsplit('@').next().and_then(|rest| rest.split('/').next()).unwrap();
    let proxy = Proxy::start(upstream).unwrap();
    let house = House::open(&Location::parse(&proxy.through(&url)).unwrap()).await;
    let spool = Spool::of(house.app.folder().unwrap());
    proxy.set(Mode::Cut);
    for waiting in 1..=3 {
        house.app.refused(refusal());
        // What was done cannot be sealed either, and that is told.
        Record::of(&house.app).turn().await.unwrap_err();
        assert_eq!((spool.count(), house.app.refusals().dropped()), (waiting, 0));
    }
    proxy.set(Mode::Pass);
    Record::of(&house.app).turn().await.unwrap();
    let all = house.app.store().all(sql!(Violation, (), "order by seq"), ()).await.unwrap();
    assert_eq!((all.len(), spool.count()), (3, 0));
    house.close().await;
}
