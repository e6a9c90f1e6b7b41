alter table events add column rings_at {time};
create index events__rings_at_id__index on events (rings_at, id) where rings_at is not null;
-- sqlite
update events set rings_at = unixepoch() * 1000000 where deleted_at is null and status <> 'cancelled' and last_at > unixepoch() * 1000000;
-- postgres
update events set rings_at = now() where deleted_at is null and status <> 'cancelled' and last_at > now();
-- both
-- rebuild saved_filters
create table saved_filters (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  name {text} not null,
  noun {text} not null,
  filter {text} not null,
  sort {text},
  is_pinned {bool} not null default false,
  position {int} not null default 0,
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  deleted_at {time},
  constraint saved_filters__id__pk primary key (id),
  constraint saved_filters__noun__one_of check (noun in ('tasks', 'projects', 'categories', 'calendar_events', 'comments', 'feedback', 'relations', 'labels', 'filters', 'subtasks', 'calendars', 'reminders', 'notifications')),
  constraint saved_filters__sort__one_of check (sort in ('newest', 'oldest', 'due_soonest', 'due_latest', 'score_highest', 'score_lowest')),
  constraint saved_filters__is_pinned__bool check (is_pinned in (false, true)),
  constraint saved_filters__name__check check (length(name) > 0),
  constraint saved_filters__revision__check check (revision >= 1),
  constraint saved_filters__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint saved_filters__user_id__fk foreign key (user_id) references users (id) on delete restrict
) {strict};
create index saved_filters__user_id_id__index on saved_filters (user_id, id);
create index saved_filters__space_id_position_id__index on saved_filters (space_id, position, id) where deleted_at is null;
create index saved_filters__space_id_deleted_at__index on saved_filters (space_id, deleted_at) where deleted_at is not null;
-- postgres
alter table saved_filters drop constraint saved_filters__noun__one_of;
alter table saved_filters add constraint saved_filters__noun__one_of check (noun in ('tasks', 'projects', 'categories', 'calendar_events', 'comments', 'feedback', 'relations', 'labels', 'filters', 'subtasks', 'calendars', 'reminders', 'notifications'));
-- both
-- rebuild notifications
create table notifications (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  kind {text} not null,
  text {text} not null,
  about_id {uuid} not null,
  about_space_id {uuid} not null,
  about_recurrence_id {text},
  about_start {text},
  reminder_id {uuid},
  at {time} not null,
  is_late {bool} not null,
  read_at {time},
  revision {int} not null,
  made_at {time} not null,
  updated_at {time} not null,
  deleted_at {time},
  constraint notifications__id__pk primary key (id),
  constraint notifications__kind__one_of check (kind in ('task_reminder', 'event_reminder')),
  constraint notifications__is_late__bool check (is_late in (false, true)),
  constraint notifications__about_start__check check (length(about_start) in (10, 27)),
  constraint notifications__revision__check check (revision >= 1),
  constraint notifications__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint notifications__user_id__fk foreign key (user_id) references users (id) on delete cascade
) {strict};
create index notifications__user_id_id__index on notifications (user_id, id);
create index notifications__space_id_made_at_id__index on notifications (space_id, made_at, id) where deleted_at is null;
create index notifications__space_id_id__index on notifications (space_id, id) where read_at is null and deleted_at is null;
create index notifications__space_id_deleted_at_id__index on notifications (space_id, deleted_at, id) where deleted_at is not null;
create index notifications__made_at__index on notifications (made_at);
-- postgres
alter table notifications drop constraint notifications__kind__one_of;
alter table notifications add column about_recurrence_id {text};
alter table notifications add column about_start {text};
alter table notifications add constraint notifications__kind__one_of check (kind in ('task_reminder', 'event_reminder'));
alter table notifications add constraint notifications__about_start__check check (length(about_start) in (10, 27));
create index notifications__space_id_deleted_at_id__index on notifications (space_id, deleted_at, id) where deleted_at is not null;
-- both
