-- What was known at the time since when revisions count.
CREATE OR REPLACE TEMP TABLE report_before AS
SELECT * FROM out_incident;
