-- Anchors that a merge or split was ever about, also one that holds no more: what was undone is grouped anew.
WITH decided AS (
    SELECT anchor_id, unnest([anchor_id, incident_id, old, new]) AS id FROM core_review WHERE decision IN ('merge', 'split')
)
SELECT id FROM decided WHERE id IS NOT NULL
UNION
SELECT link.anchor_id FROM core_incident_link AS link WHERE link.incident_id IN (SELECT id FROM decided)
