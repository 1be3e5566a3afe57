"""Who is here and which study is open: the only reader and writer of ``st.session_state``.

State that must outlive a reload is on disk; the URL names the study and the candidate; who is here, the cookie says.
What is kept in the session are ids and messages shown once, never a frame.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from pages.parts import frame
from pages.parts.security import COOKIE, owner_of
from synthlab.charts.escape import escape_markdown
from synthlab.errors import DataError
from synthlab.studies.store import Store, home
from synthlab.studies.study import Study

__all__ = [
    "attempt",
    "begin",
    "choose_candidate",
    "chosen_candidate",
    "flash",
    "forget_study",
    "frame_has_run",
    "fresh",
    "go",
    "has_owner",
    "link",
    "note",
    "open_study",
    "put",
    "renew",
    "say",
    "show_study",
    "store",
    "value_of",
]  # fmt: skip

Tone = Literal["error", "warning", "info", "success"]

_FRAME, _SEEN, _GOING, _FLASH, _FRESH = "_frame", "_seen", "_going", "_flash", "_fresh"
_STUDY, _CANDIDATE = "_study", "_candidate"


def frame_has_run() -> None:
    """Called by the frame right before it runs a page."""
    st.session_state[_FRAME] = True


def page_has_run() -> None:
    """Called by the frame when a page has run to its end."""
    st.session_state[_SEEN] = True


def begin(title: str) -> Study | None:
    """First line of every page: the frame around it, its title, messages, and the study that is open, if any.

    Until ``st.navigation`` has run once in a server process, a first request to ``/x`` runs ``pages/x.py`` alone.
    Calling it here and running again brings the same link, query and all, through ``app.py``.
    """
    if not st.session_state.pop(_FRAME, False):
        st.navigation(frame.pages())
        st.rerun()
    if going := st.session_state.pop(_GOING, None):
        st.switch_page(f"pages/{going}.py", query_params=_here())
    st.title(title, anchor=False)
    for tone, text in st.session_state.pop(_FLASH, []):
        say(tone, text)
    return _open(store())


def store() -> Store:
    """The studies of whoever sent this browser's cookie, and nobody else's."""
    owner = owner_of(_token())
    if owner is None:
        say("error", "synthlab tells its users apart by one cookie of its own. Allow cookies for this address and "
            "reload the page.")  # fmt: skip
        st.stop()
    return Store(home(), owner)


def has_owner() -> bool:
    """Whether this browser sent a cookie of ours."""
    return owner_of(_token()) is not None


def _token() -> str | None:
    return st.context.cookies.get(COOKIE)


def _open(studies: Store) -> Study | None:
    study_id = st.query_params.get("study") or st.session_state.get(_STUDY)
    if not study_id:
        return None
    try:
        study = studies.open(study_id)
    except DataError:
        forget_study(study_id)
        say(
            "warning",
            "The study in this link is not among yours: it was deleted, or it belongs to another browser.",
        )
        return None
    st.session_state[_STUDY] = study.id
    if st.query_params.get("study") != study.id:
        st.query_params["study"] = study.id
    return study


def open_study(study_id: str) -> None:
    """Make this study the open one."""
    st.session_state[_STUDY] = study_id
    st.session_state.pop(_CANDIDATE, None)
    st.query_params.pop("candidate", None)
    st.query_params["study"] = study_id


def forget_study(study_id: str) -> None:
    """Close the study when it is the open one."""
    if study_id not in (st.session_state.get(_STUDY), st.query_params.get("study")):
        return
    for key, parameter in ((_STUDY, "study"), (_CANDIDATE, "candidate")):
        st.session_state.pop(key, None)
        st.query_params.pop(parameter, None)


def chosen_candidate() -> str | None:
    """The id of the candidate that was last looked at, on any page."""
    return st.query_params.get("candidate") or st.session_state.get(_CANDIDATE)


def choose_candidate(candidate_id: str) -> None:
    st.session_state[_CANDIDATE] = candidate_id
    if st.query_params.get("candidate") != candidate_id:
        st.query_params["candidate"] = candidate_id


def flash(tone: Tone, text: str) -> None:
    """Say this at the top of the next run, once."""
    st.session_state.setdefault(_FLASH, []).append((tone, text))


def say(tone: Tone, text: str) -> None:
    """A message whose text may hold names from the user's table."""
    {"error": st.error, "warning": st.warning, "info": st.info, "success": st.success}[tone](
        escape_markdown(text)
    )


def note(text: str) -> None:
    """A quiet line that may hold names from the user's table."""
    st.markdown(escape_markdown(text))


def attempt(action: Callable[..., str | None], *arguments: Any) -> None:
    """Run a callback: the sentence it returns is shown as done, a ``DataError`` as its sentence, nothing is lost."""
    try:
        done = action(*arguments)
    except DataError as error:
        flash("error", str(error))
    else:
        if done:
            flash("success", done)


def fresh(name: str) -> str:
    """A widget key that changes with ``renew``, so that the widget starts anew from what is on disk."""
    return f"{name}-{st.session_state.get(_FRESH, {}).get(name, 0)}"


def renew(name: str) -> None:
    counts = dict(st.session_state.get(_FRESH, {}))
    counts[name] = counts.get(name, 0) + 1
    st.session_state[_FRESH] = counts


def value_of(key: str, default: Any = None) -> Any:
    """What the widget with this key holds; for callbacks, which run before widgets do."""
    return st.session_state.get(key, default)


def put(key: str, value: object) -> None:
    """Set what the widget with this key holds; for callbacks, which run before widgets do."""
    st.session_state[key] = value


def ink() -> str | None:
    """The colour of text in figures on this person's page; None while Streamlit does not know light from dark yet."""
    if not st.session_state.get(_SEEN):
        return None
    return "#c9d2da" if st.context.theme.type == "dark" else "#46525e"


def _here() -> dict[str, str]:
    candidate = chosen_candidate()
    study = st.query_params.get("study") or st.session_state.get(_STUDY)
    return {key: value for key, value in (("study", study), ("candidate", candidate)) if value}


def link(page: str, label: str) -> None:
    """A link to another page of the same study."""
    st.page_link(f"pages/{page}.py", label=label, icon=":material/arrow_forward:", query_params=_here())


def go(page: str) -> None:
    """Leave for another page of the same study with the next run; for callbacks, which run before pages are known."""
    st.session_state[_GOING] = page


def show_study() -> None:
    """The open study's name, above the navigation's end; nothing when none is open."""
    study_id = st.query_params.get("study") or st.session_state.get(_STUDY)
    if not study_id or not has_owner():
        return
    try:
        study = store().open(study_id)
    except DataError:
        return
    st.markdown(f"**{escape_markdown(study.name)}**")
