-- Large imports go in parts: how far one has come, and how many of its rows wait for a second pair of eyes.
alter table imports add column progress_row int not null default -1;
