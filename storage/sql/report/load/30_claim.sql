-- Claims of the incidents of the window and of the history that it is compared with; tallies and claims of things not done whose time overlaps the window; assessments and
-- background told in it. Without a date phrase the day of publication stands in.
CREATE OR REPLACE TEMP TABLE report_claim AS
SELECT
    claim_id,
    incident_id,
    article_id,
    extraction_id,
    ord,
    kind,
    realis,
    event_type,
    sub_event_type,
    date_start,
    date_end,
    place_text,
    place_name,
    place_admin1,
    place_country,
    attribution_kind,
    attribution_speaker,
    attribution_capacity,
    attribution_organisation,
    source,
    url,
    title,
    published_at
FROM out_claim
WHERE
    incident_id IN (
        SELECT incident_id
        FROM report_incident
        WHERE section <> 'past' OR date_end >= $history_from::DATE
    )
    OR (
        (kind = 'aggregate' OR (kind = 'incident' AND realis NOT IN ('actual', 'attempted')))
        AND coalesce(date_start, date_end, published_at) <= $date_to::DATE
        AND coalesce(date_end, published_at) >= $date_from::DATE
    )
    OR (
        kind IN ('assessment', 'background')
        AND coalesce(published_at, date_end) BETWEEN $date_from::DATE AND $date_to::DATE
    );
