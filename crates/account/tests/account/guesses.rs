//! Guessing: how far it goes, and what it tells of who is here.
use crate::sign_in::{PASSWORD, auth, futures, login, newcomer, open_to_all, refresh, text, with};
use account::{Desk, Policy, passwords::Cost};
use house::{Answer, each_house};
use serde_json::{Value, json};
use std::time::Duration;
use store::Batch;

#[tokio::test]
async fn s_07_who_guesses_is_held_back_and_learns_nothing_of_who_is_here() {
    each_house(async |house| {
        open_to_all(&house);
        let (ann, nobody) = (newcomer(&house, "ann").await, house.anonymous());
        let bare = |answer: &Answer| {
            let mut told = answer.json.clone();
            for at in ["/timestamp", "/request_id", "/error/code"] {
                *told.pointer_mut(at).unwrap() = Value::Null;
            }
            (answer.status, told, answer.header("retry-after").map(str::to_owned))
        };
        // A hundred guesses, each as soon as it may be made; somebody who is not here is treated in the very same way.
        let (mut guesses, mut refused) = (0, 0);
        while guesses < 100 {
            let (of_ann, of_nobody) = (login(&nobody, "ann", "wrong").await, login(&nobody, "nobody", "wrong").await);
            assert_eq!(bare(&of_ann), bare(&of_nobody), "guess {guesses}");
            match of_ann.problem() {
                (401, "unauthenticated") => guesses += 1,
                (429, "rate_limited") => {
                    refused += 1;
                    let wait = of_ann.header("retry-after").unwrap().parse().unwrap();
                    house.advance(Duration::from_secs(wait));
                }
                other => panic!("{other:?}"),
            }
        }
        assert!(refused > 90, "{refused}");
        house.advance(Duration::from_secs(60 * 60));
        login(&nobody, "ann", PASSWORD).await.expect_problem(429, "rate_limited");
        // Whoever is in stays in, and may renew their session.
        let ann = refresh(&nobody, text(&ann, "refresh_token")).await.expect(200);
        with(&house, &ann, "GET", "/api/v1/tasks", Value::Null).await.expect(200);
        let forgotten = async |email: &str| {
            let told = nobody.post(&auth("forgot-password"), json!({ "email": email })).await.expect(200);
            told.text
        };
        assert_eq!(forgotten("ann@example.org").await, forgotten("nobody@example.org").await);
        house.advance(Duration::from_secs(24 * 60 * 60));
        login(&nobody, "ann", PASSWORD).await.expect(200);
        for _ in 0..3 {
            login(&nobody, "ann", "wrong").await.expect_problem(401, "unauthenticated");
        }
        house.advance(Duration::from_secs(1));
        login(&nobody, "ann", PASSWORD).await.expect(200);
        // It was them: the count begins anew.
        login(&nobody, "ann", "wrong").await.expect_problem(401, "unauthenticated");
        login(&nobody, "ann", PASSWORD).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn s_07_of_many_guesses_at_once_no_more_are_answered_than_a_day_allows() {
    each_house(async |house| {
        open_to_all(&house);
        let (ann, nobody) = (newcomer(&house, "ann").await, house.anonymous());
        login(&nobody, "ann", "wrong").await.expect_problem(401, "unauthenticated");
        // As if they had failed 96 times so far.
        let many = store::sql!((), (i64,), "update sign_in_failures set count = $1");
        house.write(Batch::new().run(many, (96,))).await;
        house.advance(Duration::from_secs(60));
        let guesses: Vec<_> = (0..20).map(|_| login(&nobody, "ann", "wrong")).collect();
        let told = futures(guesses).await;
        let answered = told.iter().filter(|told| told.status == 401).count();
        assert!(
            (1..=4).contains(&answered) && told.iter().all(|told| [401, 409, 429].contains(&told.status)),
            "{answered}"
        );
        login(&nobody, "ann", PASSWORD).await.expect_problem(429, "rate_limited");
        with(&house, &ann, "GET", "/api/v1/tasks", Value::Null).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn s_07_a_guess_takes_as_much_work_whether_somebody_has_that_name_or_not() {
    each_house(async |house| {
        open_to_all(&house);
        let nobody = house.anonymous();
        let work = async |name: &str| {
            let before = house.app().part::<Desk>().passwords.passes();
            login(&nobody, name, "wrong").await.expect_problem(401, "unauthenticated");
            house.app().part::<Desk>().passwords.passes() - before
        };
        assert_eq!(work("nobody").await, 2, "also where nobody has a password");
        let times = |passes| {
            house.app().furnish(Desk::new(Policy { approval: false, ..Policy::default() }, Cost::of_passes(passes)))
        };
        // Three who came while the machine did so much.
        for (name, passes) in [("ann", 2), ("max", 5), ("zoe", 3)] {
            times(passes);
            newcomer(&house, name).await;
        }
        times(4);
        for (name, passes) in [("ann", 2), ("max", 5), ("zoe", 3)] {
            assert_eq!(work(name).await, passes, "{name}");
        }
        // Whoever is not here is like the next who is.
        for (name, passes) in [("alf", 2), ("bea", 5), ("xanthippe", 3), ("zz", 2), ("somebody@example.net", 3)] {
            assert_eq!([work(name).await, work(name).await], [passes; 2], "{name}");
        }
        house.user("xaver").await;
        assert_eq!(work("xaver").await, 3, "who has no password is like somebody who is not here");
    })
    .await;
}
