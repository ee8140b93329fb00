-- Anchors whose incident is not yet recorded as it is now known.
WITH anchor AS (
    SELECT
        out_claim.*,
        place_country IS NOT NULL AND coalesce(place_geonameid::VARCHAR, place_name) IS NOT NULL
        AND coalesce(place_precision, 1) <= 4 AS has_place
    FROM out_claim
    WHERE kind = 'incident' AND realis IN ('actual', 'attempted')
),
-- Copies of one report tell one incident, also where it names no date or place: by its words, not by what is missing.
told AS (
    SELECT
        *,
        md5(trim(regexp_replace(lower(coalesce(evidence, '')), '[^\pL\pN]+', ' ', 'g'))) AS words
    FROM anchor
),
keyed AS (
    SELECT
        anchor_id,
        CASE
            WHEN date_start IS NOT NULL AND has_place
                THEN concat_ws(
                    ', ',
                    place_country,
                    coalesce(place_name || ' (' || place_geonameid || ')', place_name, place_geonameid::VARCHAR),
                    CASE WHEN date_start = date_end THEN date_start::VARCHAR ELSE date_start || ' to ' || date_end END,
                    coalesce(sub_event_type, event_type, 'type unknown'),
                    realis
                )
        END AS exact_key,
        origin_id || ' ' || words || ' ' || row_number() OVER (PARTITION BY article_id, words ORDER BY ord) AS words_key,
        concat_ws(
            ', ',
            CASE WHEN date_start IS NULL THEN 'no date' END,
            CASE WHEN NOT has_place THEN 'no place, or none narrower than a region' END
        ) AS missing
    FROM told
),
grouped AS (
    SELECT
        anchor_id,
        coalesce(exact_key, words_key) AS key,
        CASE
            WHEN exact_key IS NOT NULL THEN 'exact key'
            WHEN count(*) OVER (PARTITION BY words_key) > 1 THEN 'identical text'
            ELSE 'own'
        END AS method,
        coalesce(exact_key, missing) AS reason
    FROM keyed
),
recorded AS (
    SELECT
        anchor_id,
        arg_max(incident_id, (recorded_at, run_id)) AS incident_id,
        arg_max(method, (recorded_at, run_id)) AS method,
        arg_max(reason, (recorded_at, run_id)) AS reason,
        min(recorded_at) AS first_recorded_at
    FROM core_incident_link
    GROUP BY anchor_id
),
-- An incident that splits stays with the group that holds its first anchor, else its smallest.
kept AS (
    SELECT incident_id, key, first_recorded_at
    FROM grouped
    INNER JOIN recorded USING (anchor_id)
    QUALIFY row_number() OVER (PARTITION BY incident_id ORDER BY anchor_id = incident_id DESC, anchor_id) = 1
),
-- Incidents that merge become the one recorded first; a group that holds none takes the id of its smallest anchor.
named AS (
    SELECT
        key,
        coalesce(arg_min(kept.incident_id, (kept.first_recorded_at, kept.incident_id)), min(anchor_id)) AS incident_id
    FROM grouped
    LEFT JOIN kept USING (key)
    GROUP BY key
)
SELECT anchor_id, incident_id, 1.0::DOUBLE AS score, method, reason
FROM grouped
INNER JOIN named USING (key)
ANTI JOIN recorded USING (anchor_id, incident_id, method, reason)
