"""What people do in Teams outside of cards: install and block an app, type, change and take away."""

from dataclasses import dataclass

from tests.standins.teams.activities import Activities, mentioning
from tests.standins.teams.deliveries import Answered, Deliveries
from tests.standins.teams.world import App, Cannot, Conversation, Json, Kind, Posted, User, World


@dataclass
class People:
    """Everybody who can be named. An app need only be named when there are several."""

    world: World
    activities: Activities
    deliveries: Deliveries

    async def installs(
        self, who: str, where: str = "", app: str = "", silently: bool = False
    ) -> Json:
        """Install the app: for oneself, or in a team or a group chat by its name.

        `silently`: as if the bot was told long ago.
        """
        bot, user = self.world.app(app), self.world.user(who)
        place = self._scope(bot, user, where)
        scope = (bot.id, self.world.scope(place))
        if scope in self.world.installed:
            raise Cannot(f"{bot.name} is installed there already")
        self.world.installed.add(scope)
        if silently:
            self.world.met.add(scope)
            return {}
        answers = []
        # Teams tells a bot only once in its life that it joined the chat with a person.
        if place.kind is not Kind.PERSONAL or scope not in self.world.met:
            self.world.met.add(scope)
            answers.append(await self._membership(bot, place, user, added=True))
        made = self.activities.installation(bot, place, user, "add")
        answers.append(await self.deliveries.deliver(bot, made))
        return _said(answers)

    async def removes(self, who: str, where: str = "", app: str = "") -> Json:
        """Remove the app again."""
        bot, user = self.world.app(app), self.world.user(who)
        place = self._scope(bot, user, where)
        scope = (bot.id, self.world.scope(place))
        if scope not in self.world.installed:
            raise Cannot(f"{bot.name} is not installed there")
        self.world.installed.discard(scope)
        made = self.activities.installation(bot, place, user, "remove")
        answers = [await self.deliveries.deliver(bot, made)]
        if place.kind is not Kind.PERSONAL:
            answers.append(await self._membership(bot, place, user, added=False))
        return _said(answers)

    async def blocks(self, who: str, app: str = "") -> Json:
        """Block the bot. Teams tells it nothing: it finds out when it sends."""
        self.world.blocked.add((self.world.app(app).id, self.world.user(who).name))
        return {}

    async def unblocks(self, who: str, app: str = "") -> Json:
        self.world.blocked.discard((self.world.app(app).id, who))
        return {}

    async def joins(self, who: str, where: str) -> Json:
        """Become a member of a group chat or of the team of a channel."""
        return await self._comes_or_goes(who, where, added=True)

    async def leaves(self, who: str, where: str) -> Json:
        return await self._comes_or_goes(who, where, added=False)

    async def types(
        self, who: str, text: str, where: str = "", reply_to: str = "", app: str = ""
    ) -> Json:
        """Type a message: in the chat with the bot, or in a group chat or channel.

        There a bot gets it only when it is mentioned (`@Zetje`). `reply_to` is any message of the
        thread of a channel to answer in; without it a new thread begins.
        """
        user = self.world.user(who)
        place = self._place(user, where, app)
        ref = self.world.next_id()
        posted = Posted(
            id=ref,
            author=who,
            activity=mentioning(text, self._apps_in(place)),
            at=self.world.tick(),
            thread=self._thread(place, ref, reply_to),
        )
        place.messages.append(posted)
        return {"id": ref, **await self._tell(place, posted)}

    async def edits(
        self, who: str, text: str, ref: str = "", where: str = "", app: str = ""
    ) -> Json:
        """Change a message of one's own: the newest, or the one with this id."""
        place, posted = self._own(who, ref, where, app)
        posted.activity = mentioning(text, self._apps_in(place))
        posted.updates += 1
        return await self._tell(place, posted, "editMessage")

    async def deletes(self, who: str, ref: str = "", where: str = "", app: str = "") -> Json:
        place, posted = self._own(who, ref, where, app)
        posted.deleted = True
        return await self._tell(place, posted, "softDeleteMessage")

    async def undeletes(self, who: str, ref: str, where: str = "", app: str = "") -> Json:
        place = self._place(self.world.user(who), where, app)
        posted = place.message(ref)
        if posted is None or not posted.deleted:
            raise Cannot(f"{who} took away no message {ref}")
        posted.deleted = False
        return await self._tell(place, posted, "undeleteMessage")

    async def reacts(self, who: str, ref: str, where: str = "", with_: str = "like") -> Json:
        """Put a reaction on a message of the bot."""
        user = self.world.user(who)
        place = self._place(user, where, "")
        posted = place.message(ref)
        if posted is None or posted.author == who:
            raise Cannot(f"{who} sees no message {ref} of another")
        app = self.world.app(posted.app)
        made = self.activities.reaction(app, place, user, posted, with_)
        return _said([await self.deliveries.deliver(app, made)])

    async def _tell(self, place: Conversation, posted: Posted, event: str = "") -> Json:
        """Tell every bot that may know, and return what they answered."""
        answers = []
        for app in self._apps_in(place):
            mentions = posted.activity.get("entities", [])
            mentioned = any(one["mentioned"]["id"] == app.bot_id for one in mentions)
            if place.kind is Kind.PERSONAL or mentioned:
                if event:
                    made = self.activities.changed(app, place, posted, event)
                else:
                    made = self.activities.message(app, place, posted)
                answers.append(await self.deliveries.deliver(app, made))
        return _said(answers)

    async def _membership(
        self, app: App, place: Conversation, user: User, *, added: bool
    ) -> Answered:
        bot = [{"id": app.bot_id}]
        made = self.activities.members(app, place, user, bot, added=added)
        return await self.deliveries.deliver(app, made)

    async def _comes_or_goes(self, who: str, where: str, *, added: bool) -> Json:
        place, user = self.world.place(where), self.world.user(who)
        if added == (who in place.members):
            raise Cannot(f"{who} is {'already' if added else 'not'} in {where}")
        for one in self.world.conversations.values():
            if one is place or (place.team and one.team == place.team):
                (one.members.append if added else one.members.remove)(who)
        answers = []
        if place.team:
            # A bot is told of a team in its first channel, whichever channel somebody looks at.
            place = self.world.conversations[self.world.teams[place.team].id]
        for app in self._apps_in(place):
            account = {"id": user.id_for(app), "aadObjectId": user.object_id}
            made = self.activities.members(app, place, user, [account], added=added)
            answers.append(await self.deliveries.deliver(app, made))
        return _said(answers)

    def _scope(self, app: App, user: User, where: str) -> Conversation:
        """Return the conversation that an installation is told in: of a team, its first channel."""
        if not where:
            return self.world.personal(app, user)
        if where in self.world.teams:
            return self.world.conversations[self.world.teams[where].id]
        return self.world.place(where)

    def _place(self, user: User, where: str, app: str) -> Conversation:
        if where:
            place = self.world.place(where)
            if user.name not in place.members:
                raise Cannot(f"{user.name} is not in {where}")
            return place
        bot = self.world.app(app)
        chat = self.world.personal(bot, user)
        if not self.world.is_installed(bot, chat):
            raise Cannot(f"{user.name} has not installed {bot.name}")
        if (bot.id, user.name) in self.world.blocked:
            raise Cannot(f"{user.name} blocked {bot.name}")
        return chat

    def _own(self, who: str, ref: str, where: str, app: str) -> tuple[Conversation, Posted]:
        place = self._place(self.world.user(who), where, app)
        for posted in reversed(place.messages):
            if posted.author == who and not posted.deleted and ref in ("", posted.id):
                return place, posted
        raise Cannot(f"{who} has no message {ref or 'there'}")

    def _apps_in(self, place: Conversation) -> list[App]:
        apps = self.world.apps.values()
        if place.kind is Kind.PERSONAL:
            return [app for app in apps if app.id == place.app]
        return [app for app in apps if self.world.is_installed(app, place)]

    def _thread(self, place: Conversation, ref: str, reply_to: str) -> str:
        if place.kind is not Kind.CHANNEL:
            return ""
        if not reply_to:
            return ref
        answered = place.message(reply_to)
        if answered is None:
            raise Cannot(f"there is no message {reply_to} in {place.name}")
        return answered.thread


def _said(answers: list[Answered]) -> Json:
    return {"answers": [one.as_json() for one in answers]}
