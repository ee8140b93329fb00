-- Trends by who and what was involved. These rows do not add up: an incident stands under every body, in every role, and
-- under every thing hit and every weapon that any claim of it names.
CREATE OR REPLACE MACRO out_trend_part_asof(grain, ts) AS TABLE
WITH claim AS (
    SELECT claim_id, incident_id
    FROM out_claim_asof(ts)
    WHERE incident_id IS NOT NULL AND attribution_kind <> 'denied'
),
involved AS (
    SELECT incident_id, 'actor' AS part, coalesce(actor_id, name, text) AS key, coalesce(name, text) AS label, actor_class, role
    FROM out_incident_party_asof(ts)
    WHERE kind = 'organisation' AND confidence_stated IS DISTINCT FROM 'denied' AND NOT is_denied
    UNION ALL
    SELECT DISTINCT incident_id, 'target', target.type, target.type, NULL, NULL
    FROM core_claim_target AS target
    INNER JOIN claim USING (claim_id)
    WHERE target.type IS NOT NULL
    UNION ALL
    SELECT DISTINCT incident_id, 'weapon', weapon.type, weapon.type, NULL, NULL
    FROM core_claim_weapon AS weapon
    INNER JOIN claim USING (claim_id)
),
-- One name for a body, however it is written in one incident.
single AS (
    SELECT incident_id, part, key, role, min(label) AS label, min(actor_class) AS actor_class
    FROM involved
    GROUP BY ALL
),
summed AS (
    SELECT
        period,
        country,
        admin1,
        part,
        key,
        min(label) AS label,
        role,
        min(actor_class) AS actor_class,
        event_type,
        sum(COLUMNS('^(n_incidents|n_attempted|killed_.*|injured_.*)$'))::BIGINT
    FROM single
    INNER JOIN out_trend_incident_asof(grain, ts) AS incident USING (incident_id)
    GROUP BY ALL
)
SELECT
    * REPLACE (
        CASE WHEN killed_n_unbounded = 0 THEN killed_high END AS killed_high,
        CASE WHEN injured_n_unbounded = 0 THEN injured_high END AS injured_high
    )
FROM summed;
COMMENT ON MACRO TABLE out_trend_part_asof IS 'out_trend_week_part (grain week) or out_trend_month_part (grain month) as it stood at a time (UTC); the period is in column period.';

CREATE OR REPLACE VIEW out_trend_week_part AS
SELECT * RENAME (period AS week) FROM out_trend_part_asof('week', TIMESTAMP 'infinity');
COMMENT ON VIEW out_trend_week_part IS 'One row per week, country, admin1, event type and body, thing hit or weapon involved. It does not add up: an incident with two bodies, or one body in two roles, is in two rows.';
COMMENT ON COLUMN out_trend_week_part.week IS 'Monday of the week, by event date; null for undated incidents.';
COMMENT ON COLUMN out_trend_week_part.country IS 'ISO 3166-1 alpha-3; null if the place is unknown.';
COMMENT ON COLUMN out_trend_week_part.admin1 IS 'First-order unit; null if unknown.';
COMMENT ON COLUMN out_trend_week_part.part IS 'actor, target or weapon: filter on one.';
COMMENT ON COLUMN out_trend_week_part.key IS 'Entry of the actor register, or a stable id of an unknown body; type of target or weapon.';
COMMENT ON COLUMN out_trend_week_part.label IS 'Name of the body; type of target or weapon.';
COMMENT ON COLUMN out_trend_week_part.role IS 'Of a body: perpetrator, target, victim, side_a, side_b, detainee; else null.';
COMMENT ON COLUMN out_trend_week_part.actor_class IS 'ACLED inter 1-8 of a body; else null.';
COMMENT ON COLUMN out_trend_week_part.event_type IS 'ACLED event type.';
COMMENT ON COLUMN out_trend_week_part.n_incidents IS 'Incidents that happened (realis actual).';
COMMENT ON COLUMN out_trend_week_part.n_attempted IS 'Incidents attempted; not in n_incidents, and their casualties are not in the figures.';
COMMENT ON COLUMN out_trend_week_part.killed_low IS 'Killed in these incidents, sum of the lows that are stated; null if none is.';
COMMENT ON COLUMN out_trend_week_part.killed_best IS 'Killed, sum of the bests, of the low where an incident has no best; null if none is stated.';
COMMENT ON COLUMN out_trend_week_part.killed_high IS 'Killed, sum of the highs; null if any incident that states a figure leaves it open.';
COMMENT ON COLUMN out_trend_week_part.killed_n_stated IS 'Incidents that state how many were killed.';
COMMENT ON COLUMN out_trend_week_part.killed_n_unbounded IS 'Of these, incidents that leave the highest number open.';
COMMENT ON COLUMN out_trend_week_part.injured_low IS 'Injured in these incidents, sum of the lows that are stated; null if none is.';
COMMENT ON COLUMN out_trend_week_part.injured_best IS 'Injured, sum of the bests, of the low where an incident has no best; null if none is stated.';
COMMENT ON COLUMN out_trend_week_part.injured_high IS 'Injured, sum of the highs; null if any incident that states a figure leaves it open.';
COMMENT ON COLUMN out_trend_week_part.injured_n_stated IS 'Incidents that state how many were injured.';
COMMENT ON COLUMN out_trend_week_part.injured_n_unbounded IS 'Of these, incidents that leave the highest number open.';

CREATE OR REPLACE VIEW out_trend_month_part AS
SELECT * RENAME (period AS month) FROM out_trend_part_asof('month', TIMESTAMP 'infinity');
COMMENT ON VIEW out_trend_month_part IS 'One row per month, country, admin1, event type and body, thing hit or weapon involved. It does not add up: an incident with two bodies, or one body in two roles, is in two rows.';
COMMENT ON COLUMN out_trend_month_part.month IS 'First day of the month, by event date; null for undated incidents.';
COMMENT ON COLUMN out_trend_month_part.country IS 'ISO 3166-1 alpha-3; null if the place is unknown.';
COMMENT ON COLUMN out_trend_month_part.admin1 IS 'First-order unit; null if unknown.';
COMMENT ON COLUMN out_trend_month_part.part IS 'actor, target or weapon: filter on one.';
COMMENT ON COLUMN out_trend_month_part.key IS 'Entry of the actor register, or a stable id of an unknown body; type of target or weapon.';
COMMENT ON COLUMN out_trend_month_part.label IS 'Name of the body; type of target or weapon.';
COMMENT ON COLUMN out_trend_month_part.role IS 'Of a body: perpetrator, target, victim, side_a, side_b, detainee; else null.';
COMMENT ON COLUMN out_trend_month_part.actor_class IS 'ACLED inter 1-8 of a body; else null.';
COMMENT ON COLUMN out_trend_month_part.event_type IS 'ACLED event type.';
COMMENT ON COLUMN out_trend_month_part.n_incidents IS 'Incidents that happened (realis actual).';
COMMENT ON COLUMN out_trend_month_part.n_attempted IS 'Incidents attempted; not in n_incidents, and their casualties are not in the figures.';
COMMENT ON COLUMN out_trend_month_part.killed_low IS 'Killed in these incidents, sum of the lows that are stated; null if none is.';
COMMENT ON COLUMN out_trend_month_part.killed_best IS 'Killed, sum of the bests, of the low where an incident has no best; null if none is stated.';
COMMENT ON COLUMN out_trend_month_part.killed_high IS 'Killed, sum of the highs; null if any incident that states a figure leaves it open.';
COMMENT ON COLUMN out_trend_month_part.killed_n_stated IS 'Incidents that state how many were killed.';
COMMENT ON COLUMN out_trend_month_part.killed_n_unbounded IS 'Of these, incidents that leave the highest number open.';
COMMENT ON COLUMN out_trend_month_part.injured_low IS 'Injured in these incidents, sum of the lows that are stated; null if none is.';
COMMENT ON COLUMN out_trend_month_part.injured_best IS 'Injured, sum of the bests, of the low where an incident has no best; null if none is stated.';
COMMENT ON COLUMN out_trend_month_part.injured_high IS 'Injured, sum of the highs; null if any incident that states a figure leaves it open.';
COMMENT ON COLUMN out_trend_month_part.injured_n_stated IS 'Incidents that state how many were injured.';
COMMENT ON COLUMN out_trend_month_part.injured_n_unbounded IS 'Of these, incidents that leave the highest number open.';

CREATE OR REPLACE VIEW out_trend_week_actor AS
SELECT * EXCLUDE (part) RENAME (key AS actor_id, label AS actor_name) FROM out_trend_week_part WHERE part = 'actor';
COMMENT ON VIEW out_trend_week_actor IS 'out_trend_week_part for bodies alone. It does not add up: an incident with two bodies, or one body in two roles, is in two rows. Casualties are those of the incidents, not losses of the body or deaths by its hand.';
COMMENT ON COLUMN out_trend_week_actor.week IS 'Monday of the week, by event date; null for undated incidents.';
COMMENT ON COLUMN out_trend_week_actor.country IS 'ISO 3166-1 alpha-3; null if the place is unknown.';
COMMENT ON COLUMN out_trend_week_actor.admin1 IS 'First-order unit; null if unknown.';
COMMENT ON COLUMN out_trend_week_actor.actor_id IS 'Entry of the actor register, or a stable id of an unknown body.';
COMMENT ON COLUMN out_trend_week_actor.actor_name IS 'Register name.';
COMMENT ON COLUMN out_trend_week_actor.role IS 'perpetrator, target, victim, side_a, side_b, detainee.';
COMMENT ON COLUMN out_trend_week_actor.actor_class IS 'ACLED inter 1-8.';
COMMENT ON COLUMN out_trend_week_actor.event_type IS 'ACLED event type.';
COMMENT ON COLUMN out_trend_week_actor.n_incidents IS 'Incidents that happened (realis actual).';
COMMENT ON COLUMN out_trend_week_actor.n_attempted IS 'Incidents attempted; not in n_incidents, and their casualties are not in the figures.';
COMMENT ON COLUMN out_trend_week_actor.killed_low IS 'Killed in these incidents, sum of the lows that are stated; null if none is.';
COMMENT ON COLUMN out_trend_week_actor.killed_best IS 'Killed, sum of the bests, of the low where an incident has no best; null if none is stated.';
COMMENT ON COLUMN out_trend_week_actor.killed_high IS 'Killed, sum of the highs; null if any incident that states a figure leaves it open.';
COMMENT ON COLUMN out_trend_week_actor.killed_n_stated IS 'Incidents that state how many were killed.';
COMMENT ON COLUMN out_trend_week_actor.killed_n_unbounded IS 'Of these, incidents that leave the highest number open.';
COMMENT ON COLUMN out_trend_week_actor.injured_low IS 'Injured in these incidents, sum of the lows that are stated; null if none is.';
COMMENT ON COLUMN out_trend_week_actor.injured_best IS 'Injured, sum of the bests, of the low where an incident has no best; null if none is stated.';
COMMENT ON COLUMN out_trend_week_actor.injured_high IS 'Injured, sum of the highs; null if any incident that states a figure leaves it open.';
COMMENT ON COLUMN out_trend_week_actor.injured_n_stated IS 'Incidents that state how many were injured.';
COMMENT ON COLUMN out_trend_week_actor.injured_n_unbounded IS 'Of these, incidents that leave the highest number open.';
