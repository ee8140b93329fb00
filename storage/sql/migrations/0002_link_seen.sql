CREATE TABLE meta_link_seen (
    name VARCHAR NOT NULL,
    n_rows BIGINT NOT NULL
);
COMMENT ON TABLE meta_link_seen IS 'State of linking: how many rows of each table it has looked at; the tables only grow. Changed in place.';
COMMENT ON COLUMN meta_link_seen.name IS 'Table; extractor for the settings of that name.';
COMMENT ON COLUMN meta_link_seen.n_rows IS 'Rows looked at.';
