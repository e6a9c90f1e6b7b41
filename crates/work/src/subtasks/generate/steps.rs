//! The steps that a task of each kind usually takes.
use super::wire::{SkillLevel, Suggested, Wish};
use crate::{Subtask, Task, TaskPriority, TaskType};
use serde_json::Value;

/// A usual step: its title, what it is about, its kind, its share of the hours, what is there afterwards.
type Usual = (&'static str, &'static str, &'static str, f64, &'static str);

/// How long a task is thought to take of which nobody says.
const HOURS: f64 = 4.0;

const GENERAL: [Usual; 4] = [
    (
        "Make clear what is wanted",
        "Write down what will be there when this is done, and what will not.",
        "planning",
        0.15,
        "A sentence that says when it is done",
    ),
    (
        "Gather what is needed",
        "Find what and whom it takes, and have them at hand.",
        "preparation",
        0.25,
        "Everything at hand",
    ),
    ("Do the main part", "Do what the task is about, the hardest part first.", "execution", 0.45, "The thing itself"),
    (
        "Look it over and finish",
        "Compare it with what was wanted, mend what differs, tell whom it concerns.",
        "review",
        0.15,
        "A finished thing that others know of",
    ),
];

const CODING: [Usual; 4] = [
    (
        "Understand what is asked for",
        "Read the code that is there and write down how the change will show.",
        "planning",
        0.2,
        "A failing test, or a way to see it",
    ),
    ("Sketch the change", "Decide where it belongs and what it must not touch.", "design", 0.15, "A short design"),
    ("Write it", "Make it work, in small pieces that hold.", "execution", 0.45, "Working code"),
    (
        "Test and hand over",
        "Try what can go wrong, have it read, bring it in.",
        "review",
        0.2,
        "Code that is in, with tests",
    ),
];

const RESEARCH: [Usual; 4] = [
    (
        "Put the question",
        "Write down what is to be known, and what it will be used for.",
        "planning",
        0.15,
        "A question",
    ),
    ("Find sources", "Look where it may stand, and note where it does.", "preparation", 0.3, "A list of sources"),
    ("Read and compare", "Take from each what answers the question, and where they differ.", "execution", 0.4, "Notes"),
    ("Write the answer", "Say it in a page, with what is still open.", "review", 0.15, "A page"),
];

const MEETING: [Usual; 4] = [
    (
        "Say what it is for",
        "Write the question that is to be answered, and who is needed for it.",
        "planning",
        0.2,
        "An agenda",
    ),
    (
        "Prepare",
        "Gather what everybody must know before, and send it round.",
        "preparation",
        0.3,
        "What was sent round",
    ),
    ("Hold it", "Go through the agenda, and note what is decided.", "execution", 0.35, "Decisions"),
    ("Follow up", "Tell who does what by when, and make tasks of it.", "review", 0.15, "Tasks for what was decided"),
];

const OPPORTUNITY: [Usual; 4] = [
    (
        "Weigh it",
        "What would it bring, what would it cost, and until when does it stand?",
        "planning",
        0.2,
        "A yes or a no",
    ),
    ("Find the first move", "Who decides, and what would they like to see?", "preparation", 0.25, "A name and a plan"),
    ("Make the move", "Write, call or show what there is.", "execution", 0.4, "Something in their hands"),
    ("Stay with it", "Set a day to ask again, and note what came of it.", "review", 0.15, "An answer"),
];

/// The steps for a task: three for whoever knows their way, else four, without those that it has and those that were not liked.
pub(super) fn suggested(task: &Task, there: &[Subtask], wish: &Wish) -> Vec<Suggested> {
    let context = &wish.context;
    let rejected = titles(context.rejected_subtasks.as_ref());
    let taken = titles(context.selected_subtasks.as_ref());
    let known: Vec<&String> = rejected.iter().chain(&taken).chain(there.iter().map(|step| &step.title)).collect();
    let usual = match task.task_type {
        TaskType::Coding | TaskType::Review | TaskType::Testing | TaskType::Deployment => CODING,
        TaskType::Research => RESEARCH,
        TaskType::Meeting => MEETING,
        TaskType::Opportunity => OPPORTUNITY,
        TaskType::General => GENERAL,
    };
    let hours = task.estimated_hours.filter(|hours| *hours > 0.0).unwrap_or(HOURS) * slowness(context.skill_level);
    // Whoever knows their way needs nobody to tell them what to gather.
    let knows = context.skill_level == SkillLevel::Advanced;
    let fitting = usual.into_iter().enumerate().filter(|(at, _)| !(knows && *at == 1)).map(|(_, usual)| usual);
    let fitting = fitting.filter(|(title, ..)| !known.iter().any(|other| *other == title));
    let mut before: Option<&'static str> = None;
    let mut steps = Vec::new();
    for (at, (title, description, category, share, deliverable)) in fitting.take(wish.max_subtasks).enumerate() {
        steps.push(Suggested {
            id: format!("subtask_{}", at + 1),
            title: title.into(),
            description: format!("{description} ({})", task.title),
            estimated_hours: rounded((hours * share).clamp(0.1, 20.0)),
            priority: if category == "execution" { TaskPriority::High } else { TaskPriority::Medium },
            category,
            completed: false,
            prerequisites: before.into_iter().map(str::to_owned).collect(),
            deliverables: vec![deliverable],
        });
        before = Some(title);
    }
    steps
}

/// How much longer it takes whoever knows less.
fn slowness(level: SkillLevel) -> f64 {
    match level {
        SkillLevel::Beginner => 1.5,
        SkillLevel::Intermediate => 1.0,
        SkillLevel::Advanced => 0.8,
    }
}

/// To a tenth of an hour.
fn rounded(hours: f64) -> f64 {
    (hours * 10.0).round() / 10.0
}

/// The titles of a list of texts or of objects with one.
fn titles(list: Option<&Value>) -> Vec<String> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.as_str().or_else(|| item["title"].as_str())).map(str::to_owned).collect()
}
