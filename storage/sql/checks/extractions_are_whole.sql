-- An extraction has as many claims and issues as it says.
SELECT extraction_id, n_claims, claims, n_issues, issues
FROM core_extraction
LEFT JOIN (SELECT extraction_id, count(DISTINCT claim_id) AS claims FROM core_claim GROUP BY extraction_id)
    USING (extraction_id)
LEFT JOIN (SELECT extraction_id, count(DISTINCT issue_id) AS issues FROM core_issue GROUP BY extraction_id)
    USING (extraction_id)
WHERE n_claims <> coalesce(claims, 0) OR n_issues <> coalesce(issues, 0)
