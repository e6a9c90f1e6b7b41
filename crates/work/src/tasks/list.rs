//! Lists of tasks: which, in which order, how many.
use super::{Task, TaskPriority, TaskStatus, TaskType, filters::FILTERS};
use crate::filters::{Asked, FilterNoun};
use api::{App, Caller, Limit, Things, Wanted, filter::Fields};
use base::{Error, Id, Result};
use serde::Deserialize;
use store::{List, OneOf, filter, sort, within};
use utoipa::ToSchema;

/// Which tasks are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TasksWanted {
    /// Only those that are so far; several with commas between them.
    #[schema(max_items = 5)]
    status: Vec<TaskStatus>,
    /// Only those of such a priority; several with commas between them.
    #[schema(max_items = 4)]
    priority: Vec<TaskPriority>,
    /// Only those of this project.
    project_id: Option<Id>,
    /// Only those of this category.
    category: Option<String>,
    /// Only those of this kind.
    pub(crate) task_type: Option<TaskType>,
    /// Only those that are due before this day or instant.
    due_before: Option<super::Due>,
    /// Only those that are due on or after this day or instant.
    due_after: Option<super::Due>,
    /// Only those for which this holds, in the filter language: `status in (pending, on_hold) && due_date < now+7d`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// Only those that this saved filter lets through, in its order unless another is named.
    saved: Option<Id>,
    /// Those that were thrown away, instead of those that are there.
    deleted: bool,
    /// In which order; without a word the latest first.
    sort: Option<TaskOrder>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// Where the next page starts, as the page before said.
    cursor: Option<String>,
}

impl Wanted for TasksWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}

/// The order of tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, OneOf)]
pub enum TaskOrder {
    /// The latest first.
    #[default]
    Newest,
    /// The earliest first.
    Oldest,
    /// What is due soonest first; what is not due last.
    DueSoonest,
    /// What is due latest first; what is not due before that.
    DueLatest,
    /// What asks most to be done first.
    ScoreHighest,
    /// What asks least to be done first.
    ScoreLowest,
}

/// The page of tasks that is wanted.
pub(crate) async fn list(app: App, caller: Caller, wanted: TasksWanted) -> Result<Things<Task>> {
    let cursor = wanted.cursor.clone();
    let asked = Asked::of(&app, &caller, FilterNoun::Tasks, wanted.filter.clone(), wanted.saved).await?;
    let wanted = TasksWanted { sort: wanted.sort.or(asked.sort()), ..wanted };
    let list = asked.narrow(&FILTERS, composed(caller.space_id, wanted)?, &app, &caller)?;
    Things::of(list, cursor.as_deref())
}

fn composed(space_id: Id, wanted: TasksWanted) -> Result<List<Task>> {
    let here = within!(Task, (Id,), "space_id = $1 and deleted_at is null");
    let gone = within!(Task, (Id,), "space_id = $1 and deleted_at is not null");
    let order = match wanted.sort.unwrap_or_default() {
        TaskOrder::Newest => sort!(Task, Down, "created_at", "id"),
        TaskOrder::Oldest => sort!(Task, Up, "created_at", "id"),
        TaskOrder::DueSoonest => sort!(Task, Up, "due_order", "id"),
        TaskOrder::DueLatest => sort!(Task, Down, "due_order", "id"),
        TaskOrder::ScoreHighest => sort!(Task, Down, "calculated_score", "id"),
        TaskOrder::ScoreLowest => sort!(Task, Up, "calculated_score", "id"),
    };
    let mut list = List::of(if wanted.deleted { gone } else { here }, (space_id,), order, wanted.limit.0);
    list = match wanted.status[..] {
        [] => list,
        [status] => list.filter(filter!(Task, (TaskStatus,), "status = $1"), (status,)),
        _ => {
            let [a, b, c, d, e] = padded("/status", &wanted.status)?;
            let several = filter!(
                Task,
                (TaskStatus, TaskStatus, TaskStatus, TaskStatus, TaskStatus),
                "status in ($1, $2, $3, $4, $5)"
            );
            list.filter(several, (a, b, c, d, e))
        }
    };
    list = match wanted.priority[..] {
        [] => list,
        _ => {
            let [a, b, c, d] = padded("/priority", &wanted.priority)?;
            let several =
                filter!(Task, (TaskPriority, TaskPriority, TaskPriority, TaskPriority), "priority in ($1, $2, $3, $4)");
            list.filter(several, (a, b, c, d))
        }
    };
    if let Some(project_id) = wanted.project_id {
        list = list.filter(filter!(Task, (Id,), "project_id = $1"), (project_id,));
    }
    if let Some(category) = wanted.category {
        list = list.filter(filter!(Task, (String,), "category = $1"), (category,));
    }
    if let Some(task_type) = wanted.task_type {
        list = list.filter(filter!(Task, (TaskType,), "task_type = $1"), (task_type,));
    }
    if let Some(due) = wanted.due_before {
        list = list.filter(filter!(Task, (String,), "due_order < $1"), (due.to_string(),));
    }
    if let Some(due) = wanted.due_after {
        list = list.filter(filter!(Task, (String,), "due_order >= $1 and due_order < '~'"), (due.to_string(),));
    }
    Ok(list)
}

/// As many as there may be: the last one stands for those that are not there.
fn padded<T: Copy, const N: usize>(at: &str, given: &[T]) -> Result<[T; N]> {
    match given {
        [.., last] if given.len() <= N => Ok(std::array::from_fn(|place| *given.get(place).unwrap_or(last))),
        _ => Err(Error::flaw(at, "too_long", format!("{N} of these at most"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Clock;
    use house::each_house;
    use serde_json::json;
    use store::{Batch, sql};

    #[test]
    fn several_values_fill_a_filter_that_has_place_for_all() {
        assert_eq!(padded::<_, 4>("/x", &[1, 2]).unwrap(), [1, 2, 2, 2]);
        assert!(padded::<_, 2>("/x", &[1, 2, 3]).is_err());
    }

    /// The lists that must not become slower with what a space holds.
    fn flat() -> Vec<TasksWanted> {
        let orders = TaskOrder::ALL.iter().map(|sort| TasksWanted { sort: Some(*sort), ..TasksWanted::default() });
        let of_status = [TaskOrder::Newest, TaskOrder::Oldest].map(|sort| {
            let status = vec![TaskStatus::Pending];
            TasksWanted { sort: Some(sort), status, ..TasksWanted::default() }
        });
        orders.chain(of_status).collect()
    }

    #[tokio::test]
    async fn pt_76_a_page_is_read_from_an_index_in_its_order_however_much_there_is() {
        each_house(async |house| {
            let ann = house.user("ann").await;
            for page in 0..6 {
                let tasks =
                    (0..500).map(|number| json!({ "title": format!("{page} {number}"), "due_date": "2026-11-21" }));
                let tasks: Vec<_> = tasks.collect();
                ann.post("/api/v1/tasks/bulk", json!({ "create": tasks })).await.expect(200);
            }
            house.write(Batch::new().run(sql!((), (), "analyze tasks"), ())).await;
            let store = house.app().store();
            for wanted in flat() {
                let about = format!("{wanted:?}");
                let first = || composed(ann.space_id(), TasksWanted { limit: Limit(50), ..wanted.clone() }).unwrap();
                let next = store.page(&first()).await.unwrap().next.unwrap();
                for list in [first(), first().after(&next).unwrap()] {
                    let plan = store.explain(&list).await.unwrap().join("\n").to_lowercase();
                    // What is told of each row stands behind its own plan: labels are found by their task, and by nothing wider.
                    let labels = plan.matches("search task_labels").count();
                    assert_eq!(
                        labels,
                        plan.matches("task_labels using primary key (space_id=? and task_id=?)").count()
                    );
                    let plan = plan.split("subplan").next().unwrap().split("correlated").next().unwrap().to_owned();
                    assert!(plan.contains("index") && !plan.contains("temp b-tree"), "{about}: {plan}");
                    let reads_all = plan.contains("scan tasks") || plan.contains("seq scan") || plan.contains("sort");
                    assert!(!reads_all, "{about}: {plan}");
                }
            }
        })
        .await;
    }

    #[test]
    fn every_order_makes_a_list() {
        let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
        for sort in TaskOrder::ALL {
            let wanted =
                TasksWanted { sort: Some(*sort), status: TaskStatus::ALL[..2].to_vec(), ..TasksWanted::default() };
            assert!(composed(Id::new(&clock), wanted).is_ok());
        }
    }
}
