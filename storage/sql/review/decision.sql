-- The decisions that begin so and hold, each with those taken at the same time on the same thing: a place is many columns.
WITH holding AS (
    SELECT DISTINCT ON (review_id) *
    FROM core_review
    WHERE
        decision <> 'withdraw'
        AND review_id NOT IN (SELECT old FROM core_review WHERE decision = 'withdraw' AND old IS NOT NULL)
)
SELECT together.*
FROM holding AS together
SEMI JOIN holding AS named
    ON starts_with(named.review_id, $name)
    AND (together.decided_at, together.reviewer) = (named.decided_at, named.reviewer)
    AND together.incident_id IS NOT DISTINCT FROM named.incident_id
    AND together.anchor_id IS NOT DISTINCT FROM named.anchor_id
ORDER BY together.review_id
