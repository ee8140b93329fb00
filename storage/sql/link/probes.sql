-- Keys (blocks.sql) under which each claim of `frontier` looks for its neighbours: a day earlier or later, the
-- cells around, and every country where its own is not known.
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
    -- In a step of its own: the number is worked out once for a country.
    WITH known AS MATERIALIZED (SELECT DISTINCT country FROM meta_link_claim WHERE country IS NOT NULL)
    SELECT ((ascii(country) - 65) * 676 + (ascii(country[2:2]) - 65) * 26 + ascii(country[3:3]) - 65)::BIGINT AS country_no
    FROM known
) AS country
WHERE daily.country_no IS NULL
UNION ALL
SELECT node, 5000000000000 + (first_day * 1000 + least(last_day - first_day, 999)) * 100000 + coalesce(country_no, 99999)
FROM node
WHERE last_day - first_day > 10
