create table followers (
  name {text} not null,
  transaction_id {int} not null,
  seq {int} not null,
  constraint followers__name__pk primary key (name)
) {strict};
drop table search_due;
