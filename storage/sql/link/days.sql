-- The claims of {nodes} with what their keys (blocks.sql) are made of, and a row for each of their days, {margin} more on either
-- side.
WITH node AS (
    SELECT
        node,
        day_from::BIGINT + 719163 AS first_day,
        day_to::BIGINT + 719163 AS last_day,
        country IS NOT NULL AND is_precise AND lat IS NOT NULL AS has_cell,
        (floor((lat + 90) * 2) * 720 + floor((lon + 180) * 2))::BIGINT AS cell,
        ((ascii(country) - 65) * 676 + (ascii(country[2:2]) - 65) * 26 + ascii(country[3:3]) - 65)::BIGINT AS country_no
    FROM meta_link_claim
    SEMI JOIN {nodes} USING (node)
    WHERE day_from IS NOT NULL
),
daily AS (
    SELECT *, unnest(range(first_day - {margin}, last_day + 1 + {margin})) AS day FROM node WHERE last_day - first_day <= 10
)
