from pathlib import Path

from made_claims import Con

from storage.schema import render_schema

PAGE = Path(__file__).parents[2] / "docs" / "schema.md"


def test_page_is_that_of_the_database(con: Con) -> None:
    """Rebuild with `python -m storage.schema docs/schema.md`."""
    assert PAGE.read_text("utf-8") == render_schema(con)


def test_every_table_view_column_and_macro_has_a_comment(con: Con) -> None:
    sql = """
    SELECT table_name FROM duckdb_tables() WHERE comment IS NULL
    UNION ALL SELECT view_name FROM duckdb_views() WHERE comment IS NULL AND NOT internal
    UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal
    UNION ALL SELECT function_name FROM duckdb_functions()
    WHERE comment IS NULL AND function_type = 'table_macro' AND NOT internal
    """
    assert con.execute(sql).fetchall() == []


def test_every_raw_and_core_row_says_when_and_by_whom(con: Con) -> None:
    sql = """
    SELECT table_name FROM duckdb_tables() WHERE NOT starts_with(table_name, 'meta_')
    EXCEPT
    SELECT table_name FROM duckdb_columns() WHERE column_name IN ('recorded_at', 'run_id') AND NOT is_nullable
    GROUP BY table_name HAVING count(*) = 2
    """
    assert con.execute(sql).fetchall() == []


def test_no_table_has_a_key(con: Con) -> None:
    """DuckLake has none."""
    assert con.execute("SELECT * FROM duckdb_constraints() WHERE constraint_type <> 'NOT NULL'").fetchall() == []
