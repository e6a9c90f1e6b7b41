//! What changed of a list: every list of things tells it, whatever it is a list of.
use crate::table;
use house::{Answer, Client, House, each_house};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::sql;

/// Waits for transactions elsewhere on the server that keep changes out of sight.
async fn seen(house: &House) {
    let hidden = sql!(
        (i64,),
        (),
        sqlite: "select 0",
        postgres: "select count(*) from changes \
                   where transaction_id >= (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint /* all spaces */"
    );
    while house.app().store().one(hidden, ()).await.unwrap() != Some((0,)) {
        tokio::task::yield_now().await;
    }
}

/// The token of a list from which on nothing has changed yet.
async fn start(house: &House, who: &Client, list: &str) -> String {
    let mut start = token(&who.get(list).await.expect(200)).to_owned();
    loop {
        let told = since(house, who, list, &start).await;
        if told.json["changed"] == json!([]) && told.json["deleted"] == json!([]) {
            return start;
        }
        start = token(&told).to_owned();
    }
}

fn token(answer: &Answer) -> &str {
    answer.header("x-sync-token").unwrap()
}

async fn since(house: &House, who: &Client, list: &str, token: &str) -> Answer {
    seen(house).await;
    let sign = if list.contains('?') { '&' } else { '?' };
    who.get(&format!("{list}{sign}sync_token={token}")).await.expect(200)
}

fn ids(things: &Value) -> BTreeSet<&str> {
    things.as_array().unwrap().iter().map(|thing| thing["id"].as_str().unwrap()).collect()
}

/// The lists whose path names a space: what they tell is no thing.
const OF_A_SPACE: [&str; 5] =
    ["members.list", "roles.list", "invitations.list", "service_accounts.list", "service_tokens.list"];

/// A list whose path names a space, followed from where it was.
struct Following<'a> {
    house: &'a House,
    who: &'a Client,
    list: String,
    token: String,
}

impl<'a> Following<'a> {
    async fn of(house: &'a House, who: &'a Client, list: String) -> Self {
        let token = start(house, who, &list).await;
        Self { house, who, list, token }
    }

    /// What changed since the last look: what it holds of that name, and when each was gone that is told so.
    async fn told(&mut self, name: &str) -> (Vec<Value>, Vec<Value>) {
        let told = since(self.house, self.who, &self.list, &self.token).await;
        self.token = token(&told).to_owned();
        let all =
            |list: &str, name: &str| told.json[list].as_array().unwrap().iter().map(|one| one[name].clone()).collect();
        (all("changed", name), all("deleted", "deleted_at"))
    }
}

#[tokio::test]
async fn a_list_of_a_space_that_the_path_names_tells_what_changed_there() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        let space = house.shared(&[(&ann, house::Role::Owner)]).await;
        let path = format!("/api/v1/spaces/{space}");
        let path_of = |what: &str| format!("{path}/{what}");
        let nothing = || (Vec::<Value>::new(), Vec::<Value>::new());
        let changed = |value: Value| (vec![value], Vec::<Value>::new());
        let now = || json!(house.clock().now());
        let mut members = Following::of(&house, &ann, path_of("members")).await;
        let mut viewers = Following::of(&house, &ann, path_of("members?filter=role%20%3D%20viewer")).await;
        let mut roles = Following::of(&house, &ann, path_of("roles")).await;
        let mut accounts = Following::of(&house, &ann, path_of("service-accounts")).await;
        let mut invitations = Following::of(&house, &ann, path_of("invitations")).await;

        let role = json!({ "name": "gardener", "permissions": ["tasks.read"] });
        let role = ann.post(&path_of("roles"), role).await.expect(201).id().to_owned();
        assert_eq!(roles.told("name").await, changed(json!("gardener")));
        assert_eq!((members.told("username").await, accounts.told("username").await), (nothing(), nothing()));
        let new = json!({ "username": "bob", "role": role });
        ann.post(&path_of("members"), new).await.expect(201);
        assert_eq!(members.told("username").await, changed(json!("bob")));
        let new = json!({ "username": "robot", "role": "viewer" });
        let robot =
            ann.post(&path_of("service-accounts"), new).await.expect(201).json["user_id"].as_str().unwrap().to_owned();
        assert_eq!(accounts.told("username").await, changed(json!("robot")));
        assert_eq!(viewers.told("username").await.0, [json!("robot")]);
        assert_eq!(members.told("role_name").await, changed(json!("viewer")));

        // Who has a role shows its name.
        ann.patch(&path_of(&format!("members/{robot}")), json!({ "role": role })).await.expect(200);
        assert_eq!(accounts.told("role_name").await, changed(json!("gardener")));
        assert_eq!(members.told("role_name").await, changed(json!("gardener")));
        assert_eq!(viewers.told("username").await, (Vec::new(), vec![Value::Null]), "there, and not in this list");
        ann.patch(&path_of(&format!("roles/{role}")), json!({ "name": "sower" })).await.expect(200);
        assert_eq!(roles.told("name").await, changed(json!("sower")));
        assert_eq!(members.told("role_name").await, (vec![json!("sower"); 2], Vec::new()));
        assert_eq!(accounts.told("role_name").await, changed(json!("sower")));

        let of_robot = format!("service-accounts/{robot}");
        let mut tokens = Following::of(&house, &ann, path_of(&format!("{of_robot}/tokens"))).await;
        let token = ann.post(&path_of(&format!("{of_robot}/tokens")), json!({ "name": "t" })).await.expect(201).json;
        let token = token["id"].as_str().unwrap().to_owned();
        assert_eq!(tokens.told("name").await, changed(json!("t")));
        ann.delete(&path_of(&format!("{of_robot}/tokens/{token}"))).await.expect(200);
        assert_eq!(tokens.told("name").await, (Vec::new(), vec![now()]));
        ann.delete(&path_of(&of_robot)).await.expect(200);
        assert_eq!(accounts.told("username").await, (Vec::new(), vec![now()]));
        ann.delete(&path_of(&format!("members/{}", bob.user_id))).await.expect(200);
        assert_eq!(members.told("username").await, (Vec::new(), vec![now(), now()]));

        let new = json!({ "email": "cleo@example.org", "role": "viewer" });
        let invitation = ann.post(&path_of("invitations"), new).await.expect(201).id().to_owned();
        assert_eq!(invitations.told("status").await, changed(json!("open")));
        ann.delete(&path_of(&format!("invitations/{invitation}"))).await.expect(200);
        assert_eq!(invitations.told("status").await, changed(json!("revoked")));
        ann.delete(&path_of(&format!("roles/{role}"))).await.expect(200);
        assert_eq!(roles.told("name").await, (Vec::new(), vec![now()]));

        // What nobody can tell any more is to be read anew, and nobody else is told anything.
        let list = format!("{}?sync_token={}", invitations.list, invitations.token);
        ann.get(&list).await.expect_problem(410, "full_sync_required");
        let list = format!("{}?sync_token={}", members.list, members.token);
        bob.get(&list).await.expect_problem(404, "not_found");
        let purged = format!("{}?sync_token=1-7fffffff-1", members.list);
        ann.get(&purged).await.expect_problem(410, "full_sync_required");
        ann.get(&format!("{list}&cursor=x")).await.expect_problem(422, "invalid");
    })
    .await;
}

#[tokio::test]
async fn every_list_of_things_tells_what_was_made_changed_thrown_away_and_had_back() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let task = ann.post("/api/v1/tasks", json!({ "title": "Sow" })).await.expect(201).id().to_owned();
        let chance = json!({ "title": "A plot", "task_type": "opportunity" });
        let chance = ann.post("/api/v1/opportunities", chance).await.expect(201).id().to_owned();
        let steps = format!("/api/v1/tasks/{task}/subtasks");
        let reminders = format!("/api/v1/tasks/{task}/reminders");
        let felt = json!({ "opportunity_id": chance, "feeling": "good", "difficulty": 2, "energy": 3 });
        let filter = json!({ "name": "x", "noun": "tasks", "filter": "status = pending" });
        let related = json!({ "task_id": task, "kind": "blocks", "other_id": chance });
        let lists = [
            ("tasks.list", "/api/v1/tasks", json!({ "title": "x" }), json!({ "title": "y" })),
            ("opportunities.list", "/api/v1/opportunities", json!({ "title": "x" }), json!({ "title": "y" })),
            ("projects.list", "/api/v1/projects", json!({ "name": "x" }), json!({ "name": "y" })),
            ("categories.list", "/api/v1/categories", json!({ "name": "x" }), json!({ "name": "y" })),
            ("subtasks.list", &steps, json!({ "subtasks": [{ "title": "x" }] }), json!({ "title": "y" })),
            ("feedback.list", "/api/v1/feedback", felt, json!({ "notes": "y" })),
            ("comments.list", "/api/v1/comments", json!({ "task_id": task, "body": "x" }), json!({ "body": "y" })),
            ("filters.list", "/api/v1/filters", filter, json!({ "name": "y" })),
            ("calendars.list", "/api/v1/calendar/calendars", json!({ "name": "x" }), json!({ "name": "y" })),
            ("reminders.list", &reminders, json!({ "minutes_before": 5 }), json!({ "minutes_before": 6 })),
            ("labels.list", "/api/v1/labels", json!({ "name": "x" }), json!({ "name": "y" })),
            ("relations.list", "/api/v1/relations", related, Value::Null),
        ];
        let known: BTreeSet<&str> =
            table::all().iter().filter(|row| row.route.operation().syncs()).map(|row| row.id()).collect();
        // What the house makes by itself has a story of its own, and so have the instances of events.
        let by_itself = ["notifications.list", "calendar_events.list"];
        assert_eq!(known, lists.iter().map(|list| list.0).chain(by_itself).chain(OF_A_SPACE).collect());
        for (id, list, new, change) in lists {
            let start = start(&house, &ann, list).await;
            let told = ann.post(list, new).await;
            assert!(told.status < 300, "{id}: {}", told.text);
            let made = since(&house, &ann, list, &start).await;
            let thing = made.json["changed"][0].clone();
            let one = format!("{list}/{}", thing["id"].as_str().unwrap_or_else(|| panic!("{id}: {}", made.text)));
            assert_eq!((ids(&made.json["changed"]).len(), &made.json["deleted"]), (1, &json!([])), "{id}");
            match change {
                // What two tasks have to do with each other is said or not, and never otherwise.
                Value::Null => {
                    ann.delete(&one).await.expect(200);
                    ann.post(&format!("{one}/restore"), json!({})).await.expect(200);
                }
                change => drop(ann.patch(&one, change).await.expect(200)),
            }
            let changed = since(&house, &ann, list, token(&made)).await;
            let now = ann.get(&one).await.expect(200).json;
            assert_eq!(changed.json["changed"], json!([now]), "{id}");
            ann.delete(&one).await.expect(200);
            let gone = since(&house, &ann, list, token(&changed)).await;
            assert_eq!((&gone.json["changed"], ids(&gone.json["deleted"]).len()), (&json!([]), 1), "{id}");
            assert!(gone.json["deleted"][0]["deleted_at"].is_string(), "{id}");
            ann.post(&format!("{one}/restore"), json!({})).await.expect(200);
            let back = since(&house, &ann, list, token(&gone)).await;
            assert_eq!((ids(&back.json["changed"]), &back.json["deleted"]), (ids(&json!([thing])), &json!([])), "{id}");
            let whole = since(&house, &ann, list, &start).await;
            assert_eq!(whole.json["changed"], back.json["changed"], "{id}: once, however often it was changed");
        }
    })
    .await;
}

#[tokio::test]
async fn what_fits_a_filter_no_more_leaves_the_list_and_is_not_thrown_away() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let list = "/api/v1/tasks?status=pending";
        let task = ann.post("/api/v1/tasks", json!({ "title": "Sow" })).await.expect(201).id().to_owned();
        let start = start(&house, &ann, list).await;
        ann.patch(&format!("/api/v1/tasks/{task}"), json!({ "status": "completed" })).await.expect(200);
        let told = since(&house, &ann, list, &start).await.json;
        assert_eq!((&told["changed"], &told["deleted"]), (&json!([]), &json!([{ "id": task, "deleted_at": null }])));
        let all = since(&house, &ann, "/api/v1/tasks", &start).await.json;
        assert_eq!((ids(&all["changed"]), &all["deleted"]), (BTreeSet::from([task.as_str()]), &json!([])));
        ann.delete(&format!("/api/v1/tasks/{task}")).await.expect(200);
        let gone = since(&house, &ann, "/api/v1/tasks?deleted=true", &start).await.json;
        assert_eq!((ids(&gone["changed"]), &gone["deleted"]), (BTreeSet::from([task.as_str()]), &json!([])));
    })
    .await;
}

#[tokio::test]
async fn nobody_is_told_what_changed_in_a_space_that_is_not_theirs() {
    each_house(async |house| {
        let (ann, zed) = (house.user("ann").await, house.user("zed").await);
        let start = start(&house, &ann, "/api/v1/tasks").await;
        zed.post("/api/v1/tasks", json!({ "title": "Zed's" })).await.expect(201);
        let told = since(&house, &ann, "/api/v1/tasks", &start).await.json;
        assert_eq!((&told["changed"], &told["deleted"]), (&json!([]), &json!([])));
        let there = ann.in_space(zed.space_id()).get(&format!("/api/v1/tasks?sync_token={start}")).await;
        there.expect_problem(404, "not_found");
        let narrow = ann.with_scopes(&["projects.read"]).await;
        let told = narrow.get(&format!("/api/v1/tasks?sync_token={start}")).await;
        told.expect_problem(403, "forbidden");
    })
    .await;
}

#[tokio::test]
async fn a_list_that_cannot_tell_what_changed_says_so() {
    each_house(async |house| {
        let root = house.admin("root").await;
        let start = start(&house, &root, "/api/v1/tasks").await;
        for list in
            ["/api/v1/spaces", "/api/v1/tokens", "/api/v1/session", "/api/v1/admin/users", "/api/v1/permissions"]
        {
            let told = root.get(&format!("{list}?sync_token={start}")).await.expect_problem(422, "invalid");
            assert_eq!(
                (&told.json["flaws"][0]["at"], &told.json["flaws"][0]["code"]),
                (&json!("/sync_token"), &json!("unsupported")),
                "{list}"
            );
        }
    })
    .await;
}
