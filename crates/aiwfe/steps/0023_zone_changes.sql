create table zone_changes (
  user_id {uuid} not null,
  timezone {text} not null,
  changed_at {time} not null,
  constraint zone_changes__user_id__pk primary key (user_id),
  constraint zone_changes__user_id__fk foreign key (user_id) references users (id) on delete cascade
) {clustered};
create index events__space_id_id__index on events (space_id, id) where timezone is null and rings_at is not null;
