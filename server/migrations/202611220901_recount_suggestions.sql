-- What agents made of suggested replies is told by what they sent, no more by the passages they named: all of it is read again.
delete from tier_outcomes where known_by = 'agent';
