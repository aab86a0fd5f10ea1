"""Services that tell people something, through apprise: chat, mail, push, SMS, webhooks."""

import logging
from typing import TYPE_CHECKING

from pytoolkit import secrecy
from pytoolkit.errors import BadSettings, Unreachable

if TYPE_CHECKING:
    from apprise import AppriseResult

ANSWER_SECONDS = 20.0
"""For one message, whatever the service does."""
KEPT_LOG_BYTES = 16_384
REASONS = ("WARNING", "ERROR", "CRITICAL")


class AppriseOutlet:
    """Implements `pytoolkit.ports.Outlet`.

    Args:
        name: how it is called in settings and messages.
        address: apprise's URL of the service; a secret.

    Raises:
        BadSettings: apprise is not installed, or knows no service with such an address.
    """

    def __init__(self, name: str, address: str) -> None:
        try:
            from apprise import Apprise, AppriseAsset, OverflowMode
        except ImportError as missing:
            raise BadSettings(
                "notifications need apprise: install pytoolkit with the extra `notify`"
            ) from missing
        self.name = name
        # What it logs may name tokens; what is worth telling comes with each result.
        logging.getLogger("apprise").propagate = False
        logging.getLogger("apprise").addHandler(logging.NullHandler())
        asset = AppriseAsset(
            app_id="pytoolkit",
            app_desc="pytoolkit",
            async_mode=False,
            service_timeout=ANSWER_SECONDS,
            result_log_memory_size=KEPT_LOG_BYTES,
        )
        self._apprise = Apprise(asset=asset)
        if not self._apprise.add(address):
            raise BadSettings(
                f"{name} holds no address of a service that apprise knows; "
                "see https://github.com/caronc/apprise for how they are written"
            )
        for service in self._apprise:
            # A message that is too long would be refused for ever.
            service.overflow_mode = OverflowMode.TRUNCATE

    def send(self, subject: str, text: str, *, urgent: bool) -> None:
        """Send a message; raises Unreachable where the service did not take it."""
        from apprise import NotifyFormat, NotifyType

        kind = NotifyType.FAILURE if urgent else NotifyType.INFO
        with self._apprise.notify(
            title=subject, body=text, notify_type=kind, body_format=NotifyFormat.TEXT
        ) as result:
            if not result:
                raise Unreachable(f"{self.name} did not take a message: {_why(result)}")


def _why(result: "AppriseResult") -> str:
    """Give what apprise says of a failure, without what is secret."""
    said = [each.message for each in result.logs() if each.level in REASONS]
    words = "; ".join(dict.fromkeys(said)) or result.status.name.lower()
    return secrecy.masked(words).strip().rstrip(".")
