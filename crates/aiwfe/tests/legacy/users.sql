-- Users as the first house kept them: with their settings and what describes them in the same row, and enums by names.
create type userrole as enum ('ADMIN', 'USER');
create type userstatus as enum ('PENDING_APPROVAL', 'ACTIVE', 'DISABLED');
create table users (
  id serial primary key,
  username varchar unique,
  email varchar unique not null,
  hashed_password varchar,
  is_active boolean default true,
  is_superuser boolean default false,
  is_verified boolean default false,
  role userrole default 'USER',
  status userstatus default 'PENDING_APPROVAL',
  tfa_enabled boolean default false,
  tfa_secret varchar,
  created_at timestamp default now(),
  updated_at timestamp with time zone,
  theme varchar default 'dark',
  notifications_enabled boolean default true,
  timezone varchar default 'UTC',
  chat_model varchar default 'llama3.2:3b',
  calendar_event_weights json,
  web_search_provider varchar default 'disabled',
  web_search_api_key varchar,
  mission_statement text,
  personal_goals jsonb,
  agent_settings text,
  shoe_size integer
);
-- The password of both is `correct horse`; that of the third is hashed in a way that nobody here knows.
insert into users (username, email, hashed_password, is_verified, role, status, created_at, updated_at, theme, timezone, mission_statement, personal_goals, agent_settings, shoe_size) values
  ('Gardener', 'Gardener@example.org', '$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e', true, 'ADMIN', 'ACTIVE',
   '2025-03-01 08:00:00', '2025-08-01 09:00:00+02', 'zen', 'Europe/Berlin', 'Grow things', '["roses"]', '{"data_analyst_enabled": true}', 43),
  ('a baker', 'baker@example.org', '$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e', false, 'USER', 'ACTIVE',
   '2025-04-01 08:00:00', null, 'dark', 'Mars/Phobos', null, null, null, null),
  (null, 'potter@example.org', 'pbkdf2_sha256$600000$salt$hash', false, 'USER', 'DISABLED', '2025-05-01 08:00:00', null, 'dark', 'UTC', null, null, null, null);
update users set tfa_enabled = true, tfa_secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' where id = 2;
