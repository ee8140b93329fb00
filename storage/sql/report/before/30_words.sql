-- A figure in words: "3", "at least 12", "3 to 5, best figure 4".
CREATE OR REPLACE TEMP MACRO report_bound_words(low, best, high) AS
CASE
    WHEN coalesce(low, best, high) IS NULL THEN 'not stated'
    WHEN low IS NULL AND high IS NULL THEN concat('about ', best)
    ELSE concat(
        CASE
            WHEN low = high THEN low::VARCHAR
            WHEN high IS NULL THEN concat('at least ', low)
            WHEN low IS NULL THEN concat('at most ', high)
            ELSE concat(low, ' to ', high)
        END,
        CASE WHEN best <> coalesce(low, high) THEN concat(', best figure ', best) END
    )
END;
