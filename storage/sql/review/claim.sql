-- Of several claims with one anchor (copies of a row), one; `n_others` claims of its incident have another anchor.
WITH found AS (
    SELECT anchor_id, any_value(incident_id) AS incident_id
    FROM out_claim
    WHERE incident_id IS NOT NULL AND (starts_with(anchor_id, $name) OR starts_with(claim_id, $name))
    GROUP BY anchor_id
    ORDER BY anchor_id
    LIMIT 2
)
SELECT
    found.*,
    (
        SELECT count(*) FROM out_claim AS other
        WHERE other.incident_id = found.incident_id AND other.anchor_id <> found.anchor_id
    ) AS n_others,
    (SELECT arg_max(method, (recorded_at, run_id)) FROM core_incident_link WHERE anchor_id = found.anchor_id) AS method
FROM found
