"""What the service does when a bell rings or bars end; every step of it can be done again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from pytoolkit import frames
from pytoolkit.errors import TryAgain
from pytoolkit.live import renewal, review, splits
from pytoolkit.live.controls import Progress
from pytoolkit.live.entries import Entries, Moment
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import Instant
from pytoolkit.live.keeper import Keeper
from pytoolkit.live.notices import tell_missing
from pytoolkit.live.protection import seen_at
from pytoolkit.live.reflex import Reflex
from pytoolkit.live.steps import step
from pytoolkit.models.market import CorporateAction
from pytoolkit.models.strategy import Strategy
from pytoolkit.ports import Context
from pytoolkit.risk import KillSwitch

BARS_PATIENCE = timedelta(minutes=15)
"""How long a finished bar may take to appear before its symbol counts as stale."""


class Bells:
    """Handles instants, one after the other.

    Args:
        context: broker and market.
        strategies: what is traded.
        keeper: keeps what is open.
        histories: bars of what is traded.
        reflex: acts on bars by itself.

    Attributes:
        entries: decides; set once the account was read.
        definitions: rules by which open positions were entered, by hash.
    """

    entries: Entries

    def __init__(
        self,
        context: Context,
        strategies: Sequence[Strategy],
        keeper: Keeper,
        histories: Histories,
        reflex: Reflex,
    ) -> None:
        self._context, self._keeper = context, keeper
        self._histories, self._reflex = histories, reflex
        symbols = {symbol for each in strategies for symbol in each.assets}
        self._stocks = sorted(symbol for symbol in symbols if "/" not in symbol)
        self.definitions: Mapping[str, Strategy] = {}
        self._splits_of: tuple[date, list[CorporateAction]] | None = None

    def handle(self, instant: Instant, now: datetime) -> None:
        """Do all that an instant asks for.

        Args:
            instant: the bell or end of bars.
            now: market time, later where one catches up.

        Raises:
            TryAgain: a call failed, or bars are not there yet; everything is durable, come again.
        """
        step("instant.begin", instant.at.isoformat())
        keeper, at = self._keeper, instant.at
        decided = keeper.progress.decided_at is not None and keeper.progress.decided_at >= at
        switch = keeper.switch
        if instant.kind == "open":
            actions = self._splits(instant.session.ds)
            splits.apply(keeper.desk, self._context.broker, actions, at, switch)
        # What an earlier instant left unsent goes first. This instant's own plans wait until all
        # of its decisions are durable, so that a restart decides from the same account.
        keeper.gateway.flush(at, switch, planned_before=None if decided else at)
        every = instant.kind == "close" or not keeper.mirror.is_compared
        keeper.sync(at, every=every, anew=instant.kind != "bar")
        if instant.ends and not decided:
            keeper.expire(at)
            keeper.obey(at)
            self._decide(instant, now)
            keeper.progress = Progress(keeper.progress.handled_at, at)
            if any(deal.unsent for deal in keeper.desk):
                keeper.progress.write(keeper.desk.hot, at)
            step("decide.done", at.isoformat())
        seen = seen_at(keeper.desk, self._histories, instant) if instant.ends else None
        keeper.secure(at, switch, seen)
        if instant.kind == "close" and frames.session_at(now) is None:
            self._renew(at, switch)
        if not keeper.stepping and instant.kind == "bar":
            self.entries.refresh(at)
        keeper.progress = Progress(at, keeper.progress.decided_at)
        keeper.progress.write(keeper.desk.hot, at)
        step("instant.handled", at.isoformat())

    def _decide(self, instant: Instant, now: datetime) -> None:
        keeper, histories, entries = self._keeper, self._histories, self.entries
        desk = keeper.desk
        histories.take(keeper.aside(partial(histories.read, instant)))
        missing = histories.missing(instant)
        if missing and not keeper.stepping and now < instant.at + BARS_PATIENCE:
            raise TryAgain(f"the bars of {', '.join(missing)} are not there yet")
        tell_missing(desk.alarms, histories, missing, instant)
        self._reflex.warm(histories, instant)
        ahead = self._splits(frames.next_session(instant.session.ds).ds)
        ratios = {each.symbol: each.ratio for each in ahead}
        review.review(desk, histories, self.definitions, instant, ratios)
        entries.splitting = frozenset(ratios) if instant.kind == "close" else frozenset()
        entries.unreconciled = frozenset(
            each.symbol for each in keeper.mirror.differences if each.kind != "average"
        )
        entries.decide(Moment(instant, now, keeper.switch))

    def _renew(self, at: datetime, switch: KillSwitch) -> None:
        """Send anew, while the exchange is closed, what the broker would soon end."""
        desk, standing = self._keeper.desk, self._keeper.mirror.standing
        if renewal.plan(desk, standing, at):
            self._keeper.secure(at, switch)
        told = renewal.late(desk, standing, at)
        desk.alarms.settle("expiring", told, "it was renewed, or is over", at)

    def _splits(self, ds: date) -> list[CorporateAction]:
        """Give the splits of traded symbols that a session begins with; read once for each."""
        if self._splits_of is None or self._splits_of[0] != ds:
            asked = partial(self._context.market.corporate_actions, self._stocks)
            told = self._keeper.aside(asked) if self._stocks else []
            self._splits_of = ds, [each for each in told if each.ds == ds]
        return self._splits_of[1]
