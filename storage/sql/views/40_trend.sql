-- Trends over event dates. Only kind incident is here; aggregates, background and assessments are never added in.

-- What each incident adds to a trend: one that was only attempted is counted apart, and adds no figures. A figure that leaves the
-- highest number open is unbounded. The period is null where the date is wider than one.
CREATE OR REPLACE MACRO out_trend_incident_asof(grain, ts) AS TABLE
SELECT
    incident_id,
    CASE
        WHEN date_trunc(grain, date_start) = date_trunc(grain, date_end) THEN date_trunc(grain, date_start)::DATE
    END AS period,
    date_start,
    date_end,
    date_precision,
    first_published_at,
    place_country AS country,
    place_admin1 AS admin1,
    event_type,
    sub_event_type,
    (realis = 'actual')::BIGINT AS n_incidents,
    (realis = 'actual' AND period IS NULL)::BIGINT AS n_undated,
    (realis = 'attempted')::BIGINT AS n_attempted,
    CASE WHEN realis = 'actual' THEN killed_low END AS killed_low,
    CASE WHEN realis = 'actual' THEN coalesce(killed_best, killed_low) END AS killed_best,
    CASE WHEN realis = 'actual' THEN killed_high END AS killed_high,
    (realis = 'actual' AND coalesce(killed_low, killed_best, killed_high) IS NOT NULL)::BIGINT AS killed_n_stated,
    (realis = 'actual' AND coalesce(killed_low, killed_best) IS NOT NULL AND killed_high IS NULL)::BIGINT AS killed_n_unbounded,
    CASE WHEN realis = 'actual' THEN injured_low END AS injured_low,
    CASE WHEN realis = 'actual' THEN coalesce(injured_best, injured_low) END AS injured_best,
    CASE WHEN realis = 'actual' THEN injured_high END AS injured_high,
    (realis = 'actual' AND coalesce(injured_low, injured_best, injured_high) IS NOT NULL)::BIGINT AS injured_n_stated,
    (realis = 'actual' AND coalesce(injured_low, injured_best) IS NOT NULL AND injured_high IS NULL)::BIGINT AS injured_n_unbounded
FROM out_incident_asof(ts)
WHERE status NOT IN ('denied', 'retracted', 'unsure');
COMMENT ON MACRO TABLE out_trend_incident_asof IS 'What each incident added to a trend by week or month (grain) at a time (UTC).';

CREATE OR REPLACE MACRO out_trend_asof(grain, ts) AS TABLE
WITH incident AS (
    SELECT * FROM out_trend_incident_asof(grain, ts)
),
tally AS (
    SELECT
        period,
        country,
        admin1,
        event_type,
        sub_event_type,
        sum(COLUMNS('^(n_incidents|n_undated|n_attempted|killed_.*|injured_.*)$'))::BIGINT
    FROM incident
    GROUP BY ALL
),
-- Dated within a year but more widely than one period: spread evenly over their days.
spread AS (
    SELECT
        date_trunc(grain, day)::DATE AS period,
        country,
        admin1,
        event_type,
        sub_event_type,
        sum(1.0 / (date_end - date_start + 1)) AS n_spread
    FROM (
        SELECT *, unnest(generate_series(date_start, date_end, INTERVAL 1 DAY)) AS day
        FROM incident
        WHERE n_undated = 1 AND date_end - date_start < 366
    )
    GROUP BY ALL
),
-- Not a join: grouping takes a null label for equal to a null label.
summed AS (
    SELECT
        period,
        country,
        admin1,
        event_type,
        sub_event_type,
        max(COLUMNS(* EXCLUDE (period, country, admin1, event_type, sub_event_type)))
    FROM (SELECT * FROM tally UNION ALL BY NAME SELECT * FROM spread)
    GROUP BY ALL
),
published AS (
    SELECT date_trunc(grain, published_at)::DATE AS period, count(*) AS n_articles
    FROM out_article_asof(ts)
    WHERE published_at IS NOT NULL
    GROUP BY ALL
),
alive AS (
    SELECT period, count(DISTINCT source) AS n_sources
    FROM (
        SELECT date_trunc(grain, published_at)::DATE AS period, source
        FROM out_article_asof(ts)
        UNION ALL
        SELECT date_trunc(grain, requested_at)::DATE AS period, source
        FROM raw_fetch
        WHERE recorded_at <= ts AND error IS NULL
    )
    WHERE period IS NOT NULL
    GROUP BY ALL
),
-- Nine of ten incidents of a known day have been reported for the first time within this many days.
delay AS (
    SELECT coalesce(quantile_disc(first_published_at - date_end, 0.9) FILTER (date_precision = 1), 0) AS days
    FROM incident
),
reach AS (
    SELECT max(published_at) AS last_published_at FROM out_article_asof(ts)
)
-- A period with articles but without incidents has one row, of zero incidents: nothing happened, or nothing was found.
SELECT
    coalesce(summed.period, published.period) AS period,
    summed.* EXCLUDE (period) REPLACE (
        coalesce(n_incidents, 0) AS n_incidents,
        coalesce(n_undated, 0) AS n_undated,
        coalesce(n_attempted, 0) AS n_attempted,
        round(coalesce(n_spread, 0), 3) AS n_spread,
        CASE WHEN killed_n_unbounded = 0 THEN killed_high END AS killed_high,
        coalesce(killed_n_stated, 0) AS killed_n_stated,
        coalesce(killed_n_unbounded, 0) AS killed_n_unbounded,
        CASE WHEN injured_n_unbounded = 0 THEN injured_high END AS injured_high,
        coalesce(injured_n_stated, 0) AS injured_n_stated,
        coalesce(injured_n_unbounded, 0) AS injured_n_unbounded
    ),
    CASE WHEN coalesce(summed.period, published.period) IS NOT NULL THEN coalesce(n_articles, 0) END AS n_articles,
    CASE WHEN coalesce(summed.period, published.period) IS NOT NULL THEN coalesce(n_sources, 0) END AS n_sources,
    last_published_at < (
        coalesce(summed.period, published.period)
        + CASE grain WHEN 'week' THEN INTERVAL 7 DAYS WHEN 'month' THEN INTERVAL 1 MONTH END
    )::DATE - 1 + days::INTEGER AS is_provisional
FROM summed
FULL JOIN published ON summed.period = published.period
LEFT JOIN alive ON coalesce(summed.period, published.period) = alive.period
CROSS JOIN delay
CROSS JOIN reach;
COMMENT ON MACRO TABLE out_trend_asof IS 'out_trend_week (grain week) or out_trend_month (grain month) as it stood at a time (UTC); the period is in column period.';

CREATE OR REPLACE VIEW out_trend_week AS
SELECT * RENAME (period AS week) FROM out_trend_asof('week', TIMESTAMP 'infinity');
COMMENT ON VIEW out_trend_week IS 'One row per week, country, admin1 and type: incidents and casualties; a week with articles but no incident has one row of zeros. Unknown is null, never zero; denied and retracted incidents, aggregates, background and assessments are not in it.';
COMMENT ON COLUMN out_trend_week.week IS 'Monday of the week, by event date; null for undated incidents.';
COMMENT ON COLUMN out_trend_week.country IS 'ISO 3166-1 alpha-3; null if the place is unknown.';
COMMENT ON COLUMN out_trend_week.admin1 IS 'First-order unit; null if unknown.';
COMMENT ON COLUMN out_trend_week.event_type IS 'ACLED event type.';
COMMENT ON COLUMN out_trend_week.sub_event_type IS 'ACLED sub-event type. Strategic developments are not reported systematically: do not read a trend into them.';
COMMENT ON COLUMN out_trend_week.n_incidents IS 'Incidents that happened (realis actual).';
COMMENT ON COLUMN out_trend_week.n_undated IS 'Of these, incidents without a date, or with one too wide to fall in one week: all in the row whose week is null, none elsewhere.';
COMMENT ON COLUMN out_trend_week.n_spread IS 'Incidents dated within a year but more widely than one week, spread evenly over their days; beside n_incidents, not in it, and without casualties.';
COMMENT ON COLUMN out_trend_week.n_attempted IS 'Incidents attempted; not in n_incidents, and their casualties are not in the figures.';
COMMENT ON COLUMN out_trend_week.killed_low IS 'Killed, sum of the lows that are stated; null if none is.';
COMMENT ON COLUMN out_trend_week.killed_best IS 'Killed, sum of the bests, of the low where an incident has no best; null if none is stated.';
COMMENT ON COLUMN out_trend_week.killed_high IS 'Killed, sum of the highs; null if any incident that states a figure leaves it open.';
COMMENT ON COLUMN out_trend_week.killed_n_stated IS 'Incidents that state how many were killed.';
COMMENT ON COLUMN out_trend_week.killed_n_unbounded IS 'Of these, incidents that leave the highest number open.';
COMMENT ON COLUMN out_trend_week.injured_low IS 'Injured, sum of the lows that are stated; null if none is.';
COMMENT ON COLUMN out_trend_week.injured_best IS 'Injured, sum of the bests, of the low where an incident has no best; null if none is stated.';
COMMENT ON COLUMN out_trend_week.injured_high IS 'Injured, sum of the highs; null if any incident that states a figure leaves it open.';
COMMENT ON COLUMN out_trend_week.injured_n_stated IS 'Incidents that state how many were injured.';
COMMENT ON COLUMN out_trend_week.injured_n_unbounded IS 'Of these, incidents that leave the highest number open.';
COMMENT ON COLUMN out_trend_week.n_articles IS 'Articles published in the week, of any subject: a denominator; it repeats in each row of the week.';
COMMENT ON COLUMN out_trend_week.n_sources IS 'Sources that published, or answered, in the week: a denominator; it repeats in each row of the week.';
COMMENT ON COLUMN out_trend_week.is_provisional IS 'The week is younger than the measured reporting delay (nine of ten first reports): expect more.';

CREATE OR REPLACE VIEW out_trend_month AS
SELECT * RENAME (period AS month) FROM out_trend_asof('month', TIMESTAMP 'infinity');
COMMENT ON VIEW out_trend_month IS 'One row per month, country, admin1 and type: incidents and casualties; a month with articles but no incident has one row of zeros. Unknown is null, never zero; denied and retracted incidents, aggregates, background and assessments are not in it.';
COMMENT ON COLUMN out_trend_month.month IS 'First day of the month, by event date; null for undated incidents.';
COMMENT ON COLUMN out_trend_month.country IS 'ISO 3166-1 alpha-3; null if the place is unknown.';
COMMENT ON COLUMN out_trend_month.admin1 IS 'First-order unit; null if unknown.';
COMMENT ON COLUMN out_trend_month.event_type IS 'ACLED event type.';
COMMENT ON COLUMN out_trend_month.sub_event_type IS 'ACLED sub-event type. Strategic developments are not reported systematically: do not read a trend into them.';
COMMENT ON COLUMN out_trend_month.n_incidents IS 'Incidents that happened (realis actual).';
COMMENT ON COLUMN out_trend_month.n_undated IS 'Of these, incidents without a date, or with one too wide to fall in one month: all in the row whose month is null, none elsewhere.';
COMMENT ON COLUMN out_trend_month.n_spread IS 'Incidents dated within a year but more widely than one month, spread evenly over their days; beside n_incidents, not in it, and without casualties.';
COMMENT ON COLUMN out_trend_month.n_attempted IS 'Incidents attempted; not in n_incidents, and their casualties are not in the figures.';
COMMENT ON COLUMN out_trend_month.killed_low IS 'Killed, sum of the lows that are stated; null if none is.';
COMMENT ON COLUMN out_trend_month.killed_best IS 'Killed, sum of the bests, of the low where an incident has no best; null if none is stated.';
COMMENT ON COLUMN out_trend_month.killed_high IS 'Killed, sum of the highs; null if any incident that states a figure leaves it open.';
COMMENT ON COLUMN out_trend_month.killed_n_stated IS 'Incidents that state how many were killed.';
COMMENT ON COLUMN out_trend_month.killed_n_unbounded IS 'Of these, incidents that leave the highest number open.';
COMMENT ON COLUMN out_trend_month.injured_low IS 'Injured, sum of the lows that are stated; null if none is.';
COMMENT ON COLUMN out_trend_month.injured_best IS 'Injured, sum of the bests, of the low where an incident has no best; null if none is stated.';
COMMENT ON COLUMN out_trend_month.injured_high IS 'Injured, sum of the highs; null if any incident that states a figure leaves it open.';
COMMENT ON COLUMN out_trend_month.injured_n_stated IS 'Incidents that state how many were injured.';
COMMENT ON COLUMN out_trend_month.injured_n_unbounded IS 'Of these, incidents that leave the highest number open.';
COMMENT ON COLUMN out_trend_month.n_articles IS 'Articles published in the month, of any subject: a denominator; it repeats in each row of the month.';
COMMENT ON COLUMN out_trend_month.n_sources IS 'Sources that published, or answered, in the month: a denominator; it repeats in each row of the month.';
COMMENT ON COLUMN out_trend_month.is_provisional IS 'The month is younger than the measured reporting delay (nine of ten first reports): expect more.';
