-- A best figure of words for a number is null now, and what was compared before has another: the next linking starts anew.
DELETE FROM meta_link_claim;
DELETE FROM meta_link_block;
DELETE FROM meta_link_seen;
COMMENT ON COLUMN meta_link_claim.killed_best IS 'Killed, best; null where words like "dozens" give the lowest alone.';
COMMENT ON COLUMN meta_link_claim.injured_best IS 'Injured, best; null where words like "dozens" give the lowest alone.';
