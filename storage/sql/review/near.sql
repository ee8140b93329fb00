-- Incidents that one could be the same as: within four days, in the same country or with none, nearest first.
WITH this AS (
    SELECT * FROM out_incident WHERE incident_id = $incident_id
)
SELECT
    other.incident_id,
    other.date_start,
    other.date_end,
    other.place_name,
    other.place_admin1,
    other.place_country,
    other.event_type,
    other.sub_event_type,
    other.killed_low,
    other.killed_best,
    other.killed_high,
    other.n_articles
FROM out_incident AS other
INNER JOIN this
    ON abs(date_diff('day', coalesce(other.date_start, other.date_end), coalesce(this.date_start, this.date_end))) <= 4
WHERE
    other.incident_id <> this.incident_id
    AND (other.place_country IS NULL OR this.place_country IS NULL OR other.place_country = this.place_country)
ORDER BY
    other.place_name IS DISTINCT FROM this.place_name,
    other.place_admin1 IS DISTINCT FROM this.place_admin1,
    other.event_type IS DISTINCT FROM this.event_type,
    abs(date_diff('day', coalesce(other.date_start, other.date_end), coalesce(this.date_start, this.date_end))),
    other.incident_id
LIMIT 12
