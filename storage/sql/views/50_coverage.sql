-- What was looked at, and what could not be: without it a quiet week and a broken feed look the same.
CREATE OR REPLACE MACRO out_coverage_asof(ts) AS TABLE
WITH request AS (
    SELECT DISTINCT ON (fetch_id) *, requested_at::DATE AS day
    FROM raw_fetch
    WHERE recorded_at <= ts
),
first_sighting AS (
    SELECT version_id, min(requested_at)::DATE AS day
    FROM request
    GROUP BY version_id
),
version AS (
    SELECT version_id, any_value(n_claims) AS n_claims, any_value(n_issues) AS n_issues
    FROM out_article_asof(ts)
    WHERE extraction_id IS NOT NULL
    GROUP BY version_id
),
sighting AS (
    SELECT DISTINCT
        request.source,
        request.day,
        request.version_id,
        request.day = first_sighting.day AS is_new,
        version.n_claims,
        version.n_issues,
        core_extraction.version_id IS NULL AS is_unread
    FROM request
    INNER JOIN first_sighting USING (version_id)
    LEFT JOIN version USING (version_id)
    LEFT JOIN (SELECT DISTINCT version_id FROM core_extraction WHERE recorded_at <= ts) AS core_extraction USING (version_id)
    WHERE status IS NULL OR status NOT IN (404, 410)
),
read AS (
    SELECT
        source,
        day,
        count(*) AS n_versions,
        count(*) FILTER (is_new) AS n_versions_new,
        count(*) FILTER (is_unread) AS n_unread,
        count(*) FILTER (n_claims = 0) AS n_without_claims,
        sum(n_claims)::BIGINT AS n_claims,
        sum(n_issues)::BIGINT AS n_issues
    FROM sighting
    GROUP BY source, day
),
unreadable AS (
    SELECT request.source, request.day, count(DISTINCT issue_id) AS n_unreadable
    FROM core_issue
    INNER JOIN request USING (fetch_id)
    WHERE core_issue.recorded_at <= ts
    GROUP BY ALL
),
asked AS (
    SELECT
        source,
        day,
        count(*) AS n_requests,
        count(*) FILTER (error IS NOT NULL) AS n_failed,
        count(*) FILTER (status = 304) AS n_unchanged,
        count(*) FILTER (status IN (404, 410)) AS n_gone,
        arg_max(error, (requested_at, fetch_id)) AS last_error -- a run's requests share its time
    FROM request
    GROUP BY source, day
)
SELECT
    asked.source,
    asked.day,
    n_requests,
    n_failed,
    n_unchanged,
    n_gone,
    coalesce(n_versions, 0) AS n_versions,
    coalesce(n_versions_new, 0) AS n_versions_new,
    coalesce(n_unread, 0) AS n_unread,
    coalesce(n_unreadable, 0) AS n_unreadable,
    coalesce(n_without_claims, 0) AS n_without_claims,
    coalesce(n_claims, 0) AS n_claims,
    coalesce(n_issues, 0) AS n_issues,
    last_error
FROM asked
LEFT JOIN read ON asked.source IS NOT DISTINCT FROM read.source AND asked.day = read.day
LEFT JOIN unreadable ON asked.source IS NOT DISTINCT FROM unreadable.source AND asked.day = unreadable.day;
COMMENT ON MACRO TABLE out_coverage_asof IS 'out_coverage as it stood at a time (UTC).';

CREATE OR REPLACE VIEW out_coverage AS
SELECT * FROM out_coverage_asof(TIMESTAMP 'infinity');
COMMENT ON VIEW out_coverage IS 'One row per source and day (UTC) on which something was asked of it or a file of it was read: what came, and what could not be fetched or read.';
COMMENT ON COLUMN out_coverage.source IS 'Short name of the source; null for files without one.';
COMMENT ON COLUMN out_coverage.day IS 'Day of the requests, UTC.';
COMMENT ON COLUMN out_coverage.n_requests IS 'Requests, and readings of files.';
COMMENT ON COLUMN out_coverage.n_failed IS 'Of these, those that gave an error.';
COMMENT ON COLUMN out_coverage.n_unchanged IS 'Of these, answered as not modified (304).';
COMMENT ON COLUMN out_coverage.n_gone IS 'Of these, articles found deleted (404, 410).';
COMMENT ON COLUMN out_coverage.n_versions IS 'Article versions seen.';
COMMENT ON COLUMN out_coverage.n_versions_new IS 'Of these, seen for the first time.';
COMMENT ON COLUMN out_coverage.n_unread IS 'Of these, versions no extractor has read yet.';
COMMENT ON COLUMN out_coverage.n_unreadable IS 'Inputs that gave no article (issues of a fetch).';
COMMENT ON COLUMN out_coverage.n_without_claims IS 'Newest versions in which no claim was found.';
COMMENT ON COLUMN out_coverage.n_claims IS 'Claims of the newest versions seen.';
COMMENT ON COLUMN out_coverage.n_issues IS 'Things in them that were not understood.';
COMMENT ON COLUMN out_coverage.last_error IS 'The latest error, in one sentence.';

CREATE OR REPLACE MACRO out_issue_asof(ts) AS TABLE
SELECT DISTINCT ON (issue_id)
    issue_id,
    article.article_id,
    issue.fetch_id,
    coalesce(article.source, fetched.source) AS source,
    coalesce(article.url, fetched.url) AS url,
    article.title,
    article.published_at,
    fetched.requested_at,
    stage,
    reason,
    issue.text,
    span_start,
    span_end
FROM core_issue AS issue
LEFT JOIN out_article_asof(ts) AS article USING (extraction_id)
LEFT JOIN raw_fetch AS fetched ON issue.fetch_id = fetched.fetch_id
WHERE issue.recorded_at <= ts AND (article.article_id IS NOT NULL OR issue.extraction_id IS NULL);
COMMENT ON MACRO TABLE out_issue_asof IS 'out_issue as it stood at a time (UTC).';

CREATE OR REPLACE VIEW out_issue AS
SELECT * FROM out_issue_asof(TIMESTAMP 'infinity');
COMMENT ON VIEW out_issue IS 'One row per thing not understood: in the newest version of an article, or in an input that gave no article.';
COMMENT ON COLUMN out_issue.issue_id IS 'Issue.';
COMMENT ON COLUMN out_issue.article_id IS 'Article; null for an input that gave none.';
COMMENT ON COLUMN out_issue.fetch_id IS 'Request or reading; null for an issue of an article.';
COMMENT ON COLUMN out_issue.source IS 'Short name of the source.';
COMMENT ON COLUMN out_issue.url IS 'Address or file name.';
COMMENT ON COLUMN out_issue.title IS 'Title of the article.';
COMMENT ON COLUMN out_issue.published_at IS 'Day of publication.';
COMMENT ON COLUMN out_issue.requested_at IS 'When the input was read, UTC; null for an issue of an article.';
COMMENT ON COLUMN out_issue.stage IS 'fetch, read, parse, language, type, realis, date, place, actor, count, attribution.';
COMMENT ON COLUMN out_issue.reason IS 'One short lower-case phrase.';
COMMENT ON COLUMN out_issue.text IS 'Raw value that was not understood.';
COMMENT ON COLUMN out_issue.span_start IS 'First code point in the stored text.';
COMMENT ON COLUMN out_issue.span_end IS 'Code point after the last.';
