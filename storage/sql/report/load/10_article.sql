-- What a report needs of every article, once: the views are not asked again.
CREATE OR REPLACE TEMP TABLE report_article AS
SELECT article_id, origin_id, extraction_id, source, published_at, language, n_claims
FROM out_article;
