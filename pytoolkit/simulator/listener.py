"""One websocket: what is told to it waits in a queue; who reads too slowly is let go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

MOST_WAITING = 4096
"""Messages that may wait for a reader."""


class Listener:
    """A connection with a queue of its own, so that nobody waits for anybody."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue(MOST_WAITING)
        self.is_slow = False
        self.is_mute = False
        """Half-open: nothing is said any more, and nobody hangs up."""

    def tell(self, message: bytes) -> None:
        """Queue a message; past the limit the listener is slow and gets nothing any more."""
        if self.is_slow or self.is_mute:
            return
        try:
            self._waiting.put_nowait(message)
        except asyncio.QueueFull:
            self.is_slow = True

    def hang_up(self, last_words: bytes = b"") -> None:
        """Say one more thing, if any, then close."""
        while self._waiting.qsize() > self._waiting.maxsize - 2:
            self._waiting.get_nowait()
        if last_words:
            self._waiting.put_nowait(last_words)
        self._waiting.put_nowait(None)

    async def hear(self, seconds: float | None = None) -> bytes | str:
        """Wait for the next message.

        Raises:
            WebSocketDisconnect: the other side, or we, have closed.
            TimeoutError: nothing came in time.
        """
        async with asyncio.timeout(seconds):
            message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        data: bytes | None = message.get("bytes")
        return data if data is not None else str(message.get("text") or "")

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Accept, and write what is told until the block or the connection ends."""
        await self._websocket.accept()
        writer = asyncio.create_task(self._write())
        try:
            yield
        except WebSocketDisconnect:
            pass
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _write(self) -> None:
        while (message := await self._waiting.get()) is not None:
            await self._websocket.send_bytes(message)
        if self._websocket.application_state is WebSocketState.CONNECTED:
            await self._websocket.close()
