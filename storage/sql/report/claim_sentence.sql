SELECT claim_id, span_start, text FROM out_claim_evidence
WHERE field = 'sentence' AND claim_id IN (SELECT unnest($claim_ids::VARCHAR []))
ORDER BY claim_id, span_start, ord;
