"""What keeps a file from being saved: said beside its button, where Streamlit says only that it failed."""

import asyncio
import contextlib
from concurrent.futures import BrokenExecutor
from typing import Any

from streamlit.logger import get_logger
from streamlit.runtime.media_file_storage import MediaFileStorageError

from ui import faults
from vae import files
from vae.access import readable
from vae.words import sentence

_UNFORESEEN = "The file could not be made: something unforeseen happened, and the app's log has more. Try again."
_LEFT = "The page has just been drawn anew, and this button with it: press it again."
_NO_MEMORY = "The memory is used up: close other programs, or save something smaller."
_LOGGER = get_logger(__name__)


def watch() -> None:
    """Let what a download button makes, once it is pressed, fail with a sentence; what was foreseen is in no log."""
    with contextlib.suppress(ImportError, AttributeError):  # Streamlit promises none of these names
        from streamlit.runtime.backend_operation_handler import DeferredFileHandler

        if DeferredFileHandler.handle is not _handle:
            DeferredFileHandler.handle = _handle  # type: ignore[method-assign, assignment]


def told(error: BaseException) -> str | None:
    """Return what to say of an error that a file in the making ended in; None where nobody foresaw it."""
    if isinstance(error, BrokenExecutor):
        return faults.sentence(error)
    if isinstance(error, faults.FAULTS):
        return f"{sentence(readable(str(error)))} {faults.ADVICE}"  # no Markdown is read there
    if isinstance(error, MemoryError):
        return _NO_MEMORY
    if isinstance(error, MediaFileStorageError):  # of no file in the making: pressed while its page ran again
        return _LEFT
    problem = files.disk_problem(error) if isinstance(error, OSError) else None
    return None if problem is None else sentence(readable(problem))


async def _handle(handler: Any, request: Any, session_id: str) -> Any:
    """Answer in the place of `DeferredFileHandler.handle`."""
    from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, DeferredFileResponsePayload

    try:
        make = handler._get_media_file_mgr().execute_deferred
        url = await asyncio.to_thread(make, request.deferred_file.file_id)
    except Exception as error:
        text = told(error.__cause__ or error)
        if text is None:
            _LOGGER.exception("A file could not be made")
        return BackendOperationResponse(request_id=request.request_id, error_msg=text or _UNFORESEEN)
    return BackendOperationResponse(request_id=request.request_id, deferred_file=DeferredFileResponsePayload(url=url))
