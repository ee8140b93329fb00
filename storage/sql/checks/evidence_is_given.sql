-- Every claim rests on a sentence, and a date or place phrase has its span.
SELECT claim_id, 'sentence' AS missing
FROM core_claim
ANTI JOIN (SELECT claim_id FROM core_claim_evidence WHERE field = 'sentence') USING (claim_id)
UNION ALL
SELECT claim_id, 'date' AS missing
FROM core_claim
ANTI JOIN (SELECT claim_id, text AS date_text FROM core_claim_evidence WHERE field = 'date') USING (claim_id, date_text)
WHERE date_text IS NOT NULL
UNION ALL
SELECT claim_id, 'place' AS missing
FROM core_claim
ANTI JOIN (SELECT claim_id, text AS place_text FROM core_claim_evidence WHERE field = 'place')
    USING (claim_id, place_text)
WHERE place_text IS NOT NULL
