-- Persons among the victims and detainees of the given articles.
SELECT DISTINCT article.article_id, claim.incident_id, party.text, party.name
FROM core_claim_party AS party
INNER JOIN report_article AS article USING (extraction_id)
LEFT JOIN report_claim AS claim USING (claim_id)
WHERE
    party.kind = 'person'
    AND party.role IN ('victim', 'detainee')
    AND article.article_id IN (SELECT unnest(from_json($article_ids, '["VARCHAR"]')))
ORDER BY ALL;
