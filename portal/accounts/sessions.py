"""Sessions in the database, as Django keeps them; each request reads its own by a question put into SQL once."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from curriculum.prepared.questions import Prepared


class SessionStore(db.SessionStore):
    """A session ends by the clock of the machine, whatever day a rehearsal has set."""

    def _get_session_from_db(self) -> Session | None:
        for session in _sessions(self.session_key):
            if session.expire_date > timezone.now():
                return session
        self._session_key = None
        return None


@Prepared
def _sessions(key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)
