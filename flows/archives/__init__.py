"""Archives that hold many articles: web archives and mailboxes. Streams in, readings out, memory bounded."""

from flows.archives.mail import read_mail
from flows.archives.warc import read_warc

__all__ = ["read_mail", "read_warc"]
