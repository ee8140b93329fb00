-- Decisions of people: which hold, what they had in view, and what they take out.

-- Decisions of people that hold: the newest on one thing and field, unless withdrawn. An incident that was merged into
-- another since takes its decisions with it; of two corrections of one field the newest holds then.
CREATE OR REPLACE MACRO out_review_asof(ts) AS TABLE
WITH review AS (
    SELECT DISTINCT ON (review_id) * FROM core_review WHERE recorded_at <= ts
),
link AS (
    SELECT anchor_id, arg_max(incident_id, (recorded_at, run_id)) AS linked_id
    FROM core_incident_link
    WHERE recorded_at <= ts AND anchor_id IN (SELECT incident_id FROM review)
    GROUP BY anchor_id
)
SELECT
    review.* EXCLUDE (incident_id, run_id),
    review.incident_id AS decided_id,
    coalesce(link.linked_id, review.incident_id) AS incident_id
FROM review
LEFT JOIN link ON review.incident_id = link.anchor_id
WHERE
    decision <> 'withdraw'
    AND review_id NOT IN (SELECT old FROM review WHERE decision = 'withdraw' AND old IS NOT NULL)
QUALIFY row_number() OVER (
    PARTITION BY
        review.anchor_id,
        CASE WHEN decision = 'correct' THEN coalesce(link.linked_id, review.incident_id) ELSE review.incident_id END,
        CASE WHEN decision IN ('accept', 'reject') THEN 'verdict' ELSE decision END,
        field,
        CASE WHEN decision IN ('merge', 'split') THEN coalesce(new, old) END
    ORDER BY decided_at DESC, recorded_at DESC, review_id
) = 1;
COMMENT ON MACRO TABLE out_review_asof IS 'Decisions of people that held at a time (UTC): the newest on one thing and field, unless withdrawn; incident_id is the incident now, decided_id the one decided on.';

-- What the person had in view: the anchors linked to an incident just before the decision on it was written.
CREATE OR REPLACE MACRO out_review_anchor_asof(ts) AS TABLE
WITH seen AS (
    SELECT DISTINCT review_id, decided_id, review.recorded_at, link.anchor_id
    FROM out_review_asof(ts) AS review
    INNER JOIN core_incident_link AS link ON review.decided_id = link.incident_id AND link.recorded_at < review.recorded_at
)
SELECT review_id, seen.anchor_id
FROM seen
INNER JOIN core_incident_link AS link ON seen.anchor_id = link.anchor_id AND link.recorded_at < seen.recorded_at
GROUP BY review_id, decided_id, seen.anchor_id
HAVING arg_max(link.incident_id, (link.recorded_at, link.run_id)) = decided_id;
COMMENT ON MACRO TABLE out_review_anchor_asof IS 'One row per decision on an incident that held at a time (UTC) and anchor that the incident had when it was decided on.';

-- What a person rejected: an anchor, with `origin_id` null; or, with `anchor_id` null, what an origin tells of an incident.
-- A rejected incident comes back when an origin tells of it that had not told before: copies and later versions of what
-- was rejected stay out.
CREATE OR REPLACE MACRO out_rejected_asof(ts) AS TABLE
WITH rejection AS (
    SELECT review_id, anchor_id, incident_id FROM out_review_asof(ts) WHERE decision = 'reject'
),
rejected AS (
    SELECT anchor_id, NULL AS incident_id FROM rejection WHERE anchor_id IS NOT NULL
    UNION ALL
    SELECT seen.anchor_id, rejection.incident_id
    FROM rejection
    INNER JOIN out_review_anchor_asof(ts) AS seen USING (review_id)
),
origin AS (
    SELECT version_id, arg_max(origin_id, (recorded_at, run_id)) AS origin_id
    FROM core_origin_link
    WHERE recorded_at <= ts
    GROUP BY version_id
),
repeated AS (
    SELECT DISTINCT rejected.incident_id, coalesce(origin.origin_id, article.article_id) AS origin_id
    FROM rejected
    INNER JOIN core_claim AS claim ON rejected.anchor_id = claim.anchor_id AND claim.recorded_at <= ts
    INNER JOIN core_extraction AS extraction ON claim.extraction_id = extraction.extraction_id
    INNER JOIN raw_article AS article ON extraction.version_id = article.version_id
    LEFT JOIN origin ON article.version_id = origin.version_id
    WHERE rejected.incident_id IS NOT NULL
)
SELECT DISTINCT anchor_id, NULL::VARCHAR AS incident_id, NULL::VARCHAR AS origin_id FROM rejected
UNION ALL
SELECT NULL, incident_id, origin_id FROM repeated;
COMMENT ON MACRO TABLE out_rejected_asof IS 'What a person had rejected at a time (UTC), and that held: anchors, and what an origin tells of an incident.';

-- Parties as a person put them right: all of a role at once, in the order given; a role in which nobody is known has one row
-- of nulls.
CREATE OR REPLACE MACRO out_review_party_asof(ts) AS TABLE
WITH fix AS (
    SELECT
        incident_id,
        field AS role,
        from_json(
            coalesce(new, '[]'),
            '[{"kind": "VARCHAR", "text": "VARCHAR", "actor_id": "VARCHAR", "name": "VARCHAR", "actor_class": "TINYINT"}]'
        ) AS parties
    FROM out_review_asof(ts)
    WHERE
        decision = 'correct'
        AND incident_id IS NOT NULL
        AND field IN ('perpetrator', 'target', 'victim', 'side_a', 'side_b', 'detainee')
)
SELECT
    incident_id,
    role,
    position::INTEGER AS ord,
    parties[position + 1].kind AS kind,
    parties[position + 1].text AS text,
    parties[position + 1].actor_id AS actor_id,
    parties[position + 1].name AS name,
    parties[position + 1].actor_class AS actor_class
FROM fix
CROSS JOIN unnest(range(greatest(len(parties), 1))) AS place (position);
COMMENT ON MACRO TABLE out_review_party_asof IS 'One row per party that a person put right and that held at a time (UTC), by incident and role; a row of nulls for a role in which nobody is known.';
