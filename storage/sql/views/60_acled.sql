-- Incidents in the columns and order of ACLED's files. This is not ACLED data. Left out: what was only attempted, denied
-- or retracted, and what has no date or no country.
CREATE OR REPLACE MACRO out_acled_named(show_names) AS TABLE
WITH actor_class (code, label) AS (
    VALUES
        (1, 'State forces'),
        (2, 'Rebel groups'),
        (3, 'Political militias'),
        (4, 'Identity militias'),
        (5, 'Rioters'),
        (6, 'Protesters'),
        (7, 'Civilians'),
        (8, 'External/other forces')
),
incident AS (
    SELECT *
    FROM out_incident
    WHERE realis = 'actual' AND status NOT IN ('denied', 'retracted', 'unsure') AND date_start IS NOT NULL AND place_country IS NOT NULL
),
-- What a person put right in a role stands for what the first report says.
fix AS (
    SELECT * FROM out_review_party_asof(TIMESTAMP 'infinity')
),
involved AS (
    SELECT incident_id, party.role, party.kind, party.text, party.name, party.actor_class, party.ord
    FROM incident
    INNER JOIN out_claim_party AS party ON incident.lead_claim_id = party.claim_id
    ANTI JOIN fix ON incident.incident_id = fix.incident_id AND party.role = fix.role
    WHERE party.role <> 'source' AND party.confidence_stated IS DISTINCT FROM 'denied'
    UNION ALL
    SELECT incident_id, role, kind, text, name, actor_class, ord
    FROM fix
    SEMI JOIN incident USING (incident_id)
    WHERE kind IS NOT NULL
),
-- Private persons stay unnamed unless asked for; the register names those in public life.
party AS (
    SELECT
        incident_id,
        CASE WHEN role IN ('perpetrator', 'side_a') THEN 1 ELSE 2 END AS side,
        coalesce(
            party.name,
            CASE WHEN party.kind <> 'person' OR show_names THEN party.text WHEN party.actor_class = 7 THEN 'Civilians' END,
            'Unnamed person'
        ) AS actor,
        party.actor_class,
        party.ord
    FROM involved AS party
),
side AS (
    SELECT
        incident_id,
        arg_min(actor, ord) FILTER (side = 1) AS actor1,
        arg_min_null(actor_class, ord) FILTER (side = 1) AS inter1,
        list(actor ORDER BY ord) FILTER (side = 1) AS actors1,
        arg_min(actor, ord) FILTER (side = 2) AS actor2,
        arg_min_null(actor_class, ord) FILTER (side = 2) AS inter2,
        list(actor ORDER BY ord) FILTER (side = 2) AS actors2
    FROM party
    GROUP BY incident_id
),
reported AS (
    SELECT
        incident_id,
        string_agg(DISTINCT source, '; ' ORDER BY source) AS source,
        max(core_claim.recorded_at) AS recorded_at
    FROM out_claim
    INNER JOIN core_claim USING (claim_id)
    WHERE incident_id IS NOT NULL
    GROUP BY incident_id
)
SELECT
    incident.incident_id AS event_id_cnty,
    date_start + ((date_end - date_start) // 2)::INTEGER AS event_date,
    year(event_date) AS year,
    CASE WHEN date_precision = 1 THEN 1 WHEN date_precision <= 3 THEN 2 ELSE 3 END AS time_precision,
    CASE
        WHEN sub_event_type = 'Excessive force against protesters' THEN 'Political violence; Demonstrations'
        WHEN event_type = 'Protests' OR sub_event_type = 'Violent demonstration' THEN 'Demonstrations'
        WHEN event_type = 'Strategic developments' THEN 'Strategic developments'
        WHEN event_type IS NOT NULL THEN 'Political violence'
    END AS disorder_type,
    event_type,
    sub_event_type,
    actor1,
    nullif(array_to_string(list_filter(list_distinct(actors1), lambda name: name <> actor1), '; '), '') AS assoc_actor_1,
    inter1,
    actor2,
    nullif(array_to_string(list_filter(list_distinct(actors2), lambda name: name <> actor2), '; '), '') AS assoc_actor_2,
    inter2,
    CASE
        WHEN inter1 IS NULL OR inter2 IS NULL THEN coalesce(inter1, inter2) * 10
        ELSE least(inter1, inter2) * 10 + greatest(inter1, inter2)
    END AS interaction,
    CASE
        WHEN
            event_type = 'Violence against civilians'
            OR sub_event_type = 'Excessive force against protesters'
            OR (event_type IN ('Explosions/Remote violence', 'Riots') AND inter2 = 7)
            THEN 'Civilian targeting'
    END AS civilian_targeting,
    iso_numeric AS iso,
    country.region,
    coalesce(country.name, place_country) AS country,
    place_admin1 AS admin1,
    place_admin2 AS admin2,
    NULL::VARCHAR AS admin3,
    place_name AS location,
    place_lat AS latitude,
    place_lon AS longitude,
    CASE WHEN place_precision = 1 THEN 1 WHEN place_precision <= 3 THEN 2 WHEN place_precision <= 7 THEN 3 END
        AS geo_precision,
    reported.source,
    NULL::VARCHAR AS source_scale,
    concat(
        'Not ACLED data: read by machine (sitrep) out of ', n_articles, ' article(s) of ', n_origins, ' origin(s); ', status,
        '. Killed low/best/high: ',
        concat_ws('/', coalesce(killed_low::VARCHAR, '?'), coalesce(killed_best::VARCHAR, '?'), coalesce(killed_high::VARCHAR, '?')),
        '.'
    ) AS notes,
    coalesce(killed_best, killed_low) AS fatalities,
    concat_ws(
        '; ',
        'not ACLED data',
        'fatalities=' || CASE
            WHEN killed_best IS NOT NULL THEN 'best'
            WHEN killed_low IS NOT NULL THEN 'low'
            ELSE 'not stated'
        END,
        'inter1=' || class1.label,
        'inter2=' || class2.label
    ) AS tags,
    epoch(reported.recorded_at)::BIGINT AS timestamp
FROM incident
INNER JOIN reported USING (incident_id)
LEFT JOIN side USING (incident_id)
LEFT JOIN out_country AS country ON incident.place_country = country.country
LEFT JOIN actor_class AS class1 ON inter1 = class1.code
LEFT JOIN actor_class AS class2 ON inter2 = class2.code;
COMMENT ON MACRO TABLE out_acled_named IS 'out_acled; show_names gives persons by name whom the register does not know.';

CREATE OR REPLACE VIEW out_acled AS
SELECT * FROM out_acled_named(false);
COMMENT ON VIEW out_acled IS 'Not ACLED data: our incidents in the 31 columns and the order of ACLED''s files. Left out: what was only attempted, denied or retracted, and what has no date or no country.';
COMMENT ON COLUMN out_acled.event_id_cnty IS 'Our incident_id.';
COMMENT ON COLUMN out_acled.event_date IS 'Day; the middle of the interval where the day is not known.';
COMMENT ON COLUMN out_acled.year IS 'Year of event_date.';
COMMENT ON COLUMN out_acled.time_precision IS '1 day known, 2 within a week, 3 month or longer; from UCDP date_prec.';
COMMENT ON COLUMN out_acled.disorder_type IS 'Political violence, Demonstrations, both, or Strategic developments.';
COMMENT ON COLUMN out_acled.event_type IS 'ACLED event type.';
COMMENT ON COLUMN out_acled.sub_event_type IS 'ACLED sub-event type.';
COMMENT ON COLUMN out_acled.actor1 IS 'First perpetrator or side_a of the first report; persons without a register entry stay unnamed. The order implies no blame.';
COMMENT ON COLUMN out_acled.assoc_actor_1 IS 'Others on that side.';
COMMENT ON COLUMN out_acled.inter1 IS 'Actor class 1-8 of actor1; its label is in tags.';
COMMENT ON COLUMN out_acled.actor2 IS 'First target, victim, detainee or side_b.';
COMMENT ON COLUMN out_acled.assoc_actor_2 IS 'Others on that side.';
COMMENT ON COLUMN out_acled.inter2 IS 'Actor class 1-8 of actor2; its label is in tags.';
COMMENT ON COLUMN out_acled.interaction IS 'The two classes, lower first; 0 for a missing second.';
COMMENT ON COLUMN out_acled.civilian_targeting IS 'Civilian targeting, or null.';
COMMENT ON COLUMN out_acled.iso IS 'ISO 3166-1 numeric.';
COMMENT ON COLUMN out_acled.region IS 'World region.';
COMMENT ON COLUMN out_acled.country IS 'English short name.';
COMMENT ON COLUMN out_acled.admin1 IS 'First-order unit.';
COMMENT ON COLUMN out_acled.admin2 IS 'Second-order unit.';
COMMENT ON COLUMN out_acled.admin3 IS 'Always null.';
COMMENT ON COLUMN out_acled.location IS 'Name of the place.';
COMMENT ON COLUMN out_acled.latitude IS 'Degrees.';
COMMENT ON COLUMN out_acled.longitude IS 'Degrees.';
COMMENT ON COLUMN out_acled.geo_precision IS '1 the place itself, 2 near it or its district, 3 a larger region; from UCDP where_prec.';
COMMENT ON COLUMN out_acled.source IS 'Names of our sources, joined by semicolons.';
COMMENT ON COLUMN out_acled.source_scale IS 'Always null: not known.';
COMMENT ON COLUMN out_acled.notes IS 'Says that this is not ACLED data, and gives the bounds that the one integer hides. No text of articles: it may name private persons.';
COMMENT ON COLUMN out_acled.fatalities IS 'Killed, of all sides: the best figure, else the lowest; null, not zero, if not stated. tags says which.';
COMMENT ON COLUMN out_acled.tags IS 'How fatalities and labels were made.';
COMMENT ON COLUMN out_acled.timestamp IS 'When the newest claim of it was recorded, in seconds since 1970, UTC.';
