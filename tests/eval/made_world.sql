-- Rows as of a busy world, numbered $first to before $last: 20 countries over five years, about five claims to an event,
-- of which most have a place of their own. Claims come in the order of their events; with $is_late they are of any
-- day, and those beyond the last event are of the last 200.
CREATE OR REPLACE TEMP TABLE made AS
WITH told AS (
    SELECT
        number,
        CASE
            WHEN $is_late THEN (hash(number) % $n_events)::BIGINT
            WHEN number // 5 >= $n_events THEN $n_events - 1 - (hash(number) % 200)::BIGINT
            -- Reports of one event come over about two days.
            ELSE least(number // 5 + (hash(number) % greatest(2 * $n_events // 1826, 1))::BIGINT, $n_events - 1)
        END AS event
    FROM range($first, $last) AS t (number)
)
SELECT
    number,
    event,
    's' || (hash(number + 3) % 200) AS source,
    md5('article' || number) AS article_id,
    md5('version' || number) AS version_id,
    md5('extraction' || number) AS extraction_id,
    md5('claim' || number) AS claim_id,
    md5('anchor' || number) AS anchor_id,
    DATE '2020-01-01' + (event * 1826 // $n_events)::INTEGER AS day,
    day + (hash(number + 5) % 3)::INTEGER AS published_at,
    (hash(event + 7) % 20)::INTEGER AS country_no,
    (hash(event + 13) % 2000)::INTEGER AS town_no,
    (hash(event + 17) % 40)::INTEGER AS killed,
    (hash(event + 19) % 50)::INTEGER AS actor_no,
    (hash(event + 23) % 5)::INTEGER AS kind_no,
    'AA' || chr(65 + country_no) AS country,
    ['Attack', 'Armed clash', 'Shelling/artillery/missile attack', 'Arrests', 'Peaceful protest'] AS sub_types,
    [
        'Violence against civilians', 'Battles', 'Explosions/Remote violence', 'Strategic developments', 'Protests'
    ] AS types
FROM told;

INSERT INTO raw_article BY NAME
SELECT
    version_id, article_id, source, 'https://news.example/' || number AS url, 'Report ' || number AS title,
    'Gunmen attacked people near the market of Town ' || town_no || ', report ' || number || '.' AS text,
    published_at, []::VARCHAR [] AS authors, 'en' AS language,
    $recorded_at::TIMESTAMP AS recorded_at, $run_id AS run_id
FROM made;

INSERT INTO raw_fetch BY NAME
SELECT
    md5('fetch' || number) AS fetch_id, source, 'https://news.example/' || number AS url, 'page' AS kind,
    published_at + INTERVAL 1 DAY AS requested_at, 200 AS status, version_id, 1 AS n_requests,
    $recorded_at::TIMESTAMP AS recorded_at, $run_id AS run_id
FROM made;

INSERT INTO core_extraction BY NAME
SELECT
    extraction_id, version_id, 'made@1' AS extractor, 'none' AS resources, 'en' AS language, 1 AS n_claims,
    (number % 4 = 0)::INTEGER AS n_issues, $recorded_at::TIMESTAMP AS recorded_at, $run_id AS run_id
FROM made;

INSERT INTO core_issue BY NAME
SELECT
    md5('issue' || number) AS issue_id, extraction_id, 'place' AS stage, 'unknown place' AS reason, 'Town' AS text,
    $recorded_at::TIMESTAMP AS recorded_at, $run_id AS run_id
FROM made
WHERE number % 4 = 0;

INSERT INTO core_claim BY NAME
SELECT
    claim_id, extraction_id, anchor_id, 0 AS ord, 'incident' AS kind, 'actual' AS realis,
    types[kind_no + 1] AS event_type, sub_types[kind_no + 1] AS sub_event_type, []::VARCHAR [] AS modes,
    'that day' AS date_text, day AS date_start, day AS date_end, 1 AS date_precision,
    'Town ' || town_no AS place_text, 'Town ' || town_no AS place_name, country_no * 10000 + town_no AS place_geonameid,
    'Unit ' || (town_no % 20) AS place_admin1, country AS place_country,
    (country_no * 4 - 40 + (town_no % 45) * 0.1)::DOUBLE AS place_lat, (town_no // 45 * 0.1)::DOUBLE AS place_lon,
    1 AS place_precision, 'narrator' AS attribution_kind, 0.9 AS confidence,
    $recorded_at::TIMESTAMP AS recorded_at, $run_id AS run_id
FROM made;

INSERT INTO core_claim_party BY NAME
SELECT
    extraction_id, claim_id, part.ord, part.role, part.kind, part.text, part.ord AS span_start, part.ord + 1 AS span_end,
    part.actor_id, part.name, part.actor_class, part.confidence_stated,
    $recorded_at::TIMESTAMP AS recorded_at, $run_id AS run_id
FROM made
CROSS JOIN unnest([
    {
        'ord': 0, 'role': 'perpetrator', 'kind': 'organisation', 'text': 'Front ' || actor_no,
        'actor_id': 'front-' || actor_no, 'name': 'Front ' || actor_no, 'actor_class': 2,
        'confidence_stated': 'reported as fact'
    },
    {
        'ord': 1, 'role': 'victim', 'kind': 'group', 'text': 'civilians', 'actor_id': NULL, 'name': NULL, 'actor_class': 7,
        'confidence_stated': NULL
    }
]) AS t (part);

INSERT INTO core_claim_target BY NAME
SELECT
    extraction_id, claim_id, 0 AS ord, 'business' AS type, 'market' AS text, 0 AS span_start, 1 AS span_end,
    $recorded_at::TIMESTAMP AS recorded_at, $run_id AS run_id
FROM made
WHERE event % 2 = 0;

INSERT INTO core_claim_weapon BY NAME
SELECT
    extraction_id, claim_id, 0 AS ord, ['firearm', 'mortar', 'ied'][event % 3 + 1] AS type, 'shots' AS text,
    0 AS span_start, 1 AS span_end, $recorded_at::TIMESTAMP AS recorded_at, $run_id AS run_id
FROM made;

INSERT INTO core_claim_count BY NAME
SELECT
    extraction_id, claim_id, part.ord, part.outcome, 'civilian' AS who, 1 AS party, 'exact' AS qualifier, part.n AS low,
    part.n AS best, part.n AS high, false AS is_total, false AS convention, 'preferred' AS rank, part.n::VARCHAR AS text,
    0 AS span_start, 1 AS span_end, $recorded_at::TIMESTAMP AS recorded_at, $run_id AS run_id
FROM made
CROSS JOIN unnest([
    {'ord': 0, 'outcome': 'killed', 'n': killed},
    {'ord': 1, 'outcome': 'injured', 'n': 2 * killed}
]) AS t (part);

INSERT INTO core_claim_evidence BY NAME
SELECT
    extraction_id, claim_id, part.field, 0 AS ord, 0 AS span_start, length(part.text) AS span_end, part.text,
    $recorded_at::TIMESTAMP AS recorded_at, $run_id AS run_id
FROM made
CROSS JOIN unnest([
    {
        'field': 'sentence',
        'text': 'Gunmen attacked people near the market of Town ' || town_no || ' and killed ' || killed || ', witness '
        || (number % 997) || ' said.'
    },
    {'field': 'date', 'text': 'that day'},
    {'field': 'place', 'text': 'Town ' || town_no}
]) AS t (part);
