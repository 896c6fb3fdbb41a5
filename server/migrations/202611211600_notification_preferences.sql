-- Of what a member's own browser tells them; no row until they changed something.
create table notification_preferences (
  tenant_id uuid not null,
  member_id uuid not null,
  document jsonb not null,
  version int not null,
  updated_at timestamptz not null,
  primary key (tenant_id, member_id),
  foreign key (tenant_id, member_id) references members (tenant_id, id)
);
call protect('notification_preferences');
