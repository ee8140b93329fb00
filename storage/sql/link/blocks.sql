-- Keys under which a claim of `lead` (nodes) is found: claims that may be one incident share a key with a probe of the
-- other (probes.sql). A key is kind * 10^12 + day * 10^6 + area, days counted from the year 1.
--   1  exact place: half-degree cell and day      2  region or country only: country and day
--   3  any place: country and day                 4  no country: day
--   5  more than ten days wide: country, first and last day
SELECT node, 1000000000000 + day * 1000000 + cell AS key FROM daily WHERE has_cell
UNION ALL
SELECT node, 2000000000000 + day * 1000000 + country_no FROM daily WHERE NOT has_cell AND country_no IS NOT NULL
UNION ALL
SELECT node, 3000000000000 + day * 1000000 + country_no FROM daily WHERE country_no IS NOT NULL
UNION ALL
SELECT node, 4000000000000 + day * 1000000 FROM daily WHERE country_no IS NULL
UNION ALL
SELECT node, 5000000000000 + (first_day * 1000 + least(last_day - first_day, 999)) * 100000 + coalesce(country_no, 99999)
FROM node
WHERE last_day - first_day > 10
