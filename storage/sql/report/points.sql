-- Where the incidents of the window were, by place and how precisely that is known (UCDP where_prec).
SELECT
    place_name,
    place_admin1,
    place_country,
    place_precision,
    place_lat,
    place_lon,
    count(*) AS n_incidents,
    sum(coalesce(killed_best, killed_low))::BIGINT AS killed,
    count(*) FILTER (killed_low > 0 OR killed_best > 0) AS n_killing
FROM report_incident
WHERE section = 'happened'
GROUP BY ALL
ORDER BY n_incidents DESC, place_country, place_admin1, place_name, place_precision;
