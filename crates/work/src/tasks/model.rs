//! Tasks against a model: chance edits some of them in every way there is, and they are what a few lines of arithmetic say.
use house::{Client, Role, each_house};
use serde_json::{Map, Value, json};
use testkit::{chance::draw, environment::is_long};

const TASKS: &str = "/api/v1/tasks";
/// The fields that the model knows, besides the revision.
const KNOWN: [&str; 6] = ["title", "description", "status", "priority", "estimated_hours", "completion_percentage"];
/// How many things are done to the tasks of one sequence.
const STEPS: u64 = 8;
/// How many people go through sequences at once.
const AT_ONCE: u64 = 8;

/// Chance that goes on.
struct Chance {
    seed: u64,
    turn: u64,
}

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.turn += 1;
        usize::try_from(draw(self.seed, self.turn) >> 16).unwrap() % bound
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    /// A few fields, each with some value that it may have.
    fn fields(&mut self) -> Map<String, Value> {
        let mut fields = Map::new();
        for _ in 0..=self.below(3) {
            let name = self.pick(&KNOWN);
            let value = match name {
                "title" => self.pick(&[json!("sow"), json!("reap"), json!("rest")]),
                "description" => self.pick(&[json!(null), json!(""), json!("of the garden")]),
                "status" => {
                    let statuses = ["pending", "in_progress", "completed", "COMPLETED", "cancelled", "on_hold"];
                    self.pick(&statuses).into()
                }
                "priority" => self.pick(&["low", "medium", "High", "urgent"]).into(),
                "estimated_hours" => self.pick(&[json!(null), json!(0.5), json!(8)]),
                _ => self.pick(&[json!(0), json!(40), json!(100)]),
            };
            fields.insert(name.into(), value);
        }
        fields
    }
}

/// A task as it is to be: its known fields, and whether it was thrown away.
#[derive(Clone, Debug, PartialEq)]
struct State {
    fields: Map<String, Value>,
    is_gone: bool,
}

/// A task, its revision, and what it was before each change that was not undone.
#[derive(Clone, Debug)]
struct Model {
    id: String,
    revision: i64,
    state: State,
    past: Vec<Option<State>>,
}

impl State {
    fn new() -> Self {
        let fields = json!({
            "title": "", "description": null, "status": "pending", "priority": "medium", "estimated_hours": null,
            "completion_percentage": 0,
        });
        Self { fields: fields.as_object().unwrap().clone(), is_gone: false }
    }

    /// The same as an edit leaves it; nothing, where what is over would become something else than taken up again.
    fn edited(&self, said: &Map<String, Value>) -> Option<Self> {
        let mut after = self.clone();
        for (name, value) in said {
            let value = match (name.as_str(), value) {
                ("status" | "priority", Value::String(word)) => word.to_lowercase().into(),
                ("estimated_hours", Value::Number(hours)) => hours.as_f64().into(),
                _ => value.clone(),
            };
            after.fields.insert(name.clone(), value);
        }
        let [was, is] = [self, &after].map(|state| state.fields["status"].as_str().unwrap());
        let is_over = ["completed", "cancelled"].contains(&was);
        if is_over && was != is && !["pending", "in_progress"].contains(&is) {
            return None;
        }
        let is_said = after.fields["completion_percentage"] != self.fields["completion_percentage"];
        let percentage = match (was, is) {
            (_, "completed") => 100.into(),
            ("completed", _) if !is_said => 0.into(),
            _ => after.fields["completion_percentage"].clone(),
        };
        after.fields.insert("completion_percentage".into(), percentage);
        Some(after)
    }
}

impl Model {
    fn becomes(&mut self, state: State) {
        if state != self.state {
            self.past.push(Some(std::mem::replace(&mut self.state, state)));
            self.revision += 1;
        }
    }

    /// What undoing leads to: what was before the latest change, and before its making that it was not there.
    fn undone(&mut self) -> bool {
        let Some(before) = self.past.pop() else { return false };
        self.state = before.unwrap_or(State { is_gone: true, ..self.state.clone() });
        self.revision += 1;
        true
    }

    /// Fails unless the task is as the model says.
    fn assert_is(&self, told: &Value, about: &str) {
        let fields: Map<String, Value> = KNOWN.iter().map(|name| ((*name).to_owned(), told[*name].clone())).collect();
        let is = (State { fields, is_gone: !told["deleted_at"].is_null() }, told["revision"].as_i64().unwrap());
        assert_eq!(is, (self.state.clone(), self.revision), "{about}");
        let is_done = self.state.fields["status"] == "completed";
        assert_eq!(!told["completed_at"].is_null(), is_done, "{about}");
    }
}

/// One sequence: a space of its own, some tasks, and what chance does to them.
async fn sequence(ann: Client, seed: u64) {
    let mut chance = Chance { seed, turn: 0 };
    let mut all: Vec<Model> = Vec::new();
    for step in 0..STEPS {
        let about = format!("sequence {seed}, step {step}");
        match chance.below(10) {
            _ if all.is_empty() => all.push(create(&ann, &mut chance, &about).await),
            0 => all.push(create(&ann, &mut chance, &about).await),
            1 | 2 => bulk(&ann, &mut chance, &mut all, &about).await,
            what => {
                let at = chance.below(all.len());
                one(&ann, &mut chance, &mut all[at], what, &about).await;
            }
        }
    }
    for deleted in [false, true] {
        let about = format!("sequence {seed}, the list in the end");
        let list = ann.get(&format!("{TASKS}?deleted={deleted}")).await.expect(200);
        let expected: Vec<&Model> = all.iter().filter(|model| model.state.is_gone == deleted).collect();
        assert_eq!(list.list().len(), expected.len(), "{about}: {}", list.text);
        for told in list.list() {
            let model = expected.iter().find(|model| told["id"] == *model.id).unwrap_or_else(|| list.fail(&about));
            model.assert_is(told, &about);
        }
    }
}

async fn create(ann: &Client, chance: &mut Chance, about: &str) -> Model {
    let mut said = chance.fields();
    said.insert("title".into(), "new".into());
    let told = ann.post(TASKS, Value::Object(said.clone())).await.expect(201);
    let model = made(&said, told.id());
    model.assert_is(&told.json, about);
    model
}

fn made(said: &Map<String, Value>, id: &str) -> Model {
    let state = State::new().edited(said).unwrap();
    Model { id: id.to_owned(), revision: 1, state, past: vec![None] }
}

/// Something is done to one task.
async fn one(ann: &Client, chance: &mut Chance, model: &mut Model, what: usize, about: &str) {
    let path = format!("{TASKS}/{}", model.id);
    match what {
        3 if model.state.is_gone => drop(ann.delete(&path).await.expect_problem(404, "not_found")),
        3 => {
            ann.delete(&path).await.expect(200);
            model.becomes(State { is_gone: true, ..model.state.clone() });
        }
        4 => {
            let told = ann.post(&format!("{path}/restore"), json!({})).await.expect(200);
            model.becomes(State { is_gone: false, ..model.state.clone() });
            model.assert_is(&told.json, about);
        }
        5 | 6 => {
            let told = ann.post(&format!("{path}/undo"), json!({})).await;
            match model.undone() {
                true => model.assert_is(&told.expect(200).json, about),
                false => drop(told.expect_problem(409, "conflict")),
            }
        }
        _ => {
            let mut said = chance.fields();
            let edited = model.state.edited(&said);
            let seen = model.revision - i64::from(chance.below(4) == 0);
            if chance.below(2) == 0 || seen != model.revision {
                said.insert("revision".into(), seen.into());
            }
            let told = ann.patch(&path, Value::Object(said)).await;
            match edited {
                _ if model.state.is_gone => drop(told.expect_problem(404, "not_found")),
                _ if seen != model.revision => drop(told.expect_problem(409, "stale")),
                None => drop(told.expect_problem(409, "conflict")),
                Some(state) => {
                    model.becomes(state);
                    model.assert_is(&told.expect(200).json, about);
                }
            }
        }
    }
}

/// Several tasks are made and changed at once: all of them, or none where something does not hold.
async fn bulk(ann: &Client, chance: &mut Chance, all: &mut Vec<Model>, about: &str) {
    let mut create: Vec<Map<String, Value>> = (0..chance.below(3)).map(|_| chance.fields()).collect();
    create.iter_mut().for_each(|said| drop(said.insert("title".into(), "new".into())));
    let mut after = all.clone();
    let (mut update, mut holds) = (Vec::new(), true);
    for model in &mut after {
        if chance.below(2) == 0 {
            continue;
        }
        let mut said = chance.fields();
        match model.state.edited(&said) {
            Some(state) if !model.state.is_gone => model.becomes(state),
            _ => holds = false,
        }
        said.insert("id".into(), model.id.clone().into());
        update.push(said);
    }
    if chance.below(3) == 0 {
        holds = false;
        create.push(
            chance
                .pick(&[json!({}), json!({ "title": " " }), json!({ "title": "x", "status": "later" })])
                .as_object()
                .unwrap()
                .clone(),
        );
    }
    let told = ann.post(&format!("{TASKS}/bulk"), json!({ "create": create, "update": update })).await;
    if !holds {
        assert!(matches!(told.status, 404 | 409 | 422), "{about}: {}", told.text);
        return;
    }
    let told = told.expect(200);
    let created = told.json["created"].as_array().unwrap();
    after.extend(create.iter().zip(created).map(|(said, told)| made(said, told["id"].as_str().unwrap())));
    *all = after;
}

#[tokio::test(flavor = "multi_thread")]
async fn pt_43_whatever_is_done_to_tasks_they_are_what_the_model_says() {
    each_house(async |house| {
        let count = if is_long() { 100_000 } else { 1_000 };
        let some = |first: u64| {
            let house = house.clone();
            tokio::spawn(async move {
                let ann = house.user(&format!("ann{first}")).await;
                for seed in (first..count).step_by(AT_ONCE as usize) {
                    let space = house.shared(&[(&ann, Role::Owner)]).await;
                    sequence(ann.in_space(space), seed).await;
                }
            })
        };
        for share in (0..AT_ONCE).map(some).collect::<Vec<_>>() {
            share.await.unwrap();
        }
        eprintln!("{count} sequences on {:?}, no difference", house.app().store().dialect());
    })
    .await;
}
