"""The warehouse: DuckDB only. Migrations, appends, links, views, checks, reports."""
