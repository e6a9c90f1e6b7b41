-- rebuild letters
create table letters (
  id {uuid} not null,
  kind {text} not null,
  address {text} not null,
  user_id {uuid},
  space_id {uuid},
  link {text} not null,
  expires_at {time} not null,
  created_at {time} not null,
  taken_at {time},
  constraint letters__id__pk primary key (id),
  constraint letters__kind__one_of check (kind in ('invitation', 'password_reset', 'first_administrator', 'password_changed', 'address_changed', 'second_factor_added', 'second_factor_removed', 'recovery_code_used', 'recovery_codes_renewed', 'passkey_added', 'passkey_removed', 'passkey_suspended', 'new_place', 'many_failures', 'token_reused')),
  constraint letters__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint letters__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) {strict};
create index letters__user_id__index on letters (user_id);
create index letters__space_id__index on letters (space_id);
create index letters__expires_at__index on letters (expires_at);
create index letters__created_at_id__index on letters (created_at, id);
-- postgres
alter table letters drop constraint letters__kind__one_of;
alter table letters add constraint letters__kind__one_of check (kind in ('invitation', 'password_reset', 'first_administrator', 'password_changed', 'address_changed', 'second_factor_added', 'second_factor_removed', 'recovery_code_used', 'recovery_codes_renewed', 'passkey_added', 'passkey_removed', 'passkey_suspended', 'new_place', 'many_failures', 'token_reused'));
-- both
