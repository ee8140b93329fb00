-- low <= best <= high, none below zero, and some bound is given.
SELECT claim_id, ord, low, best, high, qualifier
FROM core_claim_count
WHERE low > best OR best > high OR low > high OR least(low, best, high) < 0 OR coalesce(low, best, high) IS NULL
