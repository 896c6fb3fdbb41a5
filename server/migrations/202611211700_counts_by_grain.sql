-- Facts were counted with everything that is known of them, and every report added up hundreds of thousands of counts. Now they are
-- counted for what reports ask: by day alone, by hour, by one of channel, language, scene and agent, and by all of them for the rest.
drop table insight_counts;

-- What is counted, once: a count names it by number. Where a count knows nothing of something, it is empty here.
create table insight_cells (
  tenant_id uuid not null,
  cell int not null,
  kind text not null,
  channel_id uuid not null,
  language text not null,
  scene text not null,
  agent_id uuid not null,
  reason text not null,
  primary key (tenant_id, cell),
  unique (tenant_id, kind, channel_id, language, scene, agent_id, reason)
);
call protect('insight_cells');

-- `hour` is -1 except where hours are counted. Durations are counted by steps of a tenth.
create table insight_counts (
  tenant_id uuid not null,
  grain text not null,
  day date not null,
  hour smallint not null,
  cell int not null,
  bucket smallint not null,
  count int not null,
  primary key (tenant_id, grain, day, hour, cell, bucket),
  foreign key (tenant_id, cell) references insight_cells (tenant_id, cell)
);
call protect('insight_counts');

-- Everything is counted anew with a company's next conversation: one of each is named now, so that this is at once.
update insight_tenants set time_zone = '';
insert into insight_pending (tenant_id, conversation_id, last_seq)
select distinct on (c.tenant_id) c.tenant_id, c.id, c.last_seq
from conversations c join insight_tenants i on i.tenant_id = c.tenant_id where c.last_seq > 0
order by c.tenant_id, c.id
on conflict do nothing;
