-- What people decided, newest first: what was corrected at one time on one incident is one row.
WITH review AS (
    SELECT DISTINCT ON (review_id) * FROM core_review
),
held AS (
    SELECT review_id FROM out_review_asof(TIMESTAMP 'infinity')
)
SELECT
    min(review.review_id) AS review_id,
    decision,
    review.anchor_id,
    review.incident_id,
    list({'field': field, 'old': old, 'new': new} ORDER BY review.review_id) FILTER (old IS DISTINCT FROM new) AS changes,
    any_value(note) AS note,
    reviewer,
    decided_at,
    bool_or(held.review_id IS NOT NULL OR decision = 'withdraw') AS is_held
FROM review
LEFT JOIN held USING (review_id)
GROUP BY decision, review.anchor_id, review.incident_id, reviewer, decided_at
ORDER BY decided_at DESC, review_id
LIMIT $limit
