-- Trends count each incident once and add only its own figures: they match what the claims say.
WITH counted AS (
    SELECT count(DISTINCT incident_id) AS n_told
    FROM out_incident_claim_asof(TIMESTAMP 'infinity')
    WHERE attribution_kind <> 'denied' AND NOT is_deleted
),
stated AS (
    SELECT sum(killed_low)::BIGINT AS killed_low, sum(injured_low)::BIGINT AS injured_low
    FROM out_incident
    WHERE realis = 'actual' AND status NOT IN ('denied', 'retracted', 'unsure')
),
trend AS (
    SELECT
        'week' AS grain,
        sum(n_incidents) AS n_incidents,
        sum(n_attempted) AS n_attempted,
        sum(killed_low)::BIGINT AS killed_low,
        sum(injured_low)::BIGINT AS injured_low
    FROM out_trend_week
    UNION ALL
    SELECT 'month', sum(n_incidents), sum(n_attempted), sum(killed_low)::BIGINT, sum(injured_low)::BIGINT
    FROM out_trend_month
)
SELECT trend.*, counted.*, stated.*
FROM trend, counted, stated
WHERE
    coalesce(trend.n_incidents + trend.n_attempted, 0) <> counted.n_told
    OR trend.killed_low IS DISTINCT FROM stated.killed_low
    OR trend.injured_low IS DISTINCT FROM stated.injured_low
