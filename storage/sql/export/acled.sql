SELECT *
FROM out_acled_named($show_names)
WHERE ($date_to IS NULL OR event_date <= $date_to::DATE) AND ($date_from IS NULL OR event_date >= $date_from::DATE)
ORDER BY event_date, event_id_cnty
