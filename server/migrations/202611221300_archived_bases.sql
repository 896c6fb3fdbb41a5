-- A knowledge base goes as an entry does: archived, with everything in it, and it can come back as it was.

alter table knowledge_bases add column archived_at timestamptz;

-- What the entry was when its base was archived, and is again when the base is restored.
alter table entries
  add column archived_from text check (archived_from in ('draft', 'published')),
  add constraint entries_archived_from check (archived_from is null or state = 'archived');
