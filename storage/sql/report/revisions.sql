-- Incidents of the window that are told otherwise than in report_before: new, withdrawn (nothing tells them any more, or only to
-- deny them), or corrected in what a report shows.
WITH before AS (
    SELECT * FROM report_before WHERE status NOT IN ('denied', 'retracted', 'unsure')
),
after AS (
    SELECT * FROM report_incident WHERE status NOT IN ('denied', 'retracted', 'unsure')
),
gone AS (
    SELECT incident_id, status FROM report_incident WHERE status IN ('denied', 'retracted', 'unsure')
),
shown AS (
    SELECT
        incident_id,
        coalesce(after.date_start, after.date_end, before.date_start, before.date_end) AS first_day,
        coalesce(after.date_end, before.date_end) AS last_day,
        coalesce(after.place_name, before.place_name, after.place_country, before.place_country, 'place not stated') AS place,
        coalesce(after.sub_event_type, before.sub_event_type, 'type not stated') AS type,
        CASE WHEN before.incident_id IS NULL THEN 'new' WHEN after.incident_id IS NULL THEN 'withdrawn' ELSE 'corrected' END
            AS kind,
        CASE
            WHEN after.incident_id IS NULL THEN coalesce('now ' || gone.status, 'no article tells of it any more, or it is part of another')
            WHEN before.incident_id IS NULL THEN concat('told by ', after.n_articles, CASE after.n_articles WHEN 1 THEN ' article' ELSE ' articles' END)
            ELSE concat_ws(
                '; ',
                CASE
                    WHEN (before.date_start, before.date_end) IS DISTINCT FROM (after.date_start, after.date_end)
                        THEN concat('date, was ', coalesce(before.date_start, before.date_end))
                END,
                CASE
                    WHEN before.place_name IS DISTINCT FROM after.place_name
                        THEN concat('place, was ', coalesce(before.place_name, 'not stated'))
                END,
                CASE
                    WHEN before.sub_event_type IS DISTINCT FROM after.sub_event_type
                        THEN concat('type, was ', coalesce(before.sub_event_type, 'not stated'))
                END,
                CASE
                    WHEN (before.killed_low, before.killed_best, before.killed_high)
                        IS DISTINCT FROM (after.killed_low, after.killed_best, after.killed_high)
                        THEN concat(
                            'killed, was ', coalesce(coalesce(before.killed_best, before.killed_low, before.killed_high)::VARCHAR, 'not stated'),
                            ' and is ', coalesce(coalesce(after.killed_best, after.killed_low, after.killed_high)::VARCHAR, 'not stated')
                        )
                END,
                CASE
                    WHEN (before.injured_low, before.injured_best, before.injured_high)
                        IS DISTINCT FROM (after.injured_low, after.injured_best, after.injured_high)
                        THEN concat(
                            'injured, was ', coalesce(coalesce(before.injured_best, before.injured_low, before.injured_high)::VARCHAR, 'not stated'),
                            ' and is ', coalesce(coalesce(after.injured_best, after.injured_low, after.injured_high)::VARCHAR, 'not stated')
                        )
                END,
                CASE WHEN before.status <> after.status THEN concat('was ', before.status, ', is ', after.status) END
            )
        END AS why
    FROM after
    FULL JOIN before USING (incident_id)
    LEFT JOIN gone USING (incident_id)
)
SELECT incident_id, kind, concat(strftime(first_day, '%-d %b %Y'), ', ', place, ', ', type) AS what, why
FROM shown
WHERE why <> '' AND first_day <= $date_to::DATE AND last_day >= $date_from::DATE
ORDER BY list_position(['new', 'corrected', 'withdrawn'], kind), first_day, place, incident_id;
