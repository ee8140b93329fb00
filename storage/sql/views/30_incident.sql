-- Incidents: the claims of kind incident, actual or attempted, put together by their links.

-- The claims that speak for incidents: those of deleted articles only where no other article is left.
CREATE OR REPLACE MACRO out_incident_claim_asof(ts) AS TABLE
WITH claim AS (
    SELECT claim.*, article.deleted_at IS NOT NULL AS is_deleted
    FROM out_claim_asof(ts) AS claim
    INNER JOIN out_article_asof(ts) AS article USING (article_id)
    WHERE claim.incident_id IS NOT NULL
)
SELECT *
FROM claim
QUALIFY NOT is_deleted OR bool_and(is_deleted) OVER (PARTITION BY incident_id);
COMMENT ON MACRO TABLE out_incident_claim_asof IS 'The claims that spoke for an incident at a time (UTC): out_claim without other kinds, without what a person rejected and, where others remain, without deleted articles; is_deleted says that all are.';

-- Figures of one incident and outcome, from independent origins. Each origin speaks once: with the claim it published
-- last, then with the larger figure. Across origins:
--   low   the smallest low; null if none is stated, or if some origin's best lies under every stated low
--   best  the median (lower of two) of the bests of the origins that published on the latest day that gives one; if some
--         of these let an authority speak - officials, medics, or a body by name that is no side of it - of theirs alone
--   high  the largest high; null while somebody leaves it open. "At least ten" is closed by a report of the same day or
--         later that gives a bound no lower.
CREATE OR REPLACE MACRO out_incident_figure_asof(ts) AS TABLE
WITH side AS (
    SELECT DISTINCT claim_id, name AS attribution_organisation
    FROM core_claim_party
    WHERE recorded_at <= ts AND role IN ('perpetrator', 'side_a', 'side_b') AND name IS NOT NULL
),
official AS (
    SELECT claim_id
    FROM out_incident_claim_asof(ts)
    ANTI JOIN side USING (claim_id, attribution_organisation)
    WHERE
        attribution_kind = 'attributed'
        AND (
            attribution_organisation IS NOT NULL
            OR regexp_matches(
                lower(concat_ws(' ', attribution_speaker, attribution_capacity)),
                '\b(officials?|police|minist(er|ry)|governor|mayor|prosecutors?|coroner|hospitals?|doctors?|medics?|paramedics?|health|rescuers?|civil defen[cs]e)\b'
            )
        )
),
stated AS (
    SELECT
        claim.incident_id,
        claim.origin_id,
        claim.published_at,
        claim.claim_id,
        official.claim_id IS NOT NULL AS is_official,
        figure.* EXCLUDE (claim_id)
    FROM out_incident_claim_asof(ts) AS claim
    INNER JOIN out_claim_figure_asof(ts) AS figure USING (claim_id)
    LEFT JOIN official USING (claim_id)
    WHERE claim.attribution_kind <> 'denied'
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
        ) AS is_latest,
        -- The largest bound of the reports of this day or later.
        high IS NULL AND coalesce(max(high) OVER (
            PARTITION BY incident_id, outcome
            ORDER BY published_at DESC NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) < coalesce(best, low, 0), true) AS is_open
    FROM spoken
)
SELECT
    incident_id,
    outcome,
    CASE WHEN min(best) IS NULL OR min(low) <= min(best) THEN min(low) END AS low,
    coalesce(
        quantile_disc(best, 0.5) FILTER (is_latest AND is_official), quantile_disc(best, 0.5) FILTER (is_latest)
    ) AS best,
    CASE WHEN NOT bool_or(is_open) THEN max(high) END AS high,
    count(*) AS n_origins,
    count(DISTINCT best) AS n_figures,
    coalesce(max(coalesce(low, best)) > min(coalesce(high, 9223372036854775807)), false) AS is_contested
FROM dated
GROUP BY incident_id, outcome;
COMMENT ON MACRO TABLE out_incident_figure_asof IS 'out_incident_figure as it stood at a time (UTC).';

CREATE OR REPLACE VIEW out_incident_figure AS
SELECT * FROM out_incident_figure_asof(TIMESTAMP 'infinity');
COMMENT ON VIEW out_incident_figure IS 'One row per incident and outcome that any claim states: figures reconciled across independent origins, each of which speaks once.';
COMMENT ON COLUMN out_incident_figure.incident_id IS 'Incident.';
COMMENT ON COLUMN out_incident_figure.outcome IS 'killed, injured, missing, abducted, detained, surrendered, displaced, released, seized.';
COMMENT ON COLUMN out_incident_figure.low IS 'Smallest low of any origin; null if none is stated, or if an origin''s best lies under every stated low.';
COMMENT ON COLUMN out_incident_figure.best IS 'Median (the lower of two) of the bests published on the latest day that gives one; of those that officials, medics or a named body that is no side of it give, where there are such.';
COMMENT ON COLUMN out_incident_figure.high IS 'Largest high; null if any origin leaves it open, unless a report of that day or later gives a bound no lower.';
COMMENT ON COLUMN out_incident_figure.n_origins IS 'Independent origins that state a figure.';
COMMENT ON COLUMN out_incident_figure.n_figures IS 'Different figures among them.';
COMMENT ON COLUMN out_incident_figure.is_contested IS 'Whether two origins exclude each other: the low of one lies above the high of another.';

CREATE OR REPLACE MACRO out_incident_group_asof(ts) AS TABLE
WITH figure AS (
    SELECT DISTINCT ON (claim_id, ord) claim_id, ord, outcome, who, low, best, high
    FROM core_claim_count
    WHERE recorded_at <= ts AND rank = 'preferred' AND NOT is_total AND who <> 'unknown'
),
stated AS (
    SELECT
        claim.incident_id,
        claim.origin_id,
        claim.claim_id,
        claim.published_at,
        figure.outcome,
        figure.who,
        sum(low)::BIGINT AS low,
        CASE WHEN count(coalesce(best, low)) = count(*) THEN sum(coalesce(best, low))::BIGINT END AS best,
        CASE WHEN count(high) = count(*) THEN sum(high)::BIGINT END AS high
    FROM out_incident_claim_asof(ts) AS claim
    INNER JOIN figure USING (claim_id)
    WHERE claim.attribution_kind <> 'denied'
    GROUP BY ALL
),
spoken AS (
    SELECT
        *,
        published_at IS NOT DISTINCT FROM max(published_at) FILTER (best IS NOT NULL) OVER (
            PARTITION BY incident_id, outcome, who
        ) AS is_latest
    FROM stated
    QUALIFY row_number() OVER (
        PARTITION BY incident_id, origin_id, outcome, who
        ORDER BY published_at DESC NULLS LAST, coalesce(best, low, high) DESC NULLS LAST, claim_id
    ) = 1
)
SELECT
    incident_id,
    outcome,
    who,
    CASE WHEN min(best) IS NULL OR min(low) <= min(best) THEN min(low) END AS low,
    quantile_disc(best, 0.5) FILTER (is_latest) AS best,
    CASE WHEN count(high) = count(*) THEN max(high) END AS high,
    count(*) AS n_origins
FROM spoken
GROUP BY incident_id, outcome, who;
COMMENT ON MACRO TABLE out_incident_group_asof IS 'out_incident_group as it stood at a time (UTC).';

CREATE OR REPLACE VIEW out_incident_group AS
SELECT * FROM out_incident_group_asof(TIMESTAMP 'infinity');
COMMENT ON VIEW out_incident_group IS 'One row per incident, outcome and group of people that any claim tells apart. Groups need not add up to the incident''s figure: some reports give no group.';
COMMENT ON COLUMN out_incident_group.incident_id IS 'Incident.';
COMMENT ON COLUMN out_incident_group.outcome IS 'killed, injured, missing, abducted, detained, surrendered, displaced, released, seized.';
COMMENT ON COLUMN out_incident_group.who IS 'civilian, security, paramilitary, militant, perpetrator.';
COMMENT ON COLUMN out_incident_group.low IS 'Smallest low of any origin.';
COMMENT ON COLUMN out_incident_group.best IS 'Median (the lower of two) of the bests published on the latest day that gives one.';
COMMENT ON COLUMN out_incident_group.high IS 'Largest high; null if any origin leaves it open.';
COMMENT ON COLUMN out_incident_group.n_origins IS 'Independent origins that state a figure for the group.';

-- Who was involved in what role, over all reports: what a person put right in a role stands for all that reports say of it.
CREATE OR REPLACE MACRO out_incident_party_asof(ts) AS TABLE
SELECT
    claim.incident_id,
    party.role,
    party.kind,
    party.actor_id,
    party.name,
    CASE WHEN party.name IS NULL THEN party.text END AS text,
    party.actor_class,
    party.confidence_stated,
    bool_and(claim.attribution_kind = 'denied') AS is_denied,
    false AS is_corrected
FROM out_incident_claim_asof(ts) AS claim
INNER JOIN core_claim_party AS party USING (claim_id)
LEFT JOIN (SELECT DISTINCT incident_id, role FROM out_review_party_asof(ts)) AS fix
    ON claim.incident_id = fix.incident_id AND party.role = fix.role
WHERE party.recorded_at <= ts AND party.role <> 'source' AND fix.role IS NULL
GROUP BY ALL
UNION ALL
SELECT
    incident_id,
    role,
    kind,
    actor_id,
    name,
    CASE WHEN name IS NULL THEN text END,
    actor_class,
    CASE role WHEN 'perpetrator' THEN 'reported as fact' END,
    false,
    true
FROM out_review_party_asof(ts)
SEMI JOIN out_incident_claim_asof(ts) AS claim USING (incident_id)
WHERE kind IS NOT NULL;
COMMENT ON MACRO TABLE out_incident_party_asof IS 'out_incident_party as it stood at a time (UTC).';

CREATE OR REPLACE VIEW out_incident_party AS
SELECT * FROM out_incident_party_asof(TIMESTAMP 'infinity');
COMMENT ON VIEW out_incident_party IS 'One row per incident, role and person or body that any claim of it names in that role; what a person put right in a role stands for all that claims say of it.';
COMMENT ON COLUMN out_incident_party.incident_id IS 'Incident.';
COMMENT ON COLUMN out_incident_party.role IS 'perpetrator, target, victim, side_a, side_b, detainee.';
COMMENT ON COLUMN out_incident_party.kind IS 'organisation, group, person.';
COMMENT ON COLUMN out_incident_party.actor_id IS 'Entry of the actor register, or a stable id of an unknown body; null for others.';
COMMENT ON COLUMN out_incident_party.name IS 'Register name.';
COMMENT ON COLUMN out_incident_party.text IS 'As written, where the register has no name.';
COMMENT ON COLUMN out_incident_party.actor_class IS 'ACLED inter 1-8.';
COMMENT ON COLUMN out_incident_party.confidence_stated IS 'How surely the role is stated.';
COMMENT ON COLUMN out_incident_party.is_denied IS 'Named in denials of the incident alone.';
COMMENT ON COLUMN out_incident_party.is_corrected IS 'Put right by a person.';

CREATE OR REPLACE MACRO out_incident_asof(ts) AS TABLE
WITH claim AS (
    SELECT * FROM out_incident_claim_asof(ts)
),
-- One report says what, where and when: of those that know most of it exactly, the one that came first.
lead AS (
    SELECT *
    FROM claim
    QUALIFY row_number() OVER (
        PARTITION BY incident_id
        ORDER BY
            attribution_kind = 'denied',
            date_start IS NULL,
            place_country IS NULL OR coalesce(place_precision, 7) > 4,
            event_type = 'Strategic developments',
            coalesce(date_precision, 5),
            coalesce(place_precision, 7),
            published_at NULLS LAST,
            article_id,
            ord
    ) = 1
),
-- What a person decided: a verdict on the incident, and fields put right.
verdict AS (
    SELECT
        incident_id,
        bool_or(decision = 'accept') AS is_accepted,
        map_from_entries(list((field, new)) FILTER (decision = 'correct' AND field IS NOT NULL)) AS fix
    FROM out_review_asof(ts)
    WHERE incident_id IS NOT NULL AND decision IN ('accept', 'correct')
    GROUP BY incident_id
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
        bool_and(is_deleted) AS is_retracted,
        -- Under a fifth, four of five such claims are wrong (docs/reading.md): for people to look at, not for totals.
        bool_and(coalesce(confidence, 1) < 0.2) AS is_unsure,
        min(published_at) AS first_published_at,
        max(published_at) AS last_published_at
    FROM claim
    GROUP BY incident_id
),
-- Bodies and unnamed groups; names of persons stay in out_incident_party.
perpetrator AS (
    SELECT incident_id, list_sort(list(DISTINCT coalesce(name, text))) AS perpetrators
    FROM out_incident_party_asof(ts)
    WHERE role = 'perpetrator' AND kind <> 'person' AND confidence_stated <> 'denied'
    GROUP BY incident_id
),
disagreement AS (
    SELECT incident_id, list_sort(list(outcome)) AS contested
    FROM out_incident_figure_asof(ts)
    WHERE is_contested
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
    CASE WHEN map_contains(fix, 'realis') THEN fix['realis'] ELSE lead.realis END AS realis,
    CASE
        WHEN is_retracted THEN 'retracted'
        WHEN is_only_denied THEN 'denied'
        WHEN is_unsure AND fix IS NULL AND NOT coalesce(is_accepted, false) THEN 'unsure'
        WHEN is_denied THEN 'disputed'
        WHEN n_origins > 1 THEN 'corroborated'
        ELSE 'single-source'
    END AS status,
    CASE WHEN fix IS NOT NULL AND len(map_keys(fix)) > 0 THEN 'corrected' WHEN is_accepted THEN 'accepted' END AS review,
    CASE WHEN map_contains(fix, 'event_type') THEN fix['event_type'] ELSE lead.event_type END AS event_type,
    CASE WHEN map_contains(fix, 'sub_event_type') THEN fix['sub_event_type'] ELSE lead.sub_event_type END AS sub_event_type,
    tally.n_acts,
    CASE WHEN map_contains(fix, 'date_start') THEN try_cast(fix['date_start'] AS DATE) ELSE lead.date_start END AS date_start,
    CASE WHEN map_contains(fix, 'date_end') THEN try_cast(fix['date_end'] AS DATE) ELSE lead.date_end END AS date_end,
    CASE WHEN map_contains(fix, 'date_precision') THEN try_cast(fix['date_precision'] AS TINYINT) ELSE lead.date_precision END AS date_precision,
    CASE WHEN map_contains(fix, 'place_name') THEN fix['place_name'] ELSE lead.place_name END AS place_name,
    CASE WHEN map_contains(fix, 'place_geonameid') THEN try_cast(fix['place_geonameid'] AS BIGINT) ELSE lead.place_geonameid END AS place_geonameid,
    CASE WHEN map_contains(fix, 'place_admin1') THEN fix['place_admin1'] ELSE lead.place_admin1 END AS place_admin1,
    CASE WHEN map_contains(fix, 'place_admin2') THEN fix['place_admin2'] ELSE lead.place_admin2 END AS place_admin2,
    CASE WHEN map_contains(fix, 'place_country') THEN fix['place_country'] ELSE lead.place_country END AS place_country,
    CASE WHEN map_contains(fix, 'place_lat') THEN try_cast(fix['place_lat'] AS DOUBLE) ELSE lead.place_lat END AS place_lat,
    CASE WHEN map_contains(fix, 'place_lon') THEN try_cast(fix['place_lon'] AS DOUBLE) ELSE lead.place_lon END AS place_lon,
    CASE WHEN map_contains(fix, 'place_precision') THEN try_cast(fix['place_precision'] AS TINYINT) ELSE lead.place_precision END AS place_precision,
    coalesce(perpetrators, []) AS perpetrators,
    figure.* EXCLUDE (incident_id) REPLACE (
        CASE WHEN map_contains(fix, 'killed_low') THEN try_cast(fix['killed_low'] AS BIGINT) ELSE figure.killed_low END AS killed_low,
        CASE WHEN map_contains(fix, 'killed_best') THEN try_cast(fix['killed_best'] AS BIGINT) ELSE figure.killed_best END AS killed_best,
        CASE WHEN map_contains(fix, 'killed_high') THEN try_cast(fix['killed_high'] AS BIGINT) ELSE figure.killed_high END AS killed_high,
        CASE WHEN map_contains(fix, 'injured_low') THEN try_cast(fix['injured_low'] AS BIGINT) ELSE figure.injured_low END AS injured_low,
        CASE WHEN map_contains(fix, 'injured_best') THEN try_cast(fix['injured_best'] AS BIGINT) ELSE figure.injured_best END AS injured_best,
        CASE WHEN map_contains(fix, 'injured_high') THEN try_cast(fix['injured_high'] AS BIGINT) ELSE figure.injured_high END AS injured_high
    ),
    coalesce(contested, []) AS contested,
    n_origins,
    n_articles,
    tally.n_claims,
    first_published_at,
    last_published_at,
    lead.claim_id AS lead_claim_id
FROM lead
INNER JOIN tally USING (incident_id)
LEFT JOIN perpetrator USING (incident_id)
LEFT JOIN figure USING (incident_id)
LEFT JOIN verdict USING (incident_id)
LEFT JOIN disagreement USING (incident_id);
COMMENT ON MACRO TABLE out_incident_asof IS 'out_incident as it stood at a time (UTC): by recorded_at of everything it rests on.';

CREATE OR REPLACE VIEW out_incident AS
SELECT * FROM out_incident_asof(TIMESTAMP 'infinity');
COMMENT ON VIEW out_incident IS 'One row per incident: claims of kind incident, actual or attempted, judged to be about one real event. Figures are reconciled across independent origins (see out_incident_figure); claims of denial give none; what a person put right holds.';
COMMENT ON COLUMN out_incident.incident_id IS 'Incident; the id is that of its first anchor.';
COMMENT ON COLUMN out_incident.realis IS 'actual or attempted.';
COMMENT ON COLUMN out_incident.status IS 'single-source: one origin; corroborated: two or more independent origins; disputed: some claim is a denial; denied: nothing but denials; retracted: every article is gone; unsure: no claim reaches a confidence of 0.2, and no person has accepted it.';
COMMENT ON COLUMN out_incident.review IS 'accepted or corrected by a person; null if nobody has looked. What a person rejected is not here.';
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
COMMENT ON COLUMN out_incident.contested IS 'Outcomes of which two origins exclude each other''s figures.';
COMMENT ON COLUMN out_incident.n_origins IS 'Independent origins: articles with the same text are one.';
COMMENT ON COLUMN out_incident.n_articles IS 'Articles.';
COMMENT ON COLUMN out_incident.n_claims IS 'Claims.';
COMMENT ON COLUMN out_incident.first_published_at IS 'Day of the first report.';
COMMENT ON COLUMN out_incident.last_published_at IS 'Day of the last report.';
COMMENT ON COLUMN out_incident.lead_claim_id IS 'Claim that says what, where and when: of those that know it best, the first.';
