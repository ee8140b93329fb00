-- The first tables. `raw_*` and `core_*` are append-only; identities are content hashes, and no table has a key: DuckLake
-- has none, so appends are anti-joins and views tolerate a doubled extraction. All timestamps are UTC without a zone.

CREATE TABLE meta_migration (
    version INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    checksum VARCHAR NOT NULL,
    package_version VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE meta_migration IS 'One row per migration applied to this warehouse.';
COMMENT ON COLUMN meta_migration.version IS 'Number of the migration, from 1 without gaps.';
COMMENT ON COLUMN meta_migration.name IS 'File name of the migration.';
COMMENT ON COLUMN meta_migration.checksum IS 'SHA-256 of the file as applied.';
COMMENT ON COLUMN meta_migration.package_version IS 'Version of sitrep that applied it.';
COMMENT ON COLUMN meta_migration.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN meta_migration.run_id IS 'Run that wrote the row.';

CREATE TABLE meta_setting (
    name VARCHAR NOT NULL,
    value VARCHAR,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE meta_setting IS 'Settings of this warehouse; the newest row of a name holds.';
COMMENT ON COLUMN meta_setting.name IS 'extractor: whose claims out_claim shows. views: which views are in place.';
COMMENT ON COLUMN meta_setting.value IS 'For extractor: name@version, or a name for any version of it; null or no row for the newest extraction by any. For views: a checksum.';
COMMENT ON COLUMN meta_setting.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN meta_setting.run_id IS 'Run that wrote the row.';

CREATE TABLE meta_run (
    run_id VARCHAR NOT NULL,
    command VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    scheduled_at TIMESTAMP,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    window_start DATE,
    window_end DATE,
    covered_by VARCHAR,
    parameters JSON NOT NULL,
    counts JSON,
    error VARCHAR,
    package_version VARCHAR NOT NULL,
    host VARCHAR NOT NULL,
    pid INTEGER NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE meta_run IS 'One row per run of a writing command; its state is updated in place.';
COMMENT ON COLUMN meta_run.run_id IS 'Identity of the run.';
COMMENT ON COLUMN meta_run.command IS 'Command or flow that ran.';
COMMENT ON COLUMN meta_run.state IS 'running, succeeded, failed, or abandoned: killed before it could finish.';
COMMENT ON COLUMN meta_run.scheduled_at IS 'When a scheduled run was due, UTC; null for one that a person started.';
COMMENT ON COLUMN meta_run.started_at IS 'When the run began, UTC.';
COMMENT ON COLUMN meta_run.finished_at IS 'When the run ended, or was found abandoned, UTC.';
COMMENT ON COLUMN meta_run.window_start IS 'First day of the window of publication dates, where the run has one.';
COMMENT ON COLUMN meta_run.window_end IS 'Last day of the window, inclusive.';
COMMENT ON COLUMN meta_run.covered_by IS 'Run that had visited every source since this late one was due, so that nothing was left to do.';
COMMENT ON COLUMN meta_run.parameters IS 'Parameters of the run.';
COMMENT ON COLUMN meta_run.counts IS 'What the run did: articles new, known, unreadable; claims by kind; issues.';
COMMENT ON COLUMN meta_run.error IS 'Why the run failed, in one sentence.';
COMMENT ON COLUMN meta_run.package_version IS 'Version of sitrep that ran.';
COMMENT ON COLUMN meta_run.host IS 'Name of the machine.';
COMMENT ON COLUMN meta_run.pid IS 'Process id on that machine: tells a live run from an abandoned one.';
COMMENT ON COLUMN meta_run.recorded_at IS 'When the row was last written, UTC.';

CREATE TABLE meta_visit (
    run_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    scheduled_at TIMESTAMP NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP NOT NULL,
    window_start DATE,
    window_end DATE,
    n_inputs INTEGER NOT NULL,
    n_articles INTEGER NOT NULL,
    n_new INTEGER NOT NULL,
    n_failed INTEGER NOT NULL,
    error VARCHAR,
    recorded_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE meta_visit IS 'One row per visit of a run to a source, written with the last of what it brought: a visit without a row is made again.';
COMMENT ON COLUMN meta_visit.run_id IS 'Run.';
COMMENT ON COLUMN meta_visit.source IS 'Short name of the source; for an archive, its path.';
COMMENT ON COLUMN meta_visit.state IS 'read, or failed: the source as a whole could not be read, or brought less than it is expected to.';
COMMENT ON COLUMN meta_visit.scheduled_at IS 'When the visit was due, UTC; for a run that a person started, when that began.';
COMMENT ON COLUMN meta_visit.started_at IS 'When the visit began, UTC: the source has been seen as it was then.';
COMMENT ON COLUMN meta_visit.finished_at IS 'When all that it brought was stored, UTC.';
COMMENT ON COLUMN meta_visit.window_start IS 'First day of the window of publication dates, for a backfill; null for the present.';
COMMENT ON COLUMN meta_visit.window_end IS 'Last day of the window, inclusive.';
COMMENT ON COLUMN meta_visit.n_inputs IS 'Requests made and files read.';
COMMENT ON COLUMN meta_visit.n_articles IS 'Articles in them, within the window.';
COMMENT ON COLUMN meta_visit.n_new IS 'Of these, articles or versions that were not in the warehouse, or not read by this extractor.';
COMMENT ON COLUMN meta_visit.n_failed IS 'Inputs that could not be fetched or read.';
COMMENT ON COLUMN meta_visit.error IS 'Why the visit failed, in one sentence; for one that did not, what was odd about it.';
COMMENT ON COLUMN meta_visit.recorded_at IS 'When the row was written, UTC.';

CREATE TABLE raw_fetch (
    fetch_id VARCHAR NOT NULL,
    source VARCHAR,
    url VARCHAR,
    kind VARCHAR NOT NULL,
    requested_at TIMESTAMP NOT NULL,
    status INTEGER,
    final_url VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    content_type VARCHAR,
    bytes BIGINT,
    raw_sha256 VARCHAR,
    version_id VARCHAR,
    error VARCHAR,
    n_requests INTEGER NOT NULL,
    n_entries INTEGER,
    retry_at TIMESTAMP,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE raw_fetch IS 'One row per request or reading of a file, and per sighting of an article version in it.';
COMMENT ON COLUMN raw_fetch.fetch_id IS 'Hash of source, url, requested_at, status, raw_sha256, version_id and error.';
COMMENT ON COLUMN raw_fetch.source IS 'Short name of the source.';
COMMENT ON COLUMN raw_fetch.url IS 'What was asked for: an address, or a file name, with #line for a line of a file.';
COMMENT ON COLUMN raw_fetch.kind IS 'page: an article or a file; listing: what names articles (feed, sitemap, page of links); robots: a robots.txt.';
COMMENT ON COLUMN raw_fetch.requested_at IS 'When it was asked for or, in an archive, captured, UTC.';
COMMENT ON COLUMN raw_fetch.status IS 'HTTP status; null for a file, or where no answer came. 404 and 410 are sightings of a deletion.';
COMMENT ON COLUMN raw_fetch.final_url IS 'Address that answered, where redirects led to another.';
COMMENT ON COLUMN raw_fetch.etag IS 'Validator given by the server.';
COMMENT ON COLUMN raw_fetch.last_modified IS 'The other validator: header Last-Modified as given.';
COMMENT ON COLUMN raw_fetch.content_type IS 'Header Content-Type as given.';
COMMENT ON COLUMN raw_fetch.bytes IS 'Size of the raw body.';
COMMENT ON COLUMN raw_fetch.raw_sha256 IS 'SHA-256 of the raw body.';
COMMENT ON COLUMN raw_fetch.version_id IS 'Article version seen; for a deletion, the version last known.';
COMMENT ON COLUMN raw_fetch.error IS 'Why nothing could be fetched or read, in one sentence; null if it worked.';
COMMENT ON COLUMN raw_fetch.n_requests IS 'Requests sent for it, with redirects and retries; 0 for a file, and where it was not asked for at all (see error).';
COMMENT ON COLUMN raw_fetch.n_entries IS 'Articles that a listing named, within the window of the run.';
COMMENT ON COLUMN raw_fetch.retry_at IS 'When the server wants to be asked again (Retry-After), UTC.';
COMMENT ON COLUMN raw_fetch.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN raw_fetch.run_id IS 'Run that wrote the row.';

CREATE TABLE raw_article (
    version_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    source VARCHAR,
    given_id VARCHAR,
    url VARCHAR,
    canonical_url VARCHAR,
    title VARCHAR,
    title_method VARCHAR,
    text VARCHAR NOT NULL,
    published_at DATE,
    published_time TIMESTAMP,
    published_method VARCHAR,
    modified_at DATE,
    modified_method VARCHAR,
    authors VARCHAR[] NOT NULL,
    authors_method VARCHAR,
    site VARCHAR,
    language VARCHAR,
    parser VARCHAR,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE raw_article IS 'One row per version of an article: title and text as once seen, never edited.';
COMMENT ON COLUMN raw_article.version_id IS 'Hash of article_id, title and text.';
COMMENT ON COLUMN raw_article.article_id IS 'Hash of the canonical address, else the given id, else title and text.';
COMMENT ON COLUMN raw_article.source IS 'Short name of the source that showed this version first.';
COMMENT ON COLUMN raw_article.given_id IS 'Id that came with the article.';
COMMENT ON COLUMN raw_article.url IS 'Address as first seen.';
COMMENT ON COLUMN raw_article.canonical_url IS 'Address without tracking and session parts.';
COMMENT ON COLUMN raw_article.title IS 'Title as given.';
COMMENT ON COLUMN raw_article.title_method IS 'Where a page''s title stood: h1, json-ld, meta, title, feed; null for a title given with the text.';
COMMENT ON COLUMN raw_article.text IS 'Text as given or parsed. Spans count code points of title, blank line, text; of text alone without a title.';
COMMENT ON COLUMN raw_article.published_at IS 'Day of publication: as written, in the time zone that the page writes it in.';
COMMENT ON COLUMN raw_article.published_time IS 'Moment of publication, UTC, where its time zone is stated.';
COMMENT ON COLUMN raw_article.published_method IS 'Where the day came from: given, first line, json-ld, meta, feed, url, htmldate.';
COMMENT ON COLUMN raw_article.modified_at IS 'Day of the publisher''s last edit, as stated.';
COMMENT ON COLUMN raw_article.modified_method IS 'Where the day of the edit stood: json-ld, meta.';
COMMENT ON COLUMN raw_article.authors IS 'Names in bylines: persons, agencies, desks.';
COMMENT ON COLUMN raw_article.authors_method IS 'Where they stood: json-ld, meta, byline, text, feed.';
COMMENT ON COLUMN raw_article.site IS 'Publisher''s name as the page gives it.';
COMMENT ON COLUMN raw_article.language IS 'ISO 639-1 code.';
COMMENT ON COLUMN raw_article.parser IS 'name@version of what made the text out of a page; null for plain text.';
COMMENT ON COLUMN raw_article.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN raw_article.run_id IS 'Run that wrote the row.';

CREATE TABLE core_signature (
    version_id VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    hashes UBIGINT[] NOT NULL,
    thinning INTEGER NOT NULL,
    n_words INTEGER NOT NULL,
    words_sha256 VARCHAR NOT NULL,
    agency VARCHAR,
    agency_method VARCHAR,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE core_signature IS 'What copies of a version are found by: one row per version and method of signing.';
COMMENT ON COLUMN core_signature.version_id IS 'Version signed.';
COMMENT ON COLUMN core_signature.method IS 'name@version of how it was signed.';
COMMENT ON COLUMN core_signature.hashes IS 'Sorted hashes of runs of words of the text, a sample.';
COMMENT ON COLUMN core_signature.thinning IS 'The sample holds one in two to this power of all runs.';
COMMENT ON COLUMN core_signature.n_words IS 'Words of the text.';
COMMENT ON COLUMN core_signature.words_sha256 IS 'SHA-256 of all its words in order: the same for texts that differ in marks and case only.';
COMMENT ON COLUMN core_signature.agency IS 'News agency that the article says it carries.';
COMMENT ON COLUMN core_signature.agency_method IS 'Where it says so: own (it is on the agency''s own site), byline, dateline, text.';
COMMENT ON COLUMN core_signature.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN core_signature.run_id IS 'Run that wrote the row.';

CREATE TABLE core_origin_link (
    version_id VARCHAR NOT NULL,
    origin_id VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    method VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE core_origin_link IS 'Version to origin, at a time; a later row of a version supersedes.';
COMMENT ON COLUMN core_origin_link.version_id IS 'Article version.';
COMMENT ON COLUMN core_origin_link.origin_id IS 'article_id of the agency''s own article, where the report is one''s and it is known, else of the earliest that carries the same report.';
COMMENT ON COLUMN core_origin_link.score IS 'Share of the shorter text that the longer one holds, of the pair that was compared; 1 for own.';
COMMENT ON COLUMN core_origin_link.method IS 'own: no other article carries it; identical text: same words in the same order; near copy: most of the shorter text; agency copy: both name the agency.';
COMMENT ON COLUMN core_origin_link.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN core_origin_link.run_id IS 'Run that wrote the row.';

CREATE TABLE core_extraction (
    extraction_id VARCHAR NOT NULL,
    version_id VARCHAR NOT NULL,
    extractor VARCHAR NOT NULL,
    resources VARCHAR NOT NULL,
    language VARCHAR,
    n_claims INTEGER NOT NULL,
    n_issues INTEGER NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE core_extraction IS 'One row per version x extractor x resources, also when nothing was found; written last, with all its claims, in one transaction.';
COMMENT ON COLUMN core_extraction.extraction_id IS 'Hash of version_id, extractor and resources.';
COMMENT ON COLUMN core_extraction.version_id IS 'Article version that was read.';
COMMENT ON COLUMN core_extraction.extractor IS 'name@version of the reader.';
COMMENT ON COLUMN core_extraction.resources IS 'Digest of lexicons, register, gazetteer and settings.';
COMMENT ON COLUMN core_extraction.language IS 'Language it was read as, ISO 639-1.';
COMMENT ON COLUMN core_extraction.n_claims IS 'Claims written, also when zero.';
COMMENT ON COLUMN core_extraction.n_issues IS 'Issues written.';
COMMENT ON COLUMN core_extraction.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN core_extraction.run_id IS 'Run that wrote the row.';

CREATE TABLE core_claim (
    claim_id VARCHAR NOT NULL,
    extraction_id VARCHAR NOT NULL,
    anchor_id VARCHAR NOT NULL,
    ord INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    realis VARCHAR NOT NULL,
    n_acts INTEGER,
    event_type VARCHAR,
    sub_event_type VARCHAR,
    modes VARCHAR[] NOT NULL,
    date_text VARCHAR,
    date_start DATE,
    date_end DATE,
    date_precision TINYINT,
    place_text VARCHAR,
    place_name VARCHAR,
    place_geonameid BIGINT,
    place_admin1 VARCHAR,
    place_admin2 VARCHAR,
    place_country VARCHAR,
    place_lat DOUBLE,
    place_lon DOUBLE,
    place_precision TINYINT,
    attribution_kind VARCHAR NOT NULL,
    attribution_speaker VARCHAR,
    attribution_capacity VARCHAR,
    attribution_organisation VARCHAR,
    attribution_cue VARCHAR,
    confidence DOUBLE,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE core_claim IS 'One row per claim: what one article version says once, one act or one tally, at one place and time.';
COMMENT ON COLUMN core_claim.claim_id IS 'Hash of extraction_id and position.';
COMMENT ON COLUMN core_claim.extraction_id IS 'Extraction the claim belongs to.';
COMMENT ON COLUMN core_claim.anchor_id IS 'What stays of the claim when the extractor changes: hash of article, sentence and family of event.';
COMMENT ON COLUMN core_claim.ord IS 'Position within the extraction, from 0.';
COMMENT ON COLUMN core_claim.kind IS 'incident, aggregate, background, assessment.';
COMMENT ON COLUMN core_claim.realis IS 'actual, attempted, planned, threatened, hypothetical, negated.';
COMMENT ON COLUMN core_claim.n_acts IS 'Acts told together in this claim ("twin bombing": 2).';
COMMENT ON COLUMN core_claim.event_type IS 'ACLED event type.';
COMMENT ON COLUMN core_claim.sub_event_type IS 'ACLED sub-event type.';
COMMENT ON COLUMN core_claim.modes IS 'PLOVER modes.';
COMMENT ON COLUMN core_claim.date_text IS 'Date phrase as written; null where the text has none.';
COMMENT ON COLUMN core_claim.date_start IS 'First day; null without a date phrase.';
COMMENT ON COLUMN core_claim.date_end IS 'Last day, inclusive. Without a date phrase only a bound: the day of publication.';
COMMENT ON COLUMN core_claim.date_precision IS 'UCDP date_prec 1-5; null without a date phrase.';
COMMENT ON COLUMN core_claim.place_text IS 'Place phrase as written.';
COMMENT ON COLUMN core_claim.place_name IS 'Name in the gazetteer; null if unresolved.';
COMMENT ON COLUMN core_claim.place_geonameid IS 'GeoNames id.';
COMMENT ON COLUMN core_claim.place_admin1 IS 'First-order unit.';
COMMENT ON COLUMN core_claim.place_admin2 IS 'Second-order unit.';
COMMENT ON COLUMN core_claim.place_country IS 'ISO 3166-1 alpha-3.';
COMMENT ON COLUMN core_claim.place_lat IS 'Latitude, degrees, WGS 84.';
COMMENT ON COLUMN core_claim.place_lon IS 'Longitude, degrees, WGS 84.';
COMMENT ON COLUMN core_claim.place_precision IS 'UCDP where_prec 1-7.';
COMMENT ON COLUMN core_claim.attribution_kind IS 'narrator, attributed, claimed_responsibility, accused, denied.';
COMMENT ON COLUMN core_claim.attribution_speaker IS 'Who says it, as written.';
COMMENT ON COLUMN core_claim.attribution_capacity IS 'In what capacity.';
COMMENT ON COLUMN core_claim.attribution_organisation IS 'Register name of the body spoken for.';
COMMENT ON COLUMN core_claim.attribution_cue IS 'Word that marks the attribution.';
COMMENT ON COLUMN core_claim.confidence IS 'How sure the extractor is, 0 to 1.';
COMMENT ON COLUMN core_claim.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN core_claim.run_id IS 'Run that wrote the row.';

CREATE TABLE core_claim_party (
    extraction_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    ord INTEGER NOT NULL,
    role VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    actor_id VARCHAR,
    name VARCHAR,
    actor_class TINYINT,
    confidence_stated VARCHAR,
    attribution_kind VARCHAR,
    attribution_speaker VARCHAR,
    attribution_capacity VARCHAR,
    attribution_organisation VARCHAR,
    attribution_cue VARCHAR,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE core_claim_party IS 'One row per person or body in a role in a claim; victims and human targets are parties.';
COMMENT ON COLUMN core_claim_party.extraction_id IS 'Extraction the claim belongs to.';
COMMENT ON COLUMN core_claim_party.claim_id IS 'Claim.';
COMMENT ON COLUMN core_claim_party.ord IS 'Position within the claim, from 0.';
COMMENT ON COLUMN core_claim_party.role IS 'perpetrator, target, victim, side_a, side_b, detainee, source. side_a and side_b imply no blame.';
COMMENT ON COLUMN core_claim_party.kind IS 'organisation (any named body), group (unnamed people), person.';
COMMENT ON COLUMN core_claim_party.text IS 'As written.';
COMMENT ON COLUMN core_claim_party.span_start IS 'First code point in the stored text.';
COMMENT ON COLUMN core_claim_party.span_end IS 'Code point after the last.';
COMMENT ON COLUMN core_claim_party.actor_id IS 'Entry of the actor register, or a stable id of an unknown body.';
COMMENT ON COLUMN core_claim_party.name IS 'Register name.';
COMMENT ON COLUMN core_claim_party.actor_class IS 'ACLED inter 1-8.';
COMMENT ON COLUMN core_claim_party.confidence_stated IS 'How surely the text names the party; never null for a perpetrator.';
COMMENT ON COLUMN core_claim_party.attribution_kind IS 'As in core_claim, where the party''s differs from the claim''s; else null.';
COMMENT ON COLUMN core_claim_party.attribution_speaker IS 'Who says so, as written.';
COMMENT ON COLUMN core_claim_party.attribution_capacity IS 'In what capacity.';
COMMENT ON COLUMN core_claim_party.attribution_organisation IS 'Register name of the body spoken for.';
COMMENT ON COLUMN core_claim_party.attribution_cue IS 'Word that marks the attribution.';
COMMENT ON COLUMN core_claim_party.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN core_claim_party.run_id IS 'Run that wrote the row.';

CREATE TABLE core_claim_target (
    extraction_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    ord INTEGER NOT NULL,
    type VARCHAR,
    text VARCHAR NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE core_claim_target IS 'One row per physical thing hit, or meant to be hit, in a claim.';
COMMENT ON COLUMN core_claim_target.extraction_id IS 'Extraction the claim belongs to.';
COMMENT ON COLUMN core_claim_target.claim_id IS 'Claim.';
COMMENT ON COLUMN core_claim_target.ord IS 'Position within the claim, from 0.';
COMMENT ON COLUMN core_claim_target.type IS 'One of GTD''s 22 target labels, lower case.';
COMMENT ON COLUMN core_claim_target.text IS 'As written.';
COMMENT ON COLUMN core_claim_target.span_start IS 'First code point in the stored text.';
COMMENT ON COLUMN core_claim_target.span_end IS 'Code point after the last.';
COMMENT ON COLUMN core_claim_target.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN core_claim_target.run_id IS 'Run that wrote the row.';

CREATE TABLE core_claim_weapon (
    extraction_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    ord INTEGER NOT NULL,
    type VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE core_claim_weapon IS 'One row per weapon in a claim.';
COMMENT ON COLUMN core_claim_weapon.extraction_id IS 'Extraction the claim belongs to.';
COMMENT ON COLUMN core_claim_weapon.claim_id IS 'Claim.';
COMMENT ON COLUMN core_claim_weapon.ord IS 'Position within the claim, from 0.';
COMMENT ON COLUMN core_claim_weapon.type IS 'firearm, explosive, suicide bomb, vehicle bomb, ied, landmine, grenade, mortar, artillery, rocket, missile, air strike, drone, chemical, incendiary, melee, vehicle, other, unknown.';
COMMENT ON COLUMN core_claim_weapon.text IS 'As written.';
COMMENT ON COLUMN core_claim_weapon.span_start IS 'First code point in the stored text.';
COMMENT ON COLUMN core_claim_weapon.span_end IS 'Code point after the last.';
COMMENT ON COLUMN core_claim_weapon.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN core_claim_weapon.run_id IS 'Run that wrote the row.';

CREATE TABLE core_claim_count (
    extraction_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    ord INTEGER NOT NULL,
    outcome VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    party INTEGER,
    qualifier VARCHAR NOT NULL,
    low BIGINT,
    best BIGINT,
    high BIGINT,
    is_total BOOLEAN NOT NULL,
    convention BOOLEAN NOT NULL,
    rank VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    attribution_kind VARCHAR,
    attribution_speaker VARCHAR,
    attribution_capacity VARCHAR,
    attribution_organisation VARCHAR,
    attribution_cue VARCHAR,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE core_claim_count IS 'One row per bounded number of people or things with an outcome in a claim.';
COMMENT ON COLUMN core_claim_count.extraction_id IS 'Extraction the claim belongs to.';
COMMENT ON COLUMN core_claim_count.claim_id IS 'Claim.';
COMMENT ON COLUMN core_claim_count.ord IS 'Position within the claim, from 0.';
COMMENT ON COLUMN core_claim_count.outcome IS 'killed, injured, missing, abducted, detained, surrendered, displaced, released, seized.';
COMMENT ON COLUMN core_claim_count.who IS 'civilian, security, paramilitary, militant, perpetrator, unknown.';
COMMENT ON COLUMN core_claim_count.party IS 'ord of the party counted, in core_claim_party.';
COMMENT ON COLUMN core_claim_count.qualifier IS 'exact, more_than, at_least, fewer_than, up_to, about, between, several, dozens, scores, hundreds, none.';
COMMENT ON COLUMN core_claim_count.low IS 'Smallest number the words allow; null if not bounded.';
COMMENT ON COLUMN core_claim_count.best IS 'The number the words give; null if they give none.';
COMMENT ON COLUMN core_claim_count.high IS 'Largest number the words allow; null if not bounded.';
COMMENT ON COLUMN core_claim_count.is_total IS 'A total beside its parts: the parts are not added to it.';
COMMENT ON COLUMN core_claim_count.convention IS 'The bound is a convention for a vague word ("dozens": 24).';
COMMENT ON COLUMN core_claim_count.rank IS 'preferred; rival (another speaker''s figure for the same thing); superseded (corrected in the article). Only preferred is ever added.';
COMMENT ON COLUMN core_claim_count.text IS 'As written.';
COMMENT ON COLUMN core_claim_count.span_start IS 'First code point in the stored text.';
COMMENT ON COLUMN core_claim_count.span_end IS 'Code point after the last.';
COMMENT ON COLUMN core_claim_count.attribution_kind IS 'As in core_claim, where the count''s differs from the claim''s; else null.';
COMMENT ON COLUMN core_claim_count.attribution_speaker IS 'Who says so, as written.';
COMMENT ON COLUMN core_claim_count.attribution_capacity IS 'In what capacity.';
COMMENT ON COLUMN core_claim_count.attribution_organisation IS 'Register name of the body spoken for.';
COMMENT ON COLUMN core_claim_count.attribution_cue IS 'Word that marks the attribution.';
COMMENT ON COLUMN core_claim_count.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN core_claim_count.run_id IS 'Run that wrote the row.';

CREATE TABLE core_claim_evidence (
    extraction_id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    ord INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE core_claim_evidence IS 'One row per span a claim rests on, beside those that parties, targets, weapons and counts carry themselves.';
COMMENT ON COLUMN core_claim_evidence.extraction_id IS 'Extraction the claim belongs to.';
COMMENT ON COLUMN core_claim_evidence.claim_id IS 'Claim.';
COMMENT ON COLUMN core_claim_evidence.field IS 'sentence, date, place, attribution, party_attribution, count_attribution.';
COMMENT ON COLUMN core_claim_evidence.ord IS 'Position: of the sentence from 0; of the party or count whose attribution it is; else 0.';
COMMENT ON COLUMN core_claim_evidence.span_start IS 'First code point in the stored text.';
COMMENT ON COLUMN core_claim_evidence.span_end IS 'Code point after the last.';
COMMENT ON COLUMN core_claim_evidence.text IS 'The words of the span.';
COMMENT ON COLUMN core_claim_evidence.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN core_claim_evidence.run_id IS 'Run that wrote the row.';

CREATE TABLE core_issue (
    issue_id VARCHAR NOT NULL,
    extraction_id VARCHAR,
    fetch_id VARCHAR,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    text VARCHAR,
    span_start INTEGER,
    span_end INTEGER,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE core_issue IS 'One row per thing not understood, kept instead of a guess.';
COMMENT ON COLUMN core_issue.issue_id IS 'Hash of the extraction and the position in it; for an unreadable input, of where it lies, its bytes and the reason, so that reading it again adds nothing.';
COMMENT ON COLUMN core_issue.extraction_id IS 'Extraction it arose in; null for an input that gave no article.';
COMMENT ON COLUMN core_issue.fetch_id IS 'First request or reading it arose in, for an input that gave no article.';
COMMENT ON COLUMN core_issue.stage IS 'fetch, read, parse, language, type, realis, date, place, actor, count, attribution.';
COMMENT ON COLUMN core_issue.reason IS 'One short lower-case phrase.';
COMMENT ON COLUMN core_issue.text IS 'Raw value that was not understood.';
COMMENT ON COLUMN core_issue.span_start IS 'First code point in the stored text.';
COMMENT ON COLUMN core_issue.span_end IS 'Code point after the last.';
COMMENT ON COLUMN core_issue.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN core_issue.run_id IS 'Run that wrote the row.';

CREATE TABLE core_incident_link (
    anchor_id VARCHAR NOT NULL,
    incident_id VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    method VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE core_incident_link IS 'Anchor to incident, at a time; a later row of an anchor supersedes. Merges and splits are rows.';
COMMENT ON COLUMN core_incident_link.anchor_id IS 'Anchor of a claim of kind incident, actual or attempted.';
COMMENT ON COLUMN core_incident_link.incident_id IS 'Incident; the id is that of its first anchor.';
COMMENT ON COLUMN core_incident_link.score IS 'How sure the link is, 0 to 1: the mean over the incident''s other reports; 1 where there are none.';
COMMENT ON COLUMN core_incident_link.method IS 'alone: no other report is known to tell of it; identical text; same article: a part of what another claim of the article tells; compared: by the weights of what agrees; review: a person decided.';
COMMENT ON COLUMN core_incident_link.reason IS 'What agreed and what did not when the link was made, in a sentence.';
COMMENT ON COLUMN core_incident_link.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN core_incident_link.run_id IS 'Run that wrote the row.';

CREATE TABLE core_review (
    review_id VARCHAR NOT NULL,
    decision VARCHAR NOT NULL,
    anchor_id VARCHAR,
    incident_id VARCHAR,
    field VARCHAR,
    old VARCHAR,
    new VARCHAR,
    note VARCHAR,
    reviewer VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE core_review IS 'One row per decision of a person on an anchor or an incident. Of one decision on one thing and field the newest row holds.';
COMMENT ON COLUMN core_review.review_id IS 'Hash of the decision.';
COMMENT ON COLUMN core_review.decision IS 'accept, reject: of the anchor or incident; correct: a field of the incident; merge: the anchor or incident is of the incident in new; split: the anchor is not of the incident in old; withdraw: the decision whose review_id is in old holds no more.';
COMMENT ON COLUMN core_review.anchor_id IS 'Anchor decided on; null for an incident.';
COMMENT ON COLUMN core_review.incident_id IS 'Incident decided on; null for an anchor.';
COMMENT ON COLUMN core_review.field IS 'Column of out_incident, where decision is correct.';
COMMENT ON COLUMN core_review.old IS 'Value before; for split, the incident left; for withdraw, the review_id.';
COMMENT ON COLUMN core_review.new IS 'Value decided; for merge, the incident joined.';
COMMENT ON COLUMN core_review.note IS 'Why, in the reviewer''s words.';
COMMENT ON COLUMN core_review.reviewer IS 'Who decided.';
COMMENT ON COLUMN core_review.decided_at IS 'When the person decided, UTC.';
COMMENT ON COLUMN core_review.recorded_at IS 'When the row was written, UTC.';
COMMENT ON COLUMN core_review.run_id IS 'Run that wrote the row.';

-- State of linking: made anew by `sitrep link --all`, and no part of the record.
CREATE TABLE meta_link_claim (
    node BIGINT NOT NULL,
    claim_id VARCHAR NOT NULL,
    anchor_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    origin_id VARCHAR NOT NULL,
    told_id VARCHAR NOT NULL,
    is_lead BOOLEAN NOT NULL,
    host_id VARCHAR,
    realis VARCHAR NOT NULL,
    is_dated BOOLEAN NOT NULL,
    day_from INTEGER,
    day_to INTEGER,
    published_day INTEGER,
    country VARCHAR,
    admin1 VARCHAR,
    place_id VARCHAR,
    lat DOUBLE,
    lon DOUBLE,
    is_precise BOOLEAN NOT NULL,
    place_precision TINYINT NOT NULL,
    event_type VARCHAR,
    sub_event_type VARCHAR,
    n_acts INTEGER,
    killed_low BIGINT,
    killed_best BIGINT,
    killed_high BIGINT,
    injured_low BIGINT,
    injured_best BIGINT,
    injured_high BIGINT,
    doers VARCHAR[] NOT NULL,
    sufferers VARCHAR[] NOT NULL,
    suffering_classes TINYINT[] NOT NULL,
    weapons VARCHAR[] NOT NULL,
    words VARCHAR[] NOT NULL,
    names VARCHAR[] NOT NULL
);
COMMENT ON TABLE meta_link_claim IS 'State of linking: one row per claim that is linked, with what claims are compared by. Changed in place.';
COMMENT ON COLUMN meta_link_claim.node IS 'Number within this table.';
COMMENT ON COLUMN meta_link_claim.claim_id IS 'Claim.';
COMMENT ON COLUMN meta_link_claim.anchor_id IS 'Its anchor.';
COMMENT ON COLUMN meta_link_claim.article_id IS 'Its article.';
COMMENT ON COLUMN meta_link_claim.origin_id IS 'Its origin.';
COMMENT ON COLUMN meta_link_claim.told_id IS 'Equal for the same words of one origin: copies are compared once.';
COMMENT ON COLUMN meta_link_claim.is_lead IS 'Whether the row stands for all acts with its told_id: that of the smallest anchor.';
COMMENT ON COLUMN meta_link_claim.host_id IS 'Claim of the same article whose act it is a part of; null for an act of its own. A part goes where its host goes.';
COMMENT ON COLUMN meta_link_claim.realis IS 'actual or attempted.';
COMMENT ON COLUMN meta_link_claim.is_dated IS 'Whether the text gives a date.';
COMMENT ON COLUMN meta_link_claim.day_from IS 'First day, counted from 1970; three days before publication if undated.';
COMMENT ON COLUMN meta_link_claim.day_to IS 'Last day.';
COMMENT ON COLUMN meta_link_claim.published_day IS 'Day of publication.';
COMMENT ON COLUMN meta_link_claim.country IS 'ISO 3166-1 alpha-3.';
COMMENT ON COLUMN meta_link_claim.admin1 IS 'First-order unit.';
COMMENT ON COLUMN meta_link_claim.place_id IS 'GeoNames id, else name.';
COMMENT ON COLUMN meta_link_claim.lat IS 'Latitude, degrees.';
COMMENT ON COLUMN meta_link_claim.lon IS 'Longitude, degrees.';
COMMENT ON COLUMN meta_link_claim.is_precise IS 'Whether the place is a point or near one (UCDP where_prec 1-3).';
COMMENT ON COLUMN meta_link_claim.place_precision IS 'UCDP where_prec 1-7.';
COMMENT ON COLUMN meta_link_claim.event_type IS 'ACLED event type.';
COMMENT ON COLUMN meta_link_claim.sub_event_type IS 'ACLED sub-event type.';
COMMENT ON COLUMN meta_link_claim.n_acts IS 'Acts told together.';
COMMENT ON COLUMN meta_link_claim.killed_low IS 'Killed, lowest.';
COMMENT ON COLUMN meta_link_claim.killed_best IS 'Killed, best or else lowest.';
COMMENT ON COLUMN meta_link_claim.killed_high IS 'Killed, highest.';
COMMENT ON COLUMN meta_link_claim.injured_low IS 'Injured, lowest.';
COMMENT ON COLUMN meta_link_claim.injured_best IS 'Injured, best or else lowest.';
COMMENT ON COLUMN meta_link_claim.injured_high IS 'Injured, highest.';
COMMENT ON COLUMN meta_link_claim.doers IS 'Actor ids of perpetrators and sides.';
COMMENT ON COLUMN meta_link_claim.sufferers IS 'Actor ids of targets, victims and detainees.';
COMMENT ON COLUMN meta_link_claim.suffering_classes IS 'Their actor classes.';
COMMENT ON COLUMN meta_link_claim.weapons IS 'Known types of weapons.';
COMMENT ON COLUMN meta_link_claim.words IS 'First six letters of the words of four letters or more in its sentences.';
COMMENT ON COLUMN meta_link_claim.names IS 'Capitalised words within its sentences, without common ones and the place.';

CREATE TABLE meta_link_block (
    key BIGINT NOT NULL,
    node BIGINT NOT NULL
);
COMMENT ON TABLE meta_link_block IS 'State of linking: under which keys of place and day the lead rows of meta_link_claim are found. Changed in place.';
COMMENT ON COLUMN meta_link_block.key IS 'Kind, day and area in one number.';
COMMENT ON COLUMN meta_link_block.node IS 'Row of meta_link_claim.';
