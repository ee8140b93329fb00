-- `member`: every act whose lead has been visited, with its parts (host_anchor_id is the anchor of the act). `claimant`:
-- leads outside that are linked to an incident whose id may go to a group inside: it was that of an anchor inside, or is
-- the anchor's own.
CREATE OR REPLACE TEMP TABLE member AS
WITH told AS (
    SELECT DISTINCT told_id FROM meta_link_claim SEMI JOIN visited USING (node)
),
act AS (
    SELECT * FROM meta_link_claim SEMI JOIN told USING (told_id) WHERE host_id IS NULL
)
SELECT node, anchor_id, article_id, told_id, is_lead, coalesce(n_acts, 1) AS n_acts, NULL AS host_anchor_id
FROM act
UNION ALL
SELECT part.node, part.anchor_id, part.article_id, part.told_id, false, 1, act.anchor_id
FROM meta_link_claim AS part
INNER JOIN act ON part.host_id = act.claim_id;

-- A table of its own: nearly always empty, and all claims are to be looked up in it, not it in all claims.
CREATE OR REPLACE TEMP TABLE held AS
WITH wanted AS (
    SELECT anchor_id AS incident_id FROM member
    UNION
    SELECT incident_id FROM core_incident_link SEMI JOIN member USING (anchor_id)
),
holder AS (
    SELECT DISTINCT anchor_id
    FROM core_incident_link
    SEMI JOIN wanted USING (incident_id)
    ANTI JOIN member USING (anchor_id)
),
holding AS (
    SELECT anchor_id
    FROM core_incident_link
    SEMI JOIN holder USING (anchor_id)
    GROUP BY anchor_id
    HAVING arg_max(incident_id, (recorded_at, run_id)) IN (SELECT incident_id FROM wanted)
)
SELECT DISTINCT coalesce(host.told_id, state.told_id) AS told_id
FROM meta_link_claim AS state
SEMI JOIN holding USING (anchor_id)
LEFT JOIN meta_link_claim AS host ON state.host_id = host.claim_id;

CREATE OR REPLACE TEMP TABLE claimant AS
SELECT node FROM meta_link_claim SEMI JOIN held USING (told_id) WHERE is_lead;
