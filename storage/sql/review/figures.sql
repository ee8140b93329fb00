SELECT outcome, low, best, high, n_origins, n_figures, is_contested
FROM out_incident_figure
WHERE incident_id = $incident_id
ORDER BY list_position(['killed', 'injured', 'missing', 'abducted', 'detained'], outcome) NULLS LAST, outcome
