-- Incidents: the claims of kind incident, actual or attempted, put together by their links.

-- Figures of one incident and outcome, from independent origins. Each origin speaks once: with the claim it published
-- last, then with the larger figure. Across origins:
--   low   the smallest low; null if none is stated, or if some origin's best lies under every stated low
--   best  the median (lower of two) of the bests of the origins that published on the latest day that gives one
--   high  the largest high; null if any origin that states a figure leaves it open
CREATE OR REPLACE MACRO out_incident_figure_asof(ts) AS TABLE
WITH stated AS (
    SELECT claim.incident_id, claim.origin_id, claim.published_at, claim.claim_id, figure.* EXCLUDE (claim_id)
    FROM out_claim_asof(ts) AS claim
    INNER JOIN out_claim_figure_asof(ts) AS figure USING (claim_id)
    WHERE claim.incident_id IS NOT NULL AND claim.attribution_kind <> 'denied'
),
spoken AS (
    SELECT *
    FROM stated
    QUALIFY row_number() OVER (
        PARTITION BY incident_id, origin_id, outcome
        ORDER BY published_at DESC NULLS LAST, coalesce(best, low, high) DESC NULLS LAST, claim_id
    ) = 1
),
dated AS (
    SELECT
        *,
        published_at IS NOT DISTINCT FROM max(published_at) FILTER (best IS NOT NULL) OVER (
            PARTITION BY incident_id, outcome
        ) AS is_latest
    FROM spoken
)
SELECT
    incident_id,
    outcome,
    CASE WHEN min(best) IS NULL OR min(low) <= min(best) THEN min(low) END AS low,
    quantile_disc(best, 0.5) FILTER (is_latest) AS best,
    CASE WHEN count(high) = count(*) THEN max(high) END AS high,
    count(*) AS n_origins
FROM dated
GROUP BY incident_id, outcome;
COMMENT ON MACRO TABLE out_incident_figure_asof IS 'out_incident_figure as it stood at a time (UTC).';

CREATE OR REPLACE VIEW out_incident_figure AS
SELECT * FROM out_incident_figure_asof(TIMESTAMP 'infinity');
COMMENT ON VIEW out_incident_figure IS 'One row per incident and outcome that any claim states: figures reconciled across independent origins, each of which speaks once.';
COMMENT ON COLUMN out_incident_figure.incident_id IS 'Incident.';
COMMENT ON COLUMN out_incident_figure.outcome IS 'killed, injured, missing, abducted, detained, surrendered, displaced, released, seized.';
COMMENT ON COLUMN out_incident_figure.low IS 'Smallest low of any origin; null if none is stated, or if an origin''s best lies under every stated low.';
COMMENT ON COLUMN out_incident_figure.best IS 'Median (the lower of two) of the bests published on the latest day that gives one.';
COMMENT ON COLUMN out_incident_figure.high IS 'Largest high; null if any origin leaves it open.';
COMMENT ON COLUMN out_incident_figure.n_origins IS 'Independent origins that state a figure.';

CREATE OR REPLACE MACRO out_incident_asof(ts) AS TABLE
WITH claim AS (
    SELECT * FROM out_claim_asof(ts) WHERE incident_id IS NOT NULL
),
-- The report that came first says what, where and when; linked claims agree on it, but for what one of them lacks.
lead AS (
    SELECT *
    FROM claim
    QUALIFY row_number() OVER (PARTITION BY incident_id ORDER BY published_at NULLS LAST, article_id, ord) = 1
),
tally AS (
    SELECT
        incident_id,
        max(n_acts) AS n_acts,
        count(DISTINCT origin_id) AS n_origins,
        count(DISTINCT article_id) AS n_articles,
        count(*) AS n_claims,
        bool_or(attribution_kind = 'denied') AS is_denied,
        bool_and(attribution_kind = 'denied') AS is_only_denied,
        min(published_at) AS first_published_at,
        max(published_at) AS last_published_at
    FROM claim
    GROUP BY incident_id
),
-- Bodies and unnamed groups; names of persons stay in out_claim_party.
perpetrator AS (
    SELECT incident_id, list_sort(list(DISTINCT coalesce(party.name, party.text))) AS perpetrators
    FROM claim
    INNER JOIN core_claim_party AS party USING (claim_id)
    WHERE party.recorded_at <= ts AND role = 'perpetrator' AND party.kind <> 'person' AND confidence_stated <> 'denied'
    GROUP BY incident_id
),
figure AS (
    PIVOT out_incident_figure_asof(ts)
    ON outcome IN ('killed', 'injured', 'missing', 'abducted', 'detained')
    USING max(low) AS low, max(best) AS best, max(high) AS high
    GROUP BY incident_id
)
SELECT
    incident_id,
    lead.realis,
    CASE
        WHEN is_only_denied THEN 'denied'
        WHEN is_denied THEN 'disputed'
        WHEN n_origins > 1 THEN 'corroborated'
        ELSE 'reported'
    END AS status,
    lead.event_type,
    lead.sub_event_type,
    tally.n_acts,
    lead.date_start,
    lead.date_end,
    lead.date_precision,
    lead.place_name,
    lead.place_geonameid,
    lead.place_admin1,
    lead.place_admin2,
    lead.place_country,
    lead.place_lat,
    lead.place_lon,
    lead.place_precision,
    coalesce(perpetrators, []) AS perpetrators,
    figure.* EXCLUDE (incident_id),
    n_origins,
    n_articles,
    tally.n_claims,
    first_published_at,
    last_published_at,
    lead.claim_id AS lead_claim_id
FROM lead
INNER JOIN tally USING (incident_id)
LEFT JOIN perpetrator USING (incident_id)
LEFT JOIN figure USING (incident_id);
COMMENT ON MACRO TABLE out_incident_asof IS 'out_incident as it stood at a time (UTC): by recorded_at of everything it rests on.';

CREATE OR REPLACE VIEW out_incident AS
SELECT * FROM out_incident_asof(TIMESTAMP 'infinity');
COMMENT ON VIEW out_incident IS 'One row per incident: claims of kind incident, actual or attempted, judged to be about one real event. Figures are reconciled across independent origins (see out_incident_figure); claims of denial give none.';
COMMENT ON COLUMN out_incident.incident_id IS 'Incident; the id is that of its first anchor.';
COMMENT ON COLUMN out_incident.realis IS 'actual or attempted.';
COMMENT ON COLUMN out_incident.status IS 'reported: one origin; corroborated: two or more independent origins; disputed: some claim is a denial; denied: nothing but denials.';
COMMENT ON COLUMN out_incident.event_type IS 'ACLED event type.';
COMMENT ON COLUMN out_incident.sub_event_type IS 'ACLED sub-event type.';
COMMENT ON COLUMN out_incident.n_acts IS 'Acts told together, the largest number of any claim.';
COMMENT ON COLUMN out_incident.date_start IS 'First day; null if undated.';
COMMENT ON COLUMN out_incident.date_end IS 'Last day, inclusive; only a bound if undated.';
COMMENT ON COLUMN out_incident.date_precision IS 'UCDP date_prec 1-5.';
COMMENT ON COLUMN out_incident.place_name IS 'Name in the gazetteer.';
COMMENT ON COLUMN out_incident.place_geonameid IS 'GeoNames id.';
COMMENT ON COLUMN out_incident.place_admin1 IS 'First-order unit.';
COMMENT ON COLUMN out_incident.place_admin2 IS 'Second-order unit.';
COMMENT ON COLUMN out_incident.place_country IS 'ISO 3166-1 alpha-3.';
COMMENT ON COLUMN out_incident.place_lat IS 'Latitude, degrees.';
COMMENT ON COLUMN out_incident.place_lon IS 'Longitude, degrees.';
COMMENT ON COLUMN out_incident.place_precision IS 'UCDP where_prec 1-7.';
COMMENT ON COLUMN out_incident.perpetrators IS 'Bodies and unnamed groups named as perpetrators, however surely (see out_claim_party); no names of persons.';
COMMENT ON COLUMN out_incident.killed_low IS 'Killed, of all sides, lowest; null if not stated.';
COMMENT ON COLUMN out_incident.killed_best IS 'Killed, best figure.';
COMMENT ON COLUMN out_incident.killed_high IS 'Killed, highest; null if open.';
COMMENT ON COLUMN out_incident.injured_low IS 'Injured, of all sides, lowest; null if not stated.';
COMMENT ON COLUMN out_incident.injured_best IS 'Injured, best figure.';
COMMENT ON COLUMN out_incident.injured_high IS 'Injured, highest; null if open.';
COMMENT ON COLUMN out_incident.missing_low IS 'Missing, of all sides, lowest; null if not stated.';
COMMENT ON COLUMN out_incident.missing_best IS 'Missing, best figure.';
COMMENT ON COLUMN out_incident.missing_high IS 'Missing, highest; null if open.';
COMMENT ON COLUMN out_incident.abducted_low IS 'Abducted, of all sides, lowest; null if not stated.';
COMMENT ON COLUMN out_incident.abducted_best IS 'Abducted, best figure.';
COMMENT ON COLUMN out_incident.abducted_high IS 'Abducted, highest; null if open.';
COMMENT ON COLUMN out_incident.detained_low IS 'Detained, of all sides, lowest; null if not stated.';
COMMENT ON COLUMN out_incident.detained_best IS 'Detained, best figure.';
COMMENT ON COLUMN out_incident.detained_high IS 'Detained, highest; null if open.';
COMMENT ON COLUMN out_incident.n_origins IS 'Independent origins: articles with the same text are one.';
COMMENT ON COLUMN out_incident.n_articles IS 'Articles.';
COMMENT ON COLUMN out_incident.n_claims IS 'Claims.';
COMMENT ON COLUMN out_incident.first_published_at IS 'Day of the first report.';
COMMENT ON COLUMN out_incident.last_published_at IS 'Day of the last report.';
COMMENT ON COLUMN out_incident.lead_claim_id IS 'Claim of the first report, which says what, where and when.';
