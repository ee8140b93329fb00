-- Claims of the newest version of each article, each once, with its article, incident and casualty figures.

-- A claim's figures for one outcome: the (largest) total where one is given, else the sum of the parts; preferred only.
-- A sum's low adds the lows that are stated; its best uses the low of a part without a best ("several") and is null if
-- no part has a best or a part has neither; its high is null as soon as one part is open.
CREATE OR REPLACE MACRO out_claim_figure_asof(ts) AS TABLE
WITH figure AS (
    SELECT DISTINCT ON (claim_id, ord) claim_id, ord, outcome, is_total, low, best, high
    FROM core_claim_count
    WHERE recorded_at <= ts AND rank = 'preferred'
),
added AS (
    SELECT *
    FROM figure
    QUALIFY
        NOT bool_or(is_total) OVER (PARTITION BY claim_id, outcome)
        OR row_number() OVER (
            PARTITION BY claim_id, outcome ORDER BY is_total DESC, coalesce(best, low, high) DESC NULLS LAST, ord
        ) = 1
)
SELECT
    claim_id,
    outcome,
    sum(low)::BIGINT AS low,
    CASE
        WHEN count(best) > 0 AND count(coalesce(best, low)) = count(*) THEN sum(coalesce(best, low))::BIGINT
    END AS best,
    CASE WHEN count(high) = count(*) THEN sum(high)::BIGINT END AS high
FROM added
GROUP BY claim_id, outcome;
COMMENT ON MACRO TABLE out_claim_figure_asof IS 'One row per claim and outcome: low, best, high of all people counted, at a time (UTC); preferred counts only, a total instead of its parts.';

CREATE OR REPLACE MACRO out_claim_asof(ts) AS TABLE
WITH claim AS (
    SELECT DISTINCT ON (claim_id) * EXCLUDE (recorded_at, run_id)
    FROM core_claim
    WHERE recorded_at <= ts
),
link AS (
    SELECT anchor_id, arg_max(incident_id, (recorded_at, run_id)) AS incident_id
    FROM core_incident_link
    WHERE recorded_at <= ts
    GROUP BY anchor_id
),
rejected AS (
    SELECT * FROM out_rejected_asof(ts)
),
figure AS (
    SELECT
        claim_id,
        max(low) FILTER (outcome = 'killed') AS killed_low,
        max(best) FILTER (outcome = 'killed') AS killed_best,
        max(high) FILTER (outcome = 'killed') AS killed_high,
        max(low) FILTER (outcome = 'injured') AS injured_low,
        max(best) FILTER (outcome = 'injured') AS injured_best,
        max(high) FILTER (outcome = 'injured') AS injured_high
    FROM out_claim_figure_asof(ts)
    GROUP BY claim_id
),
sentence AS (
    SELECT claim_id, string_agg(text, ' ' ORDER BY span_start) AS evidence
    FROM (
        SELECT DISTINCT ON (claim_id, ord) claim_id, ord, span_start, text
        FROM core_claim_evidence
        WHERE field = 'sentence' AND recorded_at <= ts
    )
    GROUP BY claim_id
)
SELECT
    claim.claim_id,
    claim.anchor_id,
    -- Not in the join's condition: DuckDB would run it as a nested loop.
    CASE
        WHEN claim.kind = 'incident' AND claim.realis IN ('actual', 'attempted') AND anchor.anchor_id IS NULL AND told.origin_id IS NULL
            THEN link.incident_id
    END AS incident_id,
    article.article_id,
    article.version_id,
    article.origin_id,
    claim.extraction_id,
    claim.ord,
    article.source,
    article.url,
    article.title,
    article.published_at,
    claim.* EXCLUDE (claim_id, anchor_id, extraction_id, ord),
    figure.* EXCLUDE (claim_id),
    sentence.evidence
FROM out_article_asof(ts) AS article
INNER JOIN claim USING (extraction_id)
LEFT JOIN link ON claim.anchor_id = link.anchor_id
LEFT JOIN rejected AS anchor ON claim.anchor_id = anchor.anchor_id
LEFT JOIN rejected AS told ON link.incident_id = told.incident_id AND article.origin_id = told.origin_id
LEFT JOIN figure ON claim.claim_id = figure.claim_id
LEFT JOIN sentence ON claim.claim_id = sentence.claim_id;
COMMENT ON MACRO TABLE out_claim_asof IS 'out_claim as it stood at a time (UTC).';

CREATE OR REPLACE VIEW out_claim AS
SELECT * FROM out_claim_asof(TIMESTAMP 'infinity');
COMMENT ON VIEW out_claim IS 'One row per claim of the newest version of each article, by the extractor that meta_setting names. All kinds: filter on kind and realis before adding anything up.';
COMMENT ON COLUMN out_claim.claim_id IS 'Claim.';
COMMENT ON COLUMN out_claim.anchor_id IS 'What stays of the claim when the extractor changes.';
COMMENT ON COLUMN out_claim.incident_id IS 'Incident it was linked to; null for other kinds, before linking, and where a person rejected it.';
COMMENT ON COLUMN out_claim.article_id IS 'Article.';
COMMENT ON COLUMN out_claim.version_id IS 'Version of the article.';
COMMENT ON COLUMN out_claim.origin_id IS 'Article that first carried the same report.';
COMMENT ON COLUMN out_claim.extraction_id IS 'Extraction.';
COMMENT ON COLUMN out_claim.ord IS 'Position within the article, from 0.';
COMMENT ON COLUMN out_claim.source IS 'Short name of the source.';
COMMENT ON COLUMN out_claim.url IS 'Address of the article.';
COMMENT ON COLUMN out_claim.title IS 'Title of the article.';
COMMENT ON COLUMN out_claim.published_at IS 'Day of publication.';
COMMENT ON COLUMN out_claim.kind IS 'incident, aggregate, background, assessment.';
COMMENT ON COLUMN out_claim.realis IS 'actual, attempted, planned, threatened, hypothetical, negated.';
COMMENT ON COLUMN out_claim.n_acts IS 'Acts told together in this claim.';
COMMENT ON COLUMN out_claim.event_type IS 'ACLED event type.';
COMMENT ON COLUMN out_claim.sub_event_type IS 'ACLED sub-event type.';
COMMENT ON COLUMN out_claim.modes IS 'PLOVER modes.';
COMMENT ON COLUMN out_claim.date_text IS 'Date phrase as written.';
COMMENT ON COLUMN out_claim.date_start IS 'First day; null without a date phrase.';
COMMENT ON COLUMN out_claim.date_end IS 'Last day, inclusive; only a bound without a date phrase.';
COMMENT ON COLUMN out_claim.date_precision IS 'UCDP date_prec 1-5.';
COMMENT ON COLUMN out_claim.place_text IS 'Place phrase as written.';
COMMENT ON COLUMN out_claim.place_name IS 'Name in the gazetteer; null if unresolved.';
COMMENT ON COLUMN out_claim.place_geonameid IS 'GeoNames id.';
COMMENT ON COLUMN out_claim.place_admin1 IS 'First-order unit.';
COMMENT ON COLUMN out_claim.place_admin2 IS 'Second-order unit.';
COMMENT ON COLUMN out_claim.place_country IS 'ISO 3166-1 alpha-3.';
COMMENT ON COLUMN out_claim.place_lat IS 'Latitude, degrees.';
COMMENT ON COLUMN out_claim.place_lon IS 'Longitude, degrees.';
COMMENT ON COLUMN out_claim.place_precision IS 'UCDP where_prec 1-7.';
COMMENT ON COLUMN out_claim.attribution_kind IS 'narrator, attributed, claimed_responsibility, accused, denied.';
COMMENT ON COLUMN out_claim.attribution_speaker IS 'Who says it, as written.';
COMMENT ON COLUMN out_claim.attribution_capacity IS 'In what capacity.';
COMMENT ON COLUMN out_claim.attribution_organisation IS 'Register name of the body spoken for.';
COMMENT ON COLUMN out_claim.attribution_cue IS 'Word that marks the attribution.';
COMMENT ON COLUMN out_claim.confidence IS 'How sure the extractor is, 0 to 1.';
COMMENT ON COLUMN out_claim.killed_low IS 'Killed, of all sides: the total given, else the sum of the parts; null if not stated.';
COMMENT ON COLUMN out_claim.killed_best IS 'Killed, best figure.';
COMMENT ON COLUMN out_claim.killed_high IS 'Killed, highest; null if open.';
COMMENT ON COLUMN out_claim.injured_low IS 'Injured, of all sides, lowest.';
COMMENT ON COLUMN out_claim.injured_best IS 'Injured, best figure.';
COMMENT ON COLUMN out_claim.injured_high IS 'Injured, highest; null if open.';
COMMENT ON COLUMN out_claim.evidence IS 'The sentences it rests on.';
