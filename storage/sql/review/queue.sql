-- What a person should look at first: effect x doubt x recency.
--   effect   what totals would move by if the incident were wrong: 1 for the incident, the people killed, the width of
--            that range (an open one is as wide as its low, at least 1), and a tenth of the same for the injured
--   doubt    1 - confidence x how sure its links are, over the number of independent origins; at least 0.75 where reports
--            contradict or deny each other, 0.5 where day, country or type is not known
--   recency  halves with every 30 days between its last report and the newest of all
-- Not here: what nothing published rests on (denied, retracted), and what was decided on since it was last told of.
WITH incident AS (
    SELECT *
    FROM out_incident
    WHERE status NOT IN ('denied', 'retracted') AND ($country IS NULL OR place_country = $country)
),
link AS (
    SELECT incident_id, avg(score) AS score, max(first_linked_at) AS last_linked_at
    FROM (
        SELECT
            anchor_id,
            arg_max(incident_id, (recorded_at, run_id)) AS incident_id,
            arg_max(score, (recorded_at, run_id)) AS score,
            min(recorded_at) AS first_linked_at
        FROM core_incident_link
        GROUP BY anchor_id
    )
    GROUP BY incident_id
),
decided AS (
    SELECT coalesce(incident_id, link.linked_id) AS incident_id, max(recorded_at) AS decided_at, count(*) AS n_decisions
    FROM out_review_asof(TIMESTAMP 'infinity')
    LEFT JOIN (
        SELECT anchor_id, arg_max(incident_id, (recorded_at, run_id)) AS linked_id FROM core_incident_link GROUP BY anchor_id
    ) AS link USING (anchor_id)
    GROUP BY ALL
),
weighed AS (
    SELECT
        incident.*,
        decided.decided_at,
        decided.decided_at IS NOT NULL AND link.last_linked_at > decided.decided_at AS is_told_anew,
        1
        + coalesce(killed_best, killed_low, killed_high, 0)
        + CASE
            WHEN killed_high IS NOT NULL THEN killed_high - coalesce(killed_low, 0)
            WHEN killed_low IS NOT NULL THEN greatest(killed_low, 1)
            ELSE 0
        END
        + (
            coalesce(injured_best, injured_low, injured_high, 0)
            + CASE
                WHEN injured_high IS NOT NULL THEN injured_high - coalesce(injured_low, 0)
                WHEN injured_low IS NOT NULL THEN greatest(injured_low, 1)
                ELSE 0
            END
        ) / 10 AS effect,
        greatest(
            (1 - coalesce(claim.confidence, 0.5) * coalesce(link.score, 1)) / n_origins,
            CASE WHEN status = 'disputed' OR len(contested) > 0 THEN 0.75 ELSE 0 END,
            CASE WHEN date_start IS NULL OR place_country IS NULL OR incident.event_type IS NULL THEN 0.5 ELSE 0 END
        ) AS doubt,
        0.5 ** (coalesce(date_diff('day', last_published_at, max(last_published_at) OVER ()), 365) / 30) AS recency,
        claim.confidence,
        link.score AS link_score
    FROM incident
    LEFT JOIN link USING (incident_id)
    LEFT JOIN decided USING (incident_id)
    LEFT JOIN (SELECT DISTINCT ON (claim_id) claim_id, confidence FROM core_claim) AS claim
        ON incident.lead_claim_id = claim.claim_id
)
SELECT
    incident_id,
    round(effect * doubt * recency, 3) AS priority,
    round(effect, 1) AS effect,
    round(doubt, 3) AS doubt,
    round(recency, 3) AS recency,
    list_filter(
        [
            CASE WHEN is_told_anew THEN 'told anew since it was decided on' END,
            CASE WHEN status = 'disputed' THEN 'denied by some' END,
            CASE WHEN status = 'unsure' THEN 'in no total until it is accepted' END,
            CASE WHEN len(contested) > 0 THEN 'figures contradict: ' || array_to_string(contested, ', ') END,
            CASE WHEN date_start IS NULL THEN 'no day' END,
            CASE WHEN place_country IS NULL THEN 'no country' END,
            CASE WHEN event_type IS NULL THEN 'no type' END,
            CASE WHEN killed_low IS NOT NULL AND killed_high IS NULL THEN 'killed: open above' END,
            CASE WHEN killed_high > coalesce(killed_low, 0) THEN 'killed: a range' END,
            CASE WHEN effect >= 25 THEN 'many people' END,
            CASE WHEN n_origins = 1 THEN 'single source' END,
            CASE WHEN link_score < 0.8 THEN 'links not sure' END,
            CASE WHEN confidence < 0.6 THEN 'reading not sure' END
        ],
        lambda reason: reason IS NOT NULL
    ) AS reasons,
    date_start,
    date_end,
    place_name,
    place_admin1,
    place_country,
    event_type,
    sub_event_type,
    realis,
    status,
    killed_low,
    killed_best,
    killed_high,
    injured_low,
    injured_best,
    injured_high,
    n_origins,
    n_articles,
    last_published_at,
    decided_at
FROM weighed
WHERE decided_at IS NULL OR is_told_anew
ORDER BY priority DESC, incident_id
LIMIT $limit
