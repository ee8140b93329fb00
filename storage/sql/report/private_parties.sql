-- Persons among the victims and detainees of the given articles.
SELECT DISTINCT claim.article_id, claim.incident_id, party.text, party.name
FROM out_claim_party AS party
INNER JOIN out_claim AS claim USING (claim_id)
WHERE
    party.kind = 'person'
    AND party.role IN ('victim', 'detainee')
    AND claim.article_id IN (SELECT unnest($article_ids::VARCHAR []))
ORDER BY ALL;
