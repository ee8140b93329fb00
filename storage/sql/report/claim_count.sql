SELECT * FROM out_claim_count
WHERE claim_id IN (SELECT unnest($claim_ids::VARCHAR []))
ORDER BY claim_id, ord;
