-- Of claims that out_claim has given: read from the core, because the view goes through all; by number of row,
-- so that columns are read only around the rows found.
SELECT DISTINCT ON (claim_id, ord) * EXCLUDE (recorded_at, run_id)
FROM core_claim_count
WHERE rowid IN (
    SELECT rowid FROM core_claim_count WHERE claim_id IN (SELECT unnest(from_json($claim_ids, '["VARCHAR"]')))
)
ORDER BY claim_id, ord;
