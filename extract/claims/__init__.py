"""The reader by rule: from triggers over a parse to acts, and from acts to claims."""
