drop index changes__transaction_id_seq__index;
create index changes__transaction_id_seq__index on changes (transaction_id, seq) where transaction_id > 0;
-- postgres
update changes set transaction_id = 1 where transaction_id = 0;
drop index tasks__space_id_project_id__index;
create index tasks__space_id_project_id__index on tasks (space_id, project_id) where project_id is not null;
-- From here on only SQLite is told: that a column holds one of some texts is checked without making a list of them.
-- rebuild users
create table users (
  id {uuid} not null,
  username {text} not null,
  kind {text} not null default 'person',
  email {text} not null,
  hashed_password {text},
  is_active {bool} not null default true,
  is_superuser {bool} not null default false,
  is_verified {bool} not null default false,
  role {text} not null default 'user',
  status {text} not null default 'pending_approval',
  tfa_enabled {bool} not null default false,
  tfa_secret {text},
  mission_statement {text},
  personal_goals {json},
  work_style_preferences {json},
  productivity_patterns {json},
  interview_insights {json},
  last_interview_date {text},
  project_preferences {json},
  default_code_style {json},
  git_integrations {json},
  agent_settings {json},
  leaves_at {time},
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  constraint users__id__pk primary key (id),
  constraint users__username__key unique (username),
  constraint users__email__key unique (email),
  constraint users__kind__one_of check (kind in ('person', 'service')),
  constraint users__is_active__bool check (is_active in (false, true)),
  constraint users__is_superuser__bool check (is_superuser in (false, true)),
  constraint users__is_verified__bool check (is_verified in (false, true)),
  constraint users__role__one_of check (role in ('admin', 'user')),
  constraint users__status__one_of check (status in ('pending_approval', 'active', 'disabled')),
  constraint users__tfa_enabled__bool check (tfa_enabled in (false, true)),
  constraint users__username__check check (length(username) > 0),
  constraint users__email__check check (length(email) > 0),
  constraint users__revision__check check (revision >= 1)
) {strict};
create index users__leaves_at__index on users (leaves_at);
-- rebuild sessions
create table sessions (
  id {uuid} not null,
  user_id {uuid} not null,
  address {text},
  agent {text},
  generation {int} not null default 0,
  created_at {time} not null,
  renewed_at {time} not null,
  expires_at {time} not null,
  passed_at {time},
  fresh_until {time},
  ended_at {time},
  ended_by {text},
  constraint sessions__id__pk primary key (id),
  constraint sessions__ended_by__one_of check (ended_by in ('signed_out', 'revoked', 'password_changed', 'token_reused')),
  constraint sessions__generation__check check (generation >= 0),
  constraint sessions__user_id__fk foreign key (user_id) references users (id) on delete cascade
) {strict};
create index sessions__expires_at__index on sessions (expires_at);
create index sessions__user_id_created_at_id__index on sessions (user_id, created_at, id);
-- rebuild user_settings
create table user_settings (
  user_id {uuid} not null,
  theme {text} not null default 'dark',
  notifications_enabled {bool} not null default true,
  push_notifications {bool} not null default true,
  desktop_notifications {bool} not null default true,
  timezone {text} not null default 'UTC',
  selected_model {text} not null default 'llama3.2:3b',
  chat_model {text} not null default 'llama3.2:3b',
  initial_assessment_model {text} not null default 'llama3.2:3b',
  tool_selection_model {text} not null default 'llama3.2:3b',
  embeddings_model {text} not null default 'llama3.2:3b',
  coding_model {text} not null default 'llama3.2:3b',
  executive_assessment_model {text} not null default 'llama3.2:3b',
  confidence_assessment_model {text} not null default 'llama3.2:3b',
  tool_routing_model {text} not null default 'llama3.2:3b',
  simple_planning_model {text} not null default 'llama3.2:3b',
  plan_validation_model {text} not null default 'llama3.2:3b',
  plan_comparison_model {text} not null default 'llama3.2:3b',
  reflection_model {text} not null default 'llama3.2:3b',
  final_response_model {text} not null default 'llama3.2:3b',
  wave_function_specialist_model {text} not null default 'llama3.2:1b',
  wave_function_refinement_model {text} not null default 'llama3.1:8b',
  fast_conversational_model {text} not null default 'llama3.2:1b',
  project_manager_model {text} not null default 'llama3.2:3b',
  business_analyst_model {text} not null default 'llama3.2:3b',
  creative_director_model {text} not null default 'llama3.2:3b',
  planning_expert_model {text} not null default 'llama3.2:3b',
  socratic_expert_model {text} not null default 'llama3.2:3b',
  wellbeing_coach_model {text} not null default 'llama3.2:3b',
  output_formatter_model {text} not null default 'llama3.2:3b',
  quality_assurance_model {text} not null default 'llama3.2:3b',
  technical_expert_model {text} not null default 'llama3.1:8b',
  research_specialist_model {text} not null default 'llama3.1:8b',
  personal_assistant_model {text} not null default 'mistral:7b',
  data_analyst_model {text} not null default 'qwen2.5:7b',
  calendar_event_weights {json} not null default '{"meeting":1.0,"appointment":0.9,"reminder":0.7,"task":0.8,"event":0.6}',
  fast_model {text},
  smart_model {text},
  planning_model {text},
  agent_settings {json},
  web_search_provider {text} not null default 'disabled',
  web_search_api_key {text},
  revision {int} not null,
  updated_at {time} not null,
  constraint user_settings__user_id__pk primary key (user_id),
  constraint user_settings__theme__one_of check (theme in ('dark', 'light', 'zen', 'beach', 'rainforest', 'kimberley', 'pastels', 'aurora')),
  constraint user_settings__notifications_enabled__bool check (notifications_enabled in (false, true)),
  constraint user_settings__push_notifications__bool check (push_notifications in (false, true)),
  constraint user_settings__desktop_notifications__bool check (desktop_notifications in (false, true)),
  constraint user_settings__web_search_provider__one_of check (web_search_provider in ('disabled', 'tavily', 'serpapi')),
  constraint user_settings__revision__check check (revision >= 1),
  constraint user_settings__user_id__fk foreign key (user_id) references users (id) on delete cascade
) {clustered};
-- rebuild avatars
create table avatars (
  user_id {uuid} not null,
  kind {text} not null,
  width {int} not null,
  height {int} not null,
  bytes {bytes} not null,
  hash {bytes} not null,
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  constraint avatars__user_id__pk primary key (user_id),
  constraint avatars__kind__one_of check (kind in ('png', 'jpeg', 'webp', 'gif')),
  constraint avatars__width__check check (width > 0),
  constraint avatars__height__check check (height > 0),
  constraint avatars__bytes__check check (length(bytes) > 0),
  constraint avatars__hash__check check (length(hash) = 32),
  constraint avatars__revision__check check (revision >= 1),
  constraint avatars__user_id__fk foreign key (user_id) references users (id) on delete cascade
) {strict};
-- rebuild memberships
create table memberships (
  space_id {uuid} not null,
  user_id {uuid} not null,
  role {text},
  role_id {uuid},
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  constraint memberships__space_id_user_id__pk primary key (space_id, user_id),
  constraint memberships__role__one_of check (role in ('owner', 'admin', 'member', 'viewer')),
  constraint memberships__revision__check check (revision >= 1),
  constraint memberships__role_role_id__check check ((role is null) <> (role_id is null)),
  constraint memberships__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint memberships__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint memberships__space_id_role_id__fk foreign key (space_id, role_id) references roles (space_id, id) on delete restrict
) {clustered};
create index memberships__user_id__index on memberships (user_id);
create index memberships__space_id_role_id__index on memberships (space_id, role_id) where role_id is not null;
-- rebuild invitations
create table invitations (
  id {uuid} not null,
  space_id {uuid},
  email {text},
  user_id {uuid},
  role {text},
  role_id {uuid},
  token_hash {bytes} not null,
  status {text} not null default 'open',
  invited_by {uuid} not null,
  answered_by {uuid},
  expires_at {time} not null,
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  constraint invitations__id__pk primary key (id),
  constraint invitations__token_hash__key unique (token_hash),
  constraint invitations__role__one_of check (role in ('owner', 'admin', 'member', 'viewer')),
  constraint invitations__status__one_of check (status in ('open', 'accepted', 'declined', 'revoked')),
  constraint invitations__token_hash__check check (length(token_hash) = 32),
  constraint invitations__revision__check check (revision >= 1),
  constraint invitations__email_user_id__check check ((email is null) <> (user_id is null)),
  constraint invitations__space_id_role_role_id__check check ((space_id is null) = (role is null and role_id is null) and (role is null or role_id is null)),
  constraint invitations__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint invitations__user_id__fk foreign key (user_id) references users (id) on delete cascade,
  constraint invitations__invited_by__fk foreign key (invited_by) references users (id) on delete restrict,
  constraint invitations__answered_by__fk foreign key (answered_by) references users (id) on delete restrict,
  constraint invitations__space_id_role_id__fk foreign key (space_id, role_id) references roles (space_id, id) on delete restrict
) {strict};
create index invitations__email__index on invitations (email);
create index invitations__user_id__index on invitations (user_id);
create index invitations__invited_by__index on invitations (invited_by);
create index invitations__answered_by__index on invitations (answered_by);
create index invitations__expires_at__index on invitations (expires_at);
create index invitations__space_id_created_at_id__index on invitations (space_id, created_at, id);
create index invitations__space_id_role_id__index on invitations (space_id, role_id) where role_id is not null;
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
-- rebuild audit.security_violations
create table audit.security_violations (
  seq {serial},
  id {uuid} not null,
  at {time} not null,
  kind {text} not null,
  severity {text} not null,
  user_id {uuid},
  address {text},
  method {text},
  path {text},
  request_id {text} not null,
  details {json},
  times {int} not null default 1,
  constraint audit_security_violations__seq__pk primary key (seq),
  constraint audit_security_violations__id__key unique (id),
  constraint audit_security_violations__kind__one_of check (kind in ('denied', 'login_failed', 'csrf_failed', 'rate_limited', 'token_reused')),
  constraint audit_security_violations__severity__one_of check (severity in ('low', 'medium', 'high', 'critical')),
  constraint audit_security_violations__times__check check (times >= 1)
) {strict};
create index audit_security_violations__at_seq__index on audit.security_violations (at, seq);
create index audit_security_violations__kind_at_seq__index on audit.security_violations (kind, at, seq);
create index audit_security_violations__severity_at_seq__index on audit.security_violations (severity, at, seq);
create index audit_security_violations__user_id_at_seq__index on audit.security_violations (user_id, at, seq);
create index audit_security_violations__address_at_seq__index on audit.security_violations (address, at, seq);
-- rebuild user_categories
create table user_categories (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid},
  name {text} not null,
  type {text} not null default 'custom',
  color {text} not null,
  emoji {text} not null,
  priority {int} not null,
  description {text},
  is_default {bool} not null,
  ai_generated {bool} not null,
  weights {json} not null,
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  deleted_at {time},
  constraint user_categories__id__pk primary key (id),
  constraint user_categories__type__one_of check (type in ('event', 'opportunity', 'both', 'default', 'custom')),
  constraint user_categories__is_default__bool check (is_default in (false, true)),
  constraint user_categories__ai_generated__bool check (ai_generated in (false, true)),
  constraint user_categories__name__check check (length(name) > 0),
  constraint user_categories__color__check check (length(color) = 7),
  constraint user_categories__priority__check check (priority between 1 and 5),
  constraint user_categories__revision__check check (revision >= 1),
  constraint user_categories__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint user_categories__user_id__fk foreign key (user_id) references users (id) on delete restrict
) {strict};
create index user_categories__user_id__index on user_categories (user_id);
create unique index user_categories__space_id_name__unique on user_categories (space_id, name) where deleted_at is null;
-- rebuild events
create table events (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  calendar_id {uuid} not null,
  series_id {uuid},
  recurrence_id {text},
  uid {text} not null,
  title {text} not null,
  description {text},
  location {text},
  category {text} not null default 'Default',
  starts {text} not null,
  ends {text} not null,
  timezone {text},
  recurrence_rule {text},
  rdates {json} not null,
  exdates {json} not null,
  attendees {json} not null,
  priority {int} not null default 3,
  status {text} not null default 'confirmed',
  transparency {text} not null default 'busy',
  event_type {text} not null default 'meeting',
  movability_score {real} not null,
  is_movable {bool} not null default true,
  reminder_minutes {int} default 15,
  reminders {json} not null,
  importance_weight {real} not null default 1,
  google_event_id {text},
  semantic_keywords {json},
  semantic_embedding_id {text},
  semantic_category {text},
  semantic_tags {json},
  semantic_summary {text},
  first_at {time} not null,
  last_at {time} not null,
  is_long {bool} not null,
  rings_at {time},
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  deleted_at {time},
  constraint events__id__pk primary key (id),
  constraint events__space_id_id__key unique (space_id, id),
  constraint events__google_event_id__key unique (google_event_id),
  constraint events__status__one_of check (status in ('confirmed', 'tentative', 'cancelled')),
  constraint events__transparency__one_of check (transparency in ('busy', 'free')),
  constraint events__is_movable__bool check (is_movable in (false, true)),
  constraint events__is_long__bool check (is_long in (false, true)),
  constraint events__uid__check check (length(uid) > 0),
  constraint events__title__check check (length(title) > 0),
  constraint events__starts__check check (length(starts) in (10, 19)),
  constraint events__ends__check check (length(ends) in (10, 19)),
  constraint events__priority__check check (priority between 1 and 5),
  constraint events__movability_score__check check (movability_score between 0 and 1),
  constraint events__reminder_minutes__check check (reminder_minutes >= 0),
  constraint events__revision__check check (revision >= 1),
  constraint events__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint events__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint events__space_id_calendar_id__fk foreign key (space_id, calendar_id) references calendars (space_id, id) on delete cascade,
  constraint events__space_id_series_id__fk foreign key (space_id, series_id) references events (space_id, id) on delete cascade
) {strict};
create unique index events__calendar_id_uid__unique on events (calendar_id, uid) where series_id is null and deleted_at is null;
create unique index events__series_id_recurrence_id__unique on events (series_id, recurrence_id) where deleted_at is null;
create index events__user_id_id__index on events (user_id, id);
create index events__space_id_is_long_first_at_id__index on events (space_id, is_long, first_at, id) where deleted_at is null;
create index events__space_id_is_long_last_at_id__index on events (space_id, is_long, last_at, id) where deleted_at is null;
create index events__space_id_deleted_at_id__index on events (space_id, deleted_at, id) where deleted_at is not null;
create index events__space_id_calendar_id_id__index on events (space_id, calendar_id, id);
create index events__space_id_series_id__index on events (space_id, series_id);
create index events__rings_at_id__index on events (rings_at, id) where rings_at is not null;
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
-- rebuild projects
create table projects (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  name {text} not null,
  description {text},
  project_type {text},
  programming_language {text},
  framework {text},
  repository_url {text},
  local_path {text},
  status {text} not null default 'active',
  project_metadata {json},
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  deleted_at {time},
  constraint projects__id__pk primary key (id),
  constraint projects__space_id_id__key unique (space_id, id),
  constraint projects__status__one_of check (status in ('active', 'on_hold', 'completed', 'archived')),
  constraint projects__name__check check (length(name) > 0),
  constraint projects__revision__check check (revision >= 1),
  constraint projects__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint projects__user_id__fk foreign key (user_id) references users (id) on delete restrict
) {strict};
create index projects__user_id_id__index on projects (user_id, id);
create index projects__space_id_created_at_id__index on projects (space_id, created_at, id) where deleted_at is null;
create index projects__space_id_deleted_at__index on projects (space_id, deleted_at) where deleted_at is not null;
-- rebuild tasks
create table tasks (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  project_id {uuid},
  title {text} not null,
  description {text},
  status {text} not null default 'pending',
  priority {text} not null default 'medium',
  category {text},
  due_date {text},
  due_order {text} not null default '~',
  estimated_hours {real},
  actual_hours {real},
  completion_percentage {int} not null default 0,
  semantic_keywords {json},
  semantic_embedding_id {text},
  semantic_category {text},
  semantic_tags {json},
  semantic_summary {text},
  semantic_source {text} not null default 'rules',
  importance_weight {real} not null default 1,
  urgency_weight {real} not null default 1,
  complexity_weight {real} not null default 1,
  user_priority_weight {real} not null default 1,
  blocking {int} not null default 0,
  waiting_for {int} not null default 0,
  calculated_score {real} not null default 0,
  task_type {text} not null default 'general',
  programming_language {text},
  difficulty_level {text},
  code_context {json},
  repository_branch {text},
  recurrence_rule {text},
  recurrence_from {text} not null default 'due',
  recurrence_start {text},
  recurrence_number {int} not null default 1,
  series_id {uuid},
  recurs_from_id {uuid},
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  completed_at {time},
  deleted_at {time},
  constraint tasks__id__pk primary key (id),
  constraint tasks__space_id_id__key unique (space_id, id),
  constraint tasks__status__one_of check (status in ('pending', 'in_progress', 'completed', 'cancelled', 'on_hold')),
  constraint tasks__priority__one_of check (priority in ('low', 'medium', 'high', 'urgent')),
  constraint tasks__semantic_source__one_of check (semantic_source in ('rules', 'user')),
  constraint tasks__task_type__one_of check (task_type in ('general', 'coding', 'review', 'testing', 'deployment', 'meeting', 'research', 'opportunity')),
  constraint tasks__recurrence_from__one_of check (recurrence_from in ('due', 'completion')),
  constraint tasks__title__check check (length(title) > 0),
  constraint tasks__due_date__check check (length(due_date) in (10, 27)),
  constraint tasks__estimated_hours__check check (estimated_hours >= 0),
  constraint tasks__actual_hours__check check (actual_hours >= 0),
  constraint tasks__completion_percentage__check check (completion_percentage between 0 and 100),
  constraint tasks__recurrence_start__check check (length(recurrence_start) in (10, 27)),
  constraint tasks__recurrence_number__check check (recurrence_number >= 1),
  constraint tasks__revision__check check (revision >= 1),
  constraint tasks__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint tasks__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint tasks__space_id_project_id__fk foreign key (space_id, project_id) references projects (space_id, id) on delete restrict
) {strict};
create index tasks__user_id_id__index on tasks (user_id, id);
create index tasks__space_id_created_at_id__index on tasks (space_id, created_at, id) where deleted_at is null;
create index tasks__space_id_status_created_at_id__index on tasks (space_id, status, created_at, id) where deleted_at is null;
create index tasks__space_id_calculated_score_id__index on tasks (space_id, calculated_score, id) where deleted_at is null;
create index tasks__space_id_due_order_id__index on tasks (space_id, due_order, id) where deleted_at is null;
create index tasks__space_id_deleted_at__index on tasks (space_id, deleted_at) where deleted_at is not null;
create index tasks__space_id_project_id__index on tasks (space_id, project_id) where project_id is not null;
create unique index tasks__space_id_recurs_from_id__unique on tasks (space_id, recurs_from_id) where recurs_from_id is not null and deleted_at is null;
-- rebuild task_relations
create table task_relations (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  task_id {uuid} not null,
  kind {text} not null,
  other_id {uuid} not null,
  revision {int} not null default 1,
  created_at {time} not null,
  updated_at {time} not null,
  deleted_at {time},
  constraint task_relations__id__pk primary key (id),
  constraint task_relations__kind__one_of check (kind in ('blocks', 'precedes', 'relates', 'duplicates', 'parent')),
  constraint task_relations__revision__check check (revision >= 1),
  constraint task_relations__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint task_relations__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint task_relations__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade,
  constraint task_relations__space_id_other_id__fk foreign key (space_id, other_id) references tasks (space_id, id) on delete cascade
) {strict};
create index task_relations__user_id_id__index on task_relations (user_id, id);
create unique index task_relations__space_id_task_id_kind_other_id__unique on task_relations (space_id, task_id, kind, other_id) where deleted_at is null;
create unique index task_relations__space_id_other_id__unique on task_relations (space_id, other_id) where kind = 'parent' and deleted_at is null;
create index task_relations__space_id_other_id_kind__index on task_relations (space_id, other_id, kind);
create index task_relations__space_id_created_at_id__index on task_relations (space_id, created_at, id) where deleted_at is null;
create index task_relations__space_id_deleted_at__index on task_relations (space_id, deleted_at) where deleted_at is not null;
-- rebuild subtasks
create table subtasks (
  id {uuid} not null,
  space_id {uuid} not null,
  user_id {uuid} not null,
  task_id {uuid} not null,
  position {int} not null,
  title {text} not null,
  description {text},
  estimated_hours {real},
  priority {text} not null default 'medium',
  category {text} not null default 'execution',
  completed {bool} not null,
  prerequisites {json} not null,
  deliverables {json} not null,
  revision {int} not null,
  created_at {time} not null,
  updated_at {time} not null,
  deleted_at {time},
  constraint subtasks__id__pk primary key (id),
  constraint subtasks__priority__one_of check (priority in ('low', 'medium', 'high', 'urgent')),
  constraint subtasks__completed__bool check (completed in (false, true)),
  constraint subtasks__position__check check (position >= 1),
  constraint subtasks__title__check check (length(title) > 0),
  constraint subtasks__estimated_hours__check check (estimated_hours >= 0),
  constraint subtasks__revision__check check (revision >= 1),
  constraint subtasks__space_id__fk foreign key (space_id) references spaces (id) on delete cascade,
  constraint subtasks__user_id__fk foreign key (user_id) references users (id) on delete restrict,
  constraint subtasks__space_id_task_id__fk foreign key (space_id, task_id) references tasks (space_id, id) on delete cascade
) {strict};
create index subtasks__user_id_id__index on subtasks (user_id, id);
create index subtasks__space_id_task_id_position_id__index on subtasks (space_id, task_id, position, id);
-- rebuild legacy_rows
create table legacy_rows (
  id {uuid} not null,
  source {text} not null,
  table_name {text} not null,
  source_key {text} not null,
  state {text} not null,
  digest {bytes} not null,
  row_id {uuid},
  space_id {uuid},
  left_at {int},
  why {text},
  kept {text},
  secrets {text},
  at {time} not null,
  constraint legacy_rows__id__pk primary key (id),
  constraint legacy_rows__source_table_name_source_key__key unique (source, table_name, source_key),
  constraint legacy_rows__state__one_of check (state in ('taken', 'in_part', 'later', 'refused', 'conflict')),
  constraint legacy_rows__space_id__fk foreign key (space_id) references spaces (id) on delete cascade
) {strict};
create index legacy_rows__space_id_id__index on legacy_rows (space_id, id);
