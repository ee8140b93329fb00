-- What tests/support/made_warehouse.py runs, statement by statement.
CREATE TEMP TABLE place AS
SELECT *, row_number() OVER () - 1 AS n FROM (SELECT unnest($places, recursive := true));
-- One row per incident: its day, place and size, from hashes of its number, so that the same call makes the same rows.
CREATE TEMP TABLE event AS
SELECT
    i,
    printf('event-%09d', i) AS anchor_id,
    $first::DATE + (hash(i) % $days::BIGINT)::INTEGER AS day,
    ((hash(i, 'place') % 997) * (hash(i, 'zone') % 991)) % len($places) AS place_n,
    CASE WHEN hash(i, 'wide') % 20 = 0 THEN 5 ELSE 1 END AS date_precision,
    CASE hash(i, 'type') % 5
        WHEN 0 THEN ['Battles', 'Armed clash', 'firearm', 'military']
        WHEN 1 THEN ['Explosions/Remote violence', 'Remote explosive/landmine/IED', 'ied', 'transportation']
        WHEN 2 THEN ['Violence against civilians', 'Abduction/forced disappearance', 'firearm', 'private citizens & property']
        ELSE ['Violence against civilians', 'Attack', 'firearm', 'private citizens & property']
    END AS kind,
    (hash(i, 'killed') % 30)::BIGINT AS killed,
    1 + (hash(i, 'told') % (2 * $told::BIGINT - 1)) AS n_told
FROM range($events::BIGINT) AS t (i);
CREATE TEMP TABLE told AS
SELECT
    event.*,
    place.* EXCLUDE (n),
    k,
    printf('%09d-%d', i, k) AS id,
    printf('source-%03d', hash(i, k, 'source') % $sources::BIGINT) AS source,
    day + (hash(i, k) % 3)::INTEGER AS published_at
FROM event, range(n_told::BIGINT) AS r (k)
INNER JOIN place ON place_n = place.n
WHERE k < n_told;
INSERT INTO raw_article BY NAME
SELECT
    'v' || id AS version_id, 'a' || id AS article_id, source, 'https://' || source || '.example/' || id AS url,
    'Attack near ' || name AS title, 'Gunmen killed ' || killed || ' people near ' || name || ', officials said.' AS text,
    published_at, 'given' AS published_method, []::VARCHAR[] AS authors, 'en' AS language, $at AS recorded_at, $run AS run_id
FROM told;
INSERT INTO core_extraction BY NAME
SELECT
    'x' || id AS extraction_id, 'v' || id AS version_id, 'made@1' AS extractor, 'none' AS resources, 'en' AS language,
    1 AS n_claims, 0 AS n_issues, $at AS recorded_at, $run AS run_id
FROM told;
INSERT INTO core_claim BY NAME
SELECT
    'c' || id AS claim_id, 'x' || id AS extraction_id, anchor_id || '-' || k AS anchor_id, 0 AS ord,
    'incident' AS kind, CASE WHEN i % 50 = 0 THEN 'attempted' ELSE 'actual' END AS realis, kind[1] AS event_type,
    kind[2] AS sub_event_type, []::VARCHAR[] AS modes, 'on that day' AS date_text,
    CASE WHEN date_precision = 1 THEN day ELSE date_trunc('month', day)::DATE END AS date_start,
    CASE WHEN date_precision = 1 THEN day ELSE last_day(day) END AS date_end, date_precision,
    name AS place_text, name AS place_name, place_n AS place_geonameid, admin1 AS place_admin1, country AS place_country,
    latitude AS place_lat, longitude AS place_lon, "precision" AS place_precision, 'attributed' AS attribution_kind,
    'officials' AS attribution_speaker, 0.8 AS confidence, $at AS recorded_at, $run AS run_id
FROM (SELECT * EXCLUDE (kind), kind FROM told);
INSERT INTO core_claim_party BY NAME
SELECT
    'x' || id AS extraction_id, 'c' || id AS claim_id, 0 AS ord, 'perpetrator' AS role, 'organisation' AS kind,
    'Front ' || chr((65 + place_n % 6)::INTEGER) AS text, 0 AS span_start, 6 AS span_end,
    'front-' || place_n % 6 AS actor_id, 'Front ' || chr((65 + place_n % 6)::INTEGER) AS name, 2 AS actor_class,
    'suspected or accused by authorities' AS confidence_stated, $at AS recorded_at, $run AS run_id
FROM told;
INSERT INTO core_claim_weapon BY NAME
SELECT
    'x' || id AS extraction_id, 'c' || id AS claim_id, 0 AS ord, kind[3] AS type, 'guns' AS text, 0 AS span_start,
    6 AS span_end, $at AS recorded_at, $run AS run_id
FROM told;
INSERT INTO core_claim_target BY NAME
SELECT
    'x' || id AS extraction_id, 'c' || id AS claim_id, 0 AS ord, kind[4] AS type, 'people' AS text, 0 AS span_start,
    6 AS span_end, $at AS recorded_at, $run AS run_id
FROM told;
INSERT INTO core_claim_count BY NAME
SELECT
    'x' || id AS extraction_id, 'c' || id AS claim_id, 0 AS ord, 'killed' AS outcome, 'unknown' AS who,
    CASE WHEN i % 4 = 0 THEN 'at_least' ELSE 'exact' END AS qualifier, killed AS low, killed AS best,
    CASE WHEN i % 4 <> 0 THEN killed END AS high, FALSE AS is_total, FALSE AS convention, 'preferred' AS rank,
    killed::VARCHAR AS text, length('Attack near ' || name) + 16 AS span_start,
    length('Attack near ' || name) + 16 + length(killed::VARCHAR) AS span_end, $at AS recorded_at, $run AS run_id
FROM told WHERE i % 7 > 0;
INSERT INTO core_claim_evidence BY NAME
SELECT
    'x' || id AS extraction_id, 'c' || id AS claim_id, 'sentence' AS field, 0 AS ord,
    length('Attack near ' || name) + 2 AS span_start,
    length('Attack near ' || name || 'Gunmen killed ' || killed || ' people near ' || name || ', officials said.') + 2 AS span_end,
    'Gunmen killed ' || killed || ' people near ' || name || ', officials said.' AS text, $at AS recorded_at, $run AS run_id
FROM told;
INSERT INTO core_incident_link BY NAME
SELECT
    anchor_id || '-' || k AS anchor_id, anchor_id || '-0' AS incident_id, 1.0 AS score, 'own' AS method, 'made' AS reason,
    $at AS recorded_at, $run AS run_id
FROM told;
INSERT INTO raw_fetch BY NAME
SELECT
    'f' || id AS fetch_id, source, 'https://' || source || '.example/' || id AS url, published_at::TIMESTAMP AS requested_at,
    200 AS status, 'page' AS kind, 1 AS n_requests, 'v' || id AS version_id, $at AS recorded_at, $run AS run_id
FROM told;
DROP TABLE place;
DROP TABLE event;
DROP TABLE told;
