//! Which passwords nobody may have, wherever one is chosen.
use crate::sign_in::{OTHER, PASSWORD, auth, newcomer, open_to_all, text, with};
use account::{
    Desk, Policy,
    passwords::{Cost, Refused},
};
use house::{Client, House, each_house};
use serde_json::{Value, json};

/// Refuses these besides.
fn refuse(house: &House, list: &str) {
    let file = house.app().folder().unwrap().join("refused.txt");
    std::fs::write(&file, list).unwrap();
    let policy = Policy { approval: false, ..Policy::default() };
    house.app().furnish(Desk::new(policy, Cost::FLOOR).refusing(Refused::open(&file).unwrap()));
}

/// Where a password is chosen, and what is said of this one there.
async fn chosen_everywhere(house: &House, root: &Client, password: &str) -> Vec<(String, u16, Value)> {
    let nobody = house.anonymous();
    let ann = newcomer(house, "ann").await;
    let told =
        root.post(&format!("/api/v1/users/{}/reset-password", text(&ann, "user_id")), json!({})).await.expect(200);
    let coming = json!({ "email": "eve@example.org", "password": password });
    let token = account::first_token(house.app()).await.unwrap();
    let first = json!({ "email": "eve@example.org", "password": password, "token": token.map(|token| token.expose().to_owned()) });
    let changing = json!({ "current_password": PASSWORD, "new_password": password });
    let answers = [
        nobody.post(&auth("register"), coming).await,
        nobody.post(&auth("first-administrator"), first).await,
        nobody.post(&auth("reset-password"), json!({ "token": told.json["token"], "new_password": password })).await,
        with(house, &ann, "POST", &auth("change-password"), changing).await,
    ];
    let told = |answer: house::Answer| {
        let flaw = &answer.json["flaws"][0];
        (flaw["at"].as_str().unwrap_or_default().to_owned(), answer.status, flaw["code"].clone())
    };
    answers.into_iter().map(told).collect()
}

#[tokio::test]
async fn s_06_a_password_that_was_stolen_elsewhere_is_nobodys_wherever_it_is_chosen() {
    each_house(async |house| {
        open_to_all(&house);
        let root = house.admin("root").await;
        let stolen = |at: &str| (at.to_owned(), 422, json!("stolen"));
        let everywhere = ["/password", "/password", "/new_password", "/new_password"].map(stolen);
        assert_eq!(chosen_everywhere(&house, &root, "1qaz2wsx3edc").await, everywhere);
    })
    .await;
}

#[tokio::test]
async fn s_06_what_a_house_refuses_besides_is_refused_wherever_it_is_chosen() {
    let hash = "8F0A6D5E3D55E1B3E8AAC0C1F0E0C1D8A3B7F2C4:7";
    each_house(async |house| {
        let root = house.admin("root").await;
        refuse(&house, &format!("{}\n", OTHER.to_uppercase()));
        let refused = chosen_everywhere(&house, &root, OTHER).await;
        // Somebody administers this house already, and that is told first.
        let codes: Vec<_> = refused.iter().map(|(_, status, code)| (*status, code.as_str())).collect();
        assert_eq!(codes, [(422, Some("stolen")), (401, None), (422, Some("stolen")), (422, Some("stolen"))]);
        refuse(&house, &format!("{hash}\n"));
        let coming = json!({ "email": "eve@example.org", "password": OTHER });
        house.anonymous().post(&auth("register"), coming).await.expect(201);
    })
    .await;
}
