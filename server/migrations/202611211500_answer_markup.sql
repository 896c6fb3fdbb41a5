-- An answer as its author wrote it, where that is more than plain text; `parts` says it in letters alone.
alter table answers add column markup text;
