-- What people worked with: enums in both spellings, times with and without a zone, documents as JSON and as text.
create type task_status as enum ('pending', 'in_progress', 'completed', 'cancelled', 'on_hold', 'PENDING', 'COMPLETED');
create type task_priority as enum ('low', 'medium', 'high', 'urgent', 'URGENT');
create type tasktype as enum ('GENERAL', 'CODING', 'OPPORTUNITY');
create table user_profiles (
  id serial primary key, user_id integer references users(id), first_name varchar, last_name varchar, date_of_birth varchar,
  phone_number varchar, personal_address json, work_email varchar, website varchar, linked_in varchar, timezone varchar,
  created_at timestamp, updated_at timestamp);
insert into user_profiles (user_id, first_name, last_name, date_of_birth, phone_number, personal_address, work_email, website) values
  (1, 'Rosa', '', '03/04/1990', '+1 (415) 555-0123', '{"street": "Long Lane 1", "zip_code": "12345"}', '', 'https://example.org'),
  (2, 'Bo', 'Crumb', '1985-06-07', '555-0123', null, null, 'no address');
create table user_categories (
  id uuid primary key, user_id integer, category_name varchar, category_type varchar default 'custom', weight float default 1.0,
  color varchar, emoji varchar, description text, weights json, ai_generated boolean, created_at timestamp);
insert into user_categories values
  ('aaaaaaaa-0000-4000-8000-000000000001', 1, 'Work', 'both', 0.8, '#3b82f6', '💼', null, null, false, '2025-03-01'),
  ('aaaaaaaa-0000-4000-8000-000000000002', 1, 'Roses', 'CUSTOM', 0.4, '#AA0000', '🌹', 'All about roses', '{"importance": 0.4, "urgency": 0.3, "complexity": 0.2, "flexibility": 0.8}', true, '2025-03-02'),
  ('aaaaaaaa-0000-4000-8000-000000000003', 1, 'roses', 'both', 0.4, 'red', null, null, null, null, '2025-03-03'),
  ('aaaaaaaa-0000-4000-8000-000000000004', 1, 'Roses', 'both', 0.4, '#AA0000', null, null, null, null, '2025-03-04');
create table projects (
  id uuid primary key, user_id integer, name varchar not null, description text, project_type varchar, programming_language varchar,
  framework varchar, repository_url varchar, local_path varchar, status varchar default 'active', project_metadata json,
  created_at timestamp, updated_at timestamp);
insert into projects (id, user_id, name, status, project_metadata, created_at, updated_at) values
  ('bbbbbbbb-0000-4000-8000-000000000001', 1, 'The garden', 'Active', '{"beds": 4}', '2025-03-05 10:00:00', '2025-03-06 10:00:00'),
  ('bbbbbbbb-0000-4000-8000-000000000002', 2, 'The oven', 'ON-HOLD', null, '2025-04-05 10:00:00', null),
  ('bbbbbbbb-0000-4000-8000-000000000003', 9, 'Of nobody', 'active', null, '2025-04-05 10:00:00', null);
create table tasks (
  id uuid primary key, user_id integer, project_id uuid, title varchar, description text, status task_status default 'pending',
  priority task_priority default 'medium', category varchar, due_date timestamp, estimated_hours float, actual_hours numeric,
  completion_percentage integer default 0, semantic_keywords json, semantic_embedding_id varchar, semantic_category varchar,
  semantic_tags jsonb, semantic_summary text, importance_weight float default 1.0, urgency_weight float default 1.0,
  complexity_weight float default 1.0, user_priority_weight float default 1.0, calculated_score float, task_type tasktype default 'GENERAL',
  programming_language varchar, difficulty_level varchar, code_context text, repository_branch varchar, created_at timestamp, updated_at timestamp with time zone);
insert into tasks (id, user_id, project_id, title, description, status, priority, category, due_date, estimated_hours, completion_percentage, semantic_keywords, task_type, code_context, importance_weight, created_at, updated_at) values
  ('cccccccc-0000-4000-8000-000000000001', 1, 'bbbbbbbb-0000-4000-8000-000000000001', 'Prune the roses', 'All of them', 'PENDING', 'URGENT', 'Roses', '2025-09-01 12:00:00', 2.5, 10, '["roses"]', 'GENERAL', null, 1.5, '2025-03-07 10:00:00', '2025-03-08 10:00:00+02'),
  ('cccccccc-0000-4000-8000-000000000002', 1, null, 'Water the lawn', null, 'COMPLETED', 'low', null, null, null, 100, null, 'OPPORTUNITY', '{"why": "it is dry"}', 1.0, '2025-03-09 10:00:00', '2025-03-10 10:00:00+00'),
  ('cccccccc-0000-4000-8000-000000000003', 2, 'bbbbbbbb-0000-4000-8000-000000000001', 'Bake bread', null, 'in_progress', 'medium', null, null, 'NaN', 50, null, 'CODING', null, 1.0, '2025-04-07 10:00:00', null),
  ('cccccccc-0000-4000-8000-000000000004', 2, null, '  ', null, 'pending', 'medium', null, null, null, 0, null, 'GENERAL', null, 1.0, '2025-04-08 10:00:00', null),
  ('cccccccc-0000-4000-8000-000000000005', 7, null, 'Of nobody', null, 'pending', 'medium', null, null, null, 0, null, 'GENERAL', null, 1.0, '2025-04-09 10:00:00', null);
create table task_feedback (
  id serial primary key, user_id integer, opportunity_id uuid, feeling varchar, difficulty integer, energy integer, category varchar,
  completed_at timestamp, notes text, blockers_encountered boolean);
insert into task_feedback (user_id, opportunity_id, feeling, difficulty, energy, completed_at, notes, blockers_encountered) values
  (1, 'cccccccc-0000-4000-8000-000000000002', 'positive', 3, 8, '2025-03-10 09:00:00', 'It rained', false),
  (1, 'cccccccc-0000-4000-8000-00000000000f', 'negative', 11, 2, null, null, true);
create table calendars (id serial primary key, user_id integer, name varchar default 'Default Calendar', description text);
insert into calendars (user_id, name) values (1, 'Default Calendar'), (1, 'Moon'), (2, 'Bakery');
create table events (
  id serial primary key, google_event_id varchar unique, calendar_id integer, summary varchar, description text, start_time timestamp with time zone,
  end_time timestamp with time zone, category varchar default 'Default', movability_score float, is_movable boolean, semantic_keywords json,
  semantic_embedding_id varchar, semantic_category varchar, semantic_tags json, semantic_summary text, event_type varchar, attendees json,
  location varchar, recurrence_rule varchar, reminder_minutes integer, importance_weight float, created_at timestamp, updated_at timestamp);
insert into events (google_event_id, calendar_id, summary, start_time, end_time, category, movability_score, is_movable, event_type, attendees, recurrence_rule, created_at) values
  ('g1', 1, 'Plant bulbs', '2025-10-01 08:00:00+00', '2025-10-01 10:00:00+00', 'Work', 0.25, false, 'meeting', '[{"email": "baker@example.org"}, "Potter"]', null, '2025-03-11 10:00:00'),
  (null, 2, 'Full moon', '2025-10-07 03:47:00+00', '2025-10-07 03:47:00+00', null, null, null, null, null, 'FREQ=DAILY;COUNT=2', null),
  (null, 99, 'Lost', '2025-10-07 03:47:00+00', '2025-10-07 04:47:00+00', null, null, null, null, null, null, null);
create table user_oauth_tokens (
  id serial primary key, user_id integer, service varchar, access_token text, refresh_token text, token_expiry timestamp, scope text);
insert into user_oauth_tokens (user_id, service, access_token, refresh_token, scope) values (1, 'calendar', 'Qx7accessZ9', 'Qx7refreshZ9', 'calendar');
create table memory_records (id serial primary key, user_id integer, content_hash varchar(64), operation varchar(20), reasoning text);
insert into memory_records (user_id, content_hash, operation, reasoning) select 1 + n % 2, md5(n::text), 'add', 'because' from generate_series(1, 3) n;
create table system_prompts (id uuid primary key, user_id integer, prompt_key varchar, prompt_text text);
insert into system_prompts values ('dddddddd-0000-4000-8000-000000000001', null, 'chat_response', 'Be brief.');
create schema audit;
create table audit.audit_log (id serial primary key, action varchar, details json);
insert into audit.audit_log (action, details) values ('login', '{"ip": "192.0.2.1"}');
-- Typed by hand, without a key, twice the same row.
create table notes_of_somebody (note text);
insert into notes_of_somebody values ('remember'), ('remember'), (null);
create table alembic_version (version_num varchar(32));
insert into alembic_version values ('d4e5f6a7b8c9');
