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
  constraint saved_filters__noun__one_of check (noun in ('tasks', 'projects', 'categories', 'calendar_events', 'comments')),
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
alter table saved_filters add constraint saved_filters__noun__one_of check (noun in ('tasks', 'projects', 'categories', 'calendar_events', 'comments'));
-- both
