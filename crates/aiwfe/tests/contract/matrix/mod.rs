//! Who may do what with whose: every operation, every kind of caller, every kind of target.
mod policy;
mod principals;

use crate::{
    golden,
    scene::{Parts, Scene, path},
    table::{self, Row},
};
use base::Id;
use house::{Answer, Client, House, each_house};
use policy::{Expected, Target, expected, is_possible};
use principals::{Cast, Principal};
use serde_json::Value;
use std::collections::BTreeMap;

/// A house with a cast, and what was made in it that nobody has used up yet.
struct Stage {
    scene: Scene,
    cast: Cast,
    made: BTreeMap<(String, &'static str), Parts>,
}

#[tokio::test]
async fn s_01_everybody_reaches_what_the_policy_says_and_what_they_may_not_know_is_not_there() {
    each_house(async |house| {
        let mut stage = Stage::new(house).await;
        let mut blocks: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in table::rows() {
            let permission = row.permission();
            let title =
                format!("{} ({} {}, {permission} {:?})", row.id(), row.method(), row.route.path(), permission.place);
            blocks.entry(stage.row(row).await).or_default().push(title);
        }
        let legend = "Each line: a caller, then the status for what is their own, a peer's in the shared space, in another space\n\
                      while speaking about one's own, nowhere, and in another space while speaking about that one; `-`: no such case.\n";
        let blocks: Vec<String> =
            blocks.iter().map(|(block, titles)| format!("{}\n{block}", titles.join("\n"))).collect();
        golden::compare("matrix.txt", &format!("{legend}\n{}", blocks.join("\n")));
    })
    .await;
}

impl Stage {
    async fn new(house: House) -> Self {
        let scene = Scene::new(house).await;
        let cast = Cast::new(&scene).await;
        Self { scene, cast, made: BTreeMap::new() }
    }

    /// All cells of one operation, a line for each caller.
    async fn row(&mut self, row: Row) -> String {
        let mut block = String::new();
        for principal in self.cast.principals(row.permission().noun).await {
            let mut cells = Vec::new();
            let mut unknown = Vec::new();
            for target in Target::ALL {
                if !is_possible(row, &principal, target) {
                    cells.push("  -".to_owned());
                    continue;
                }
                let (told, parts) = self.cell(row, &principal, target).await;
                cells.push(told.status.to_string());
                if matches!(target, Target::Others | Target::Missing) && told.status >= 400 {
                    unknown.push(without_names(&told, &parts));
                }
            }
            assert!(unknown.windows(2).all(|two| two[0] == two[1]), "{} {}: {unknown:?}", row.id(), principal.name);
            self.same_as_no_space(row, &principal).await;
            block += &format!("  {:<22}{}\n", principal.name, cells.join("  "));
        }
        block
    }

    async fn cell(&mut self, row: Row, principal: &Principal, target: Target) -> (Answer, Parts) {
        let client = principal.speaking(target, &self.cast);
        let wanted = expected(row, principal, target);
        let parts = self.target(row, principal, target).await;
        let body = self.scene.body(row, &self.cast.body_maker(principal, target)).await;
        let written = self.scene.written().await;
        let told = self.scene.send(row, &client, &parts, body).await;
        let is_right = match wanted {
            Expected::Done => told.status < 300,
            Expected::Refused(status) => told.status == status,
        };
        if !is_right {
            told.fail(&format!("{} for {} of {target:?}: the policy says {wanted:?}", row.id(), principal.name));
        }
        if told.status >= 400 {
            assert_eq!(self.scene.written().await, written, "{} was refused and wrote", path(row, &parts));
        }
        if told.status < 300 && row.writes() {
            self.made.retain(|(template, _), _| template != row.route.path());
        }
        (told, parts)
    }

    /// The thing of that target; what was made and not used up serves again.
    async fn target(&mut self, row: Row, principal: &Principal, target: Target) -> Parts {
        let (whose, maker): (&'static str, Client) = match target {
            _ if !row.has_thing() => return Parts::new(),
            Target::Missing => {
                let known = self.known(row, "a peer", &self.cast.peer.clone()).await;
                let clock = self.scene.house.clock();
                return known.into_keys().map(|name| (name, Id::new(clock).to_string())).collect();
            }
            Target::Own if principal.is_let_in => (principal.name, principal.maker.clone()),
            Target::Own | Target::Peers => ("a peer", self.cast.peer.clone()),
            Target::Others | Target::Foreign => ("a stranger", self.cast.stranger.clone()),
        };
        self.known(row, whose, &maker).await
    }

    async fn known(&mut self, row: Row, whose: &'static str, maker: &Client) -> Parts {
        let key = (row.route.path().to_owned(), whose);
        if let Some(parts) = self.made.get(&key) {
            return parts.clone();
        }
        let parts = self.scene.parts(row, maker).await;
        self.made.insert(key, parts.clone());
        parts
    }

    /// A space that one does not belong to is answered as one that is not there.
    async fn same_as_no_space(&mut self, row: Row, principal: &Principal) {
        let parts = self.target(row, principal, Target::Others).await;
        let body = self.scene.body(row, &self.cast.stranger).await;
        let nowhere = Id::new(self.scene.house.clock());
        let foreign = self.cast.stranger.space_id();
        let mut told = Vec::new();
        for space in [foreign, nowhere] {
            let answer = self.scene.send(row, &principal.client.in_space(space), &parts, body.clone()).await;
            told.push(without_names(&answer, &parts));
        }
        assert_eq!(told[0], told[1], "{} {}", row.id(), principal.name);
    }
}

/// What is left of a refusal when ids, the request's own name and the time are taken out.
fn without_names(answer: &Answer, parts: &Parts) -> (u16, String) {
    let mut told = answer.json.clone();
    for at in ["/timestamp", "/request_id", "/error/code"] {
        if let Some(place) = told.pointer_mut(at) {
            *place = Value::Null;
        }
    }
    let text = parts.values().fold(told.to_string(), |text, id| text.replace(id, "ID"));
    (answer.status, text)
}
