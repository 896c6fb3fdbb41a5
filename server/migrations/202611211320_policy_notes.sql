-- Why a version of the policy was put in force, as whoever saved it put it.
alter table policies add column note text;
