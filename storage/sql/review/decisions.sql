-- What people decided, newest first: what was corrected at one time on one incident is one row. With $incident_id only
-- what concerns that incident, as it is now.
WITH review AS (
    SELECT DISTINCT ON (review_id) * FROM core_review
),
held AS (
    SELECT review_id, incident_id FROM out_review_asof(TIMESTAMP 'infinity')
),
anchor AS (
    SELECT DISTINCT anchor_id FROM core_incident_link WHERE incident_id = $incident_id
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
WHERE
    $incident_id IS NULL
    OR $incident_id IN (review.incident_id, held.incident_id)
    OR (decision = 'merge' AND new = $incident_id)
    OR (decision = 'split' AND old = $incident_id)
    OR review.anchor_id IN (SELECT anchor_id FROM anchor)
GROUP BY decision, review.anchor_id, review.incident_id, reviewer, decided_at
ORDER BY decided_at DESC, review_id
LIMIT $limit
