-- The newest version of each article, and the extraction that speaks for it, as known at a time.
CREATE OR REPLACE MACRO out_article_asof(ts) AS TABLE
WITH sighting AS (
    SELECT version_id, min(requested_at) AS first_seen_at, max(requested_at) AS last_seen_at
    FROM raw_fetch
    WHERE recorded_at <= ts AND version_id IS NOT NULL AND (status IS NULL OR status NOT IN (404, 410))
    GROUP BY version_id
),
deletion AS (
    SELECT version_id, max(requested_at) AS deleted_at
    FROM raw_fetch
    WHERE recorded_at <= ts AND status IN (404, 410)
    GROUP BY version_id
),
version AS (
    SELECT
        raw_article.*,
        coalesce(first_seen_at, recorded_at) AS first_seen_at,
        coalesce(last_seen_at, recorded_at) AS last_seen_at,
        deleted_at,
        -- Of two parsers' versions of one page that of the later parser speaks; arrival decides nothing else.
        min(raw_article.recorded_at) OVER (PARTITION BY article_id, parser) AS parsed_since,
        count(DISTINCT version_id) OVER (PARTITION BY article_id) AS n_versions,
        count(DISTINCT coalesce(parser, '')) OVER (PARTITION BY article_id) AS n_parsers
    FROM raw_article
    LEFT JOIN sighting USING (version_id)
    LEFT JOIN deletion USING (version_id)
    WHERE recorded_at <= ts
),
newest AS (
    SELECT *
    FROM version
    QUALIFY row_number() OVER (
        PARTITION BY article_id
        ORDER BY
            last_seen_at DESC,
            modified_at DESC NULLS LAST,
            published_at DESC NULLS LAST,
            parsed_since DESC,
            version_id,
            recorded_at
    ) = 1
),
setting AS (
    SELECT arg_max_null(value, (recorded_at, run_id)) AS extractor
    FROM meta_setting
    WHERE name = 'extractor' AND recorded_at <= ts
),
-- A doubled extraction counts once: the earliest recorded of its rows speaks.
extraction AS (
    SELECT version_id, extraction_id, core_extraction.extractor, n_claims, n_issues
    FROM core_extraction
    CROSS JOIN setting
    WHERE
        recorded_at <= ts
        AND (
            setting.extractor IS NULL
            OR core_extraction.extractor = setting.extractor
            OR split_part(core_extraction.extractor, '@', 1) = setting.extractor
        )
    QUALIFY row_number() OVER (PARTITION BY version_id ORDER BY recorded_at DESC, extraction_id) = 1
),
origin AS (
    SELECT version_id, arg_max(origin_id, (recorded_at, run_id)) AS origin_id
    FROM core_origin_link
    WHERE recorded_at <= ts
    GROUP BY version_id
),
signature AS (
    SELECT version_id, arg_max(agency, recorded_at) AS agency
    FROM core_signature
    WHERE recorded_at <= ts
    GROUP BY version_id
)
SELECT
    article_id,
    version_id,
    extraction_id,
    coalesce(origin_id, article_id) AS origin_id,
    source,
    url,
    canonical_url,
    title,
    published_at,
    published_method,
    modified_at,
    language,
    agency,
    CASE
        WHEN deleted_at > last_seen_at THEN 'deleted' WHEN n_versions > n_parsers THEN 'edited' ELSE 'live'
    END AS state,
    first_seen_at,
    last_seen_at,
    CASE WHEN deleted_at > last_seen_at THEN deleted_at END AS deleted_at,
    n_versions,
    extractor,
    n_claims,
    n_issues
FROM newest
LEFT JOIN extraction USING (version_id)
LEFT JOIN origin USING (version_id)
LEFT JOIN signature USING (version_id);
COMMENT ON MACRO TABLE out_article_asof IS 'out_article as it stood at a time (UTC).';

CREATE OR REPLACE VIEW out_article AS
SELECT * FROM out_article_asof(TIMESTAMP 'infinity');
COMMENT ON VIEW out_article IS 'One row per article: its newest sighted version, and the extraction by the extractor that meta_setting names (else the newest recorded).';
COMMENT ON COLUMN out_article.article_id IS 'Article.';
COMMENT ON COLUMN out_article.version_id IS 'Version sighted last.';
COMMENT ON COLUMN out_article.extraction_id IS 'Extraction that speaks for it; null if that extractor has not read it.';
COMMENT ON COLUMN out_article.origin_id IS 'Article that the report stems from: the agency''s own, else the first that carried it.';
COMMENT ON COLUMN out_article.source IS 'Short name of the source.';
COMMENT ON COLUMN out_article.url IS 'Address as first seen.';
COMMENT ON COLUMN out_article.canonical_url IS 'Address without tracking and session parts.';
COMMENT ON COLUMN out_article.title IS 'Title as given.';
COMMENT ON COLUMN out_article.published_at IS 'Day of publication.';
COMMENT ON COLUMN out_article.published_method IS 'Where the day came from.';
COMMENT ON COLUMN out_article.modified_at IS 'Day of the publisher''s last edit, as stated.';
COMMENT ON COLUMN out_article.language IS 'ISO 639-1 code.';
COMMENT ON COLUMN out_article.agency IS 'News agency that it says it carries.';
COMMENT ON COLUMN out_article.state IS 'deleted: found gone and not seen since; edited: seen with other words by the same parser; else live.';
COMMENT ON COLUMN out_article.first_seen_at IS 'First sighting of this version, UTC.';
COMMENT ON COLUMN out_article.last_seen_at IS 'Last sighting of this version, UTC.';
COMMENT ON COLUMN out_article.deleted_at IS 'When it was last found gone (404, 410), if it has not been seen since.';
COMMENT ON COLUMN out_article.n_versions IS 'Versions of the article; one made by another parser is a version but no edit.';
COMMENT ON COLUMN out_article.extractor IS 'name@version of the reader.';
COMMENT ON COLUMN out_article.n_claims IS 'Claims read out of it.';
COMMENT ON COLUMN out_article.n_issues IS 'Things in it that were not understood.';
