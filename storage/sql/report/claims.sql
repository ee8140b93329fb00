-- Claims of the window: those of its incidents; tallies and claims of things not done whose time overlaps it; and
-- assessments and background told in it. Without a date phrase the day of publication stands in.
SELECT
    claim_id,
    incident_id,
    article_id,
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
    published_at,
    evidence
FROM out_claim
WHERE
    incident_id IN (SELECT unnest($incident_ids::VARCHAR []))
    OR (
        (kind = 'aggregate' OR (kind = 'incident' AND realis NOT IN ('actual', 'attempted')))
        AND coalesce(date_start, date_end, published_at) <= $date_to
        AND coalesce(date_end, published_at) >= $date_from
    )
    OR (
        kind IN ('assessment', 'background')
        AND coalesce(published_at, date_end) BETWEEN $date_from AND $date_to
    )
ORDER BY coalesce(date_start, date_end, published_at), published_at, claim_id;
