-- Every span lies in the stored text, and its words are those stored beside it.
WITH content AS (
    SELECT extraction_id, coalesce(title || chr(10) || chr(10), '') || article.text AS content
    FROM core_extraction
    INNER JOIN raw_article AS article USING (version_id)
),
span AS (
    SELECT extraction_id, claim_id, field, ord, span_start, span_end, text FROM core_claim_evidence
    UNION ALL
    SELECT extraction_id, claim_id, 'party', ord, span_start, span_end, text FROM core_claim_party
    UNION ALL
    SELECT extraction_id, claim_id, 'target', ord, span_start, span_end, text FROM core_claim_target
    UNION ALL
    SELECT extraction_id, claim_id, 'weapon', ord, span_start, span_end, text FROM core_claim_weapon
    UNION ALL
    SELECT extraction_id, claim_id, 'count', ord, span_start, span_end, text FROM core_claim_count
)
SELECT claim_id, field, ord, span_start, span_end, text
FROM span
INNER JOIN content USING (extraction_id)
WHERE
    span_start < 0
    OR span_end <= span_start
    OR span_end > length(content)
    OR substr(content, span_start + 1, span_end - span_start) <> text
