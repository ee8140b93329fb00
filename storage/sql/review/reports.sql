-- The claims of an incident, copies after the report they repeat, each with its article, its words and why it is here.
WITH claim AS (
    SELECT * FROM out_claim WHERE incident_id = $incident_id
),
link AS (
    SELECT
        anchor_id,
        arg_max(method, (recorded_at, run_id)) AS method,
        arg_max(score, (recorded_at, run_id)) AS score,
        arg_max(reason, (recorded_at, run_id)) AS reason
    FROM core_incident_link
    WHERE anchor_id IN (SELECT anchor_id FROM claim)
    GROUP BY anchor_id
),
span AS (
    SELECT claim_id, field AS label, span_start, span_end
    FROM core_claim_evidence
    WHERE field IN ('sentence', 'date', 'place') AND claim_id IN (SELECT claim_id FROM claim)
    UNION
    SELECT claim_id, outcome, span_start, span_end
    FROM core_claim_count
    WHERE claim_id IN (SELECT claim_id FROM claim)
    UNION
    SELECT claim_id, role, span_start, span_end
    FROM core_claim_party
    WHERE role IN ('perpetrator', 'side_a', 'side_b', 'target') AND claim_id IN (SELECT claim_id FROM claim)
),
spans AS (
    SELECT claim_id, list({'label': label, 'start': span_start, 'end': span_end} ORDER BY span_start, span_end DESC, label) AS spans
    FROM span
    GROUP BY claim_id
)
SELECT
    claim.* EXCLUDE (title),
    article.title,
    article.text,
    link.method,
    link.score,
    link.reason,
    coalesce(spans.spans, []) AS spans,
    row_number() OVER (PARTITION BY claim.origin_id ORDER BY claim.published_at NULLS LAST, claim.article_id, claim.ord) = 1
        AS is_first,
    count(DISTINCT claim.origin_id) OVER () AS n_origins,
    count(*) OVER () AS n_claims
FROM claim
INNER JOIN (SELECT DISTINCT ON (version_id) version_id, title, text FROM raw_article) AS article USING (version_id)
LEFT JOIN link ON claim.anchor_id = link.anchor_id
LEFT JOIN spans ON claim.claim_id = spans.claim_id
ORDER BY
    min(claim.published_at) OVER (PARTITION BY claim.origin_id) NULLS LAST,
    claim.origin_id,
    claim.published_at NULLS LAST,
    claim.article_id,
    claim.ord
LIMIT $limit
