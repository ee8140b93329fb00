-- Keys (blocks.sql) under which each claim of `frontier` looks for its neighbours: a day earlier or later, the
-- cells around, and every country where its own is not known.
WITH node AS (
    SELECT
        node,
        day_from::BIGINT + 719163 AS first_day,
        day_to::BIGINT + 719163 AS last_day,
        country IS NOT NULL AND is_precise AND lat IS NOT NULL AS has_cell,
        (floor((lat + 90) * 2) * 720 + floor((lon + 180) * 2))::BIGINT AS cell,
        ((ascii(country) - 65) * 676 + (ascii(country[2:2]) - 65) * 26 + ascii(country[3:3]) - 65)::BIGINT AS country_no
    FROM meta_link_claim
    SEMI JOIN frontier USING (node)
    WHERE day_from IS NOT NULL
),
daily AS (
    SELECT *, unnest(range(first_day - 1, last_day + 2)) AS day FROM node WHERE last_day - first_day <= 10
)
SELECT node, 1000000000000 + day * 1000000 + cell + step AS key
FROM daily
CROSS JOIN (VALUES (-721), (-720), (-719), (-1), (0), (1), (719), (720), (721)) AS around (step)
WHERE has_cell
UNION ALL
SELECT node, 2000000000000 + day * 1000000 + country_no FROM daily WHERE has_cell
UNION ALL
SELECT node, 3000000000000 + day * 1000000 + country_no FROM daily WHERE NOT has_cell AND country_no IS NOT NULL
UNION ALL
SELECT node, 4000000000000 + day * 1000000 FROM daily
UNION ALL
SELECT node, 3000000000000 + day * 1000000 + country.country_no
FROM daily
CROSS JOIN (
    SELECT DISTINCT
        ((ascii(country) - 65) * 676 + (ascii(country[2:2]) - 65) * 26 + ascii(country[3:3]) - 65)::BIGINT AS country_no
    FROM meta_link_claim
    WHERE country IS NOT NULL
) AS country
WHERE daily.country_no IS NULL
UNION ALL
SELECT node, 5000000000000 + (first_day * 1000 + least(last_day - first_day, 999)) * 100000 + coalesce(country_no, 99999)
FROM node
WHERE last_day - first_day > 10
