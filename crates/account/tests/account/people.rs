//! Somebody with a password, who signs in.
use account::{Desk, Policy, passwords::Cost};
use api::http::Customs;
use house::{Answer, Client, CodeApp, House};
use serde_json::{Value, json};

pub(crate) const PASSWORD: &str = "seven brass otters hum";
pub(crate) const ORIGIN: &str = "https://house.example.org";

/// Somebody who has registered and signed in.
pub(crate) struct Person {
    pub(crate) client: Client,
    email: String,
    shown: String,
}

/// A house that lets in whoever registers, and has an address.
pub(crate) fn furnish(house: &House) {
    let policy = Policy { approval: false, ..Policy::default() };
    house.app().furnish(Desk::new(policy, Cost::FLOOR));
    house.app().furnish(Customs { public_url: Some(ORIGIN.into()), ..Customs::default() });
}

/// What an answer gives to show from then on.
pub(crate) fn token(answer: &Answer) -> String {
    format!("Bearer {}", answer.json["access_token"].as_str().unwrap())
}

impl Person {
    pub(crate) async fn new(house: &House, name: &str) -> Self {
        let (client, email) = (house.anonymous(), format!("{name}@example.org"));
        let new = json!({ "email": email, "password": PASSWORD });
        client.post("/api/v1/auth/register", new).await.expect(201);
        let mut person = Self { client, email, shown: String::new() };
        person.shown = token(&person.password(PASSWORD).await.expect(200));
        person
    }

    /// Signs in by password, as far as that goes.
    pub(crate) async fn password(&self, password: &str) -> Answer {
        let said = json!({ "email": self.email, "password": password });
        self.client.post("/api/v1/auth/login", said).await
    }

    /// The challenge that a right password gives.
    pub(crate) async fn challenge(&self) -> Value {
        let told = self.password(PASSWORD).await.expect(200);
        assert_eq!((&told.json["requires_2fa"], &told.json["access_token"]), (&json!(true), &Value::Null));
        assert!(told.header("set-cookie").is_none());
        told.json["challenge"].clone()
    }

    /// Asks as somebody who has signed in.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: Value) -> Answer {
        self.ask_by(&self.shown, method, path, body).await
    }

    /// The same with what another sign-in gave.
    pub(crate) async fn ask_by(&self, shown: &str, method: &str, path: &str, body: Value) -> Answer {
        let headers = [("authorization", shown), ("content-type", "application/json")];
        self.client.send(method, path, &headers, if method == "GET" { String::new() } else { body.to_string() }).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask("POST", path, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, Value::Null).await
    }

    /// Sets the second factor up; gives the app, the secret and the recovery codes.
    pub(crate) async fn with_app(&self, house: &House) -> (CodeApp, String, Vec<Value>) {
        let told = self.post("/api/v1/2fa/setup", json!({})).await.expect(200).json;
        let secret = told["secret"].as_str().unwrap().to_owned();
        let app = CodeApp::new(&secret);
        let code = json!({ "code": app.code(house.clock().now()) });
        let told = self.post("/api/v1/2fa/verify", code).await.expect(200).json;
        (app, secret, told["recovery_codes"].as_array().unwrap().clone())
    }
}
