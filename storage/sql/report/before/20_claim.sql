-- What told of it then.
CREATE OR REPLACE TEMP TABLE report_before_claim AS
SELECT claim.anchor_id, claim.incident_id, article_id, claim.version_id, claim.extraction_id, article.deleted_at IS NOT NULL AS is_deleted
FROM out_claim AS claim
INNER JOIN out_article AS article USING (article_id)
WHERE claim.incident_id IS NOT NULL;
