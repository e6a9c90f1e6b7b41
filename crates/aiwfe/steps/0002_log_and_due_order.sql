drop index changes__space_id_seq__index;
alter table changes add column undoes {int};
create index changes__space_id_transaction_id_seq__index on changes (space_id, transaction_id, seq);
create index projects__space_id_deleted_at__index on projects (space_id, deleted_at) where deleted_at is not null;
drop index tasks__space_id_due_date_id__index;
alter table tasks add column due_order {text} not null default '~';
update tasks set due_order = due_date where due_date is not null;
create index tasks__space_id_due_order_id__index on tasks (space_id, due_order, id) where deleted_at is null;
create index tasks__space_id_deleted_at__index on tasks (space_id, deleted_at) where deleted_at is not null;
