SELECT * FROM out_claim_party
WHERE claim_id IN (SELECT unnest($claim_ids::VARCHAR []))
ORDER BY claim_id, ord;
