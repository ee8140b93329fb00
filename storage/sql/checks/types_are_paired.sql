-- ACLED's event and sub-event types, as pairs; either may be unknown.
WITH type (event_type, sub_event_type) AS (
    VALUES
    ('Battles', 'Government regains territory'),
    ('Battles', 'Non-state actor overtakes territory'),
    ('Battles', 'Armed clash'),
    ('Protests', 'Excessive force against protesters'),
    ('Protests', 'Protest with intervention'),
    ('Protests', 'Peaceful protest'),
    ('Riots', 'Violent demonstration'),
    ('Riots', 'Mob violence'),
    ('Explosions/Remote violence', 'Chemical weapon'),
    ('Explosions/Remote violence', 'Air/drone strike'),
    ('Explosions/Remote violence', 'Suicide bomb'),
    ('Explosions/Remote violence', 'Shelling/artillery/missile attack'),
    ('Explosions/Remote violence', 'Remote explosive/landmine/IED'),
    ('Explosions/Remote violence', 'Grenade'),
    ('Violence against civilians', 'Sexual violence'),
    ('Violence against civilians', 'Attack'),
    ('Violence against civilians', 'Abduction/forced disappearance'),
    ('Strategic developments', 'Agreement'),
    ('Strategic developments', 'Arrests'),
    ('Strategic developments', 'Change to group/activity'),
    ('Strategic developments', 'Disrupted weapons use'),
    ('Strategic developments', 'Headquarters or base established'),
    ('Strategic developments', 'Looting/property destruction'),
    ('Strategic developments', 'Non-violent transfer of territory'),
    ('Strategic developments', 'Other')
)
SELECT claim_id, event_type, sub_event_type
FROM core_claim
WHERE
    (event_type IS NOT NULL AND event_type NOT IN (SELECT event_type FROM type))
    OR (
        sub_event_type IS NOT NULL
        AND (event_type, sub_event_type) NOT IN (SELECT (event_type, sub_event_type) FROM type)
    )
