-- Every version of every article, in the order of first sighting, and the sightings of each.
CREATE OR REPLACE VIEW out_article_version AS
WITH version AS (
    SELECT DISTINCT ON (version_id) * FROM raw_article ORDER BY version_id, recorded_at
),
sighting AS (
    SELECT
        version_id,
        min(requested_at) FILTER (status IS NULL OR status NOT IN (404, 410)) AS first_seen_at,
        max(requested_at) FILTER (status IS NULL OR status NOT IN (404, 410)) AS last_seen_at,
        count(*) FILTER (status IS NULL OR status NOT IN (404, 410)) AS n_sightings,
        max(requested_at) FILTER (status IN (404, 410)) AS gone_at
    FROM raw_fetch
    WHERE version_id IS NOT NULL
    GROUP BY version_id
)
SELECT
    version.article_id,
    version_id,
    (row_number() OVER article)::INTEGER AS number,
    coalesce(sighting.first_seen_at, version.recorded_at) AS first_seen_at,
    coalesce(sighting.last_seen_at, version.recorded_at) AS last_seen_at,
    coalesce(sighting.n_sightings, 0) AS n_sightings,
    sighting.gone_at,
    coalesce(lag(coalesce(version.parser, '')) OVER article = coalesce(version.parser, ''), false) AS is_edit,
    version_id = out_article.version_id AS is_newest,
    version.source,
    version.url,
    version.canonical_url,
    version.site,
    version.title,
    version.title_method,
    version.authors,
    version.authors_method,
    version.published_at,
    version.published_method,
    version.modified_at,
    version.modified_method,
    version.language,
    version.parser,
    version.text
FROM version
LEFT JOIN sighting USING (version_id)
INNER JOIN out_article USING (article_id)
WINDOW article AS (
    PARTITION BY version.article_id
    ORDER BY
        coalesce(sighting.first_seen_at, version.recorded_at),
        version.modified_at NULLS FIRST,
        version.recorded_at,
        version_id
);
COMMENT ON VIEW out_article_version IS 'One row per version of an article, numbered in the order of first sighting.';
COMMENT ON COLUMN out_article_version.article_id IS 'Article.';
COMMENT ON COLUMN out_article_version.version_id IS 'Version.';
COMMENT ON COLUMN out_article_version.number IS 'From 1, in the order of first sighting.';
COMMENT ON COLUMN out_article_version.first_seen_at IS 'First sighting, UTC.';
COMMENT ON COLUMN out_article_version.last_seen_at IS 'Last sighting, UTC.';
COMMENT ON COLUMN out_article_version.n_sightings IS 'Requests and readings in which it was seen.';
COMMENT ON COLUMN out_article_version.gone_at IS 'When the page, last known in this version, was found gone (404, 410).';
COMMENT ON COLUMN out_article_version.is_edit IS 'Made of the page by the same parser as the version before: the publisher changed it.';
COMMENT ON COLUMN out_article_version.is_newest IS 'The version that out_article shows.';
COMMENT ON COLUMN out_article_version.source IS 'Short name of the source.';
COMMENT ON COLUMN out_article_version.url IS 'Address as first seen.';
COMMENT ON COLUMN out_article_version.canonical_url IS 'Address without tracking and session parts.';
COMMENT ON COLUMN out_article_version.site IS 'Publisher''s name as the page gives it.';
COMMENT ON COLUMN out_article_version.title IS 'Title.';
COMMENT ON COLUMN out_article_version.title_method IS 'Where the title stood.';
COMMENT ON COLUMN out_article_version.authors IS 'Names in bylines.';
COMMENT ON COLUMN out_article_version.authors_method IS 'Where they stood.';
COMMENT ON COLUMN out_article_version.published_at IS 'Day of publication.';
COMMENT ON COLUMN out_article_version.published_method IS 'Where the day came from.';
COMMENT ON COLUMN out_article_version.modified_at IS 'Day of the publisher''s last edit, as stated.';
COMMENT ON COLUMN out_article_version.modified_method IS 'Where that day stood.';
COMMENT ON COLUMN out_article_version.language IS 'ISO 639-1 code.';
COMMENT ON COLUMN out_article_version.parser IS 'name@version of what made the text out of a page; null for plain text.';
COMMENT ON COLUMN out_article_version.text IS 'Text of the version.';
