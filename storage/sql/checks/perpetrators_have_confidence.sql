-- How surely a perpetrator is named is never left out.
SELECT claim_id, ord, text
FROM core_claim_party
WHERE role = 'perpetrator' AND confidence_stated IS NULL
