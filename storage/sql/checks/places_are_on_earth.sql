-- Coordinates come in pairs and lie on Earth; a country is an alpha-3 code; a resolved place has a name.
SELECT claim_id, place_text, place_name, place_country, place_lat, place_lon
FROM core_claim
WHERE
    place_lat NOT BETWEEN -90 AND 90
    OR place_lon NOT BETWEEN -180 AND 180
    OR (place_lat IS NULL) <> (place_lon IS NULL)
    OR NOT regexp_full_match(place_country, '[A-Z]{3}')
    OR (place_geonameid IS NOT NULL AND place_name IS NULL)
    OR (place_text IS NULL AND coalesce(place_name, place_country, place_admin1) IS NOT NULL)
