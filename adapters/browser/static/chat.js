// Everything here also works without this script; it saves reloading the page.
// An action has one event id, also when it is tried again, so that it happens once.

const page = document.body.dataset;
const list = document.getElementById("entries");
const log = document.getElementById("log");
const end = document.getElementById("end");
const notice = document.getElementById("notice");
const dialog = document.getElementById("window");
const text = document.getElementById("text");

let position = page.position;
let live = null;
let opener = null;
// Whether new messages are to be followed: until somebody scrolls back to read.
let isAtEnd = true;

// --- what changed --------------------------------------------------------------------------------

function apply(news) {
  // The words around the conversation are those of the language that the page was made in.
  if (news.reload || (news.language && news.language !== page.language && !dialog.open)) {
    location.reload();
    return;
  }
  if (!news.position) return;
  const arrived = news.entries.map(show).filter(Boolean);
  position = news.position;
  const now = document.getElementById("now");
  if (now.textContent !== news.now) now.textContent = news.now;
  now.dateTime = news.at;
  for (const badge of document.querySelectorAll("[data-unread]")) {
    showUnread(badge, news.unseen[badge.dataset.unread] || 0);
  }
  document.getElementById("nothing").hidden = list.children.length > 0;
  if (arrived.length && isAtEnd) follow(arrived[0]);
}

// Returns the item of a new message; null for a change of one that is there.
function show({ ref, changed, html }) {
  const old = document.getElementById(ref);
  if (old && Number(old.dataset.changed) >= changed) return null;
  if (!html) {
    old?.remove();
    return null;
  }
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.querySelector(".entry");
  if (old) {
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(fresh);
    if (hadFocus && !dialog.open) fresh.querySelector("article").focus({ preventScroll: true });
    return null;
  }
  for (const item of [...template.content.children]) {
    if (!document.getElementById(item.id)) list.append(item);
  }
  fresh.classList.add("fresh");
  return fresh;
}

function showUnread(badge, count) {
  badge.hidden = count === 0;
  const words = count === 1 ? page.unseenOne : page.unseenMany;
  badge.firstElementChild.textContent = count;
  badge.lastElementChild.textContent = ` (${words.replace("{count}", count)})`;
}

// --- where one reads -----------------------------------------------------------------------------

// On a desk the conversation scrolls, on a phone the page does.
function scroller() {
  return getComputedStyle(log).overflowY === "auto" ? log : document.scrollingElement;
}

function toEnd() {
  const box = scroller();
  box.scrollTop = box.scrollHeight;
}

// Shows what is new from its beginning, also when it is more than fits.
function follow(first) {
  const top = first.getBoundingClientRect().top;
  if (end.getBoundingClientRect().bottom - top > log.clientHeight && scroller() === log) {
    first.scrollIntoView({ block: "start" });
  } else {
    toEnd();
  }
}

function notePlace() {
  const box = scroller();
  isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 120;
}

log.addEventListener("scroll", notePlace);
addEventListener("scroll", notePlace);
new ResizeObserver(() => isAtEnd && toEnd()).observe(document.querySelector(".bottom"));

// --- live connection -----------------------------------------------------------------------------

function listen() {
  if (live || document.hidden) return;
  const where = new URLSearchParams({ as: page.as, in: page.in, since: position });
  live = new EventSource(`/live?${where}`);
  live.onmessage = (event) => apply(JSON.parse(event.data));
  live.addEventListener("reload", () => location.reload());
}

function rest() {
  live?.close();
  live = null;
}

// A browser has few connections to one address: a page that nobody sees gives its own back.
document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
addEventListener("pagehide", rest);
addEventListener("pageshow", listen);

// --- actions -------------------------------------------------------------------------------------

async function send(form) {
  const body = new URLSearchParams(new FormData(form));
  body.delete("event");
  const what = body.toString();
  if (form.dataset.what !== what) {
    form.dataset.what = what;
    form.dataset.event = crypto.randomUUID();
  }
  body.set("event", form.dataset.event);
  body.set("since", position);
  const response = await fetch(form.getAttribute("action"), {
    method: "POST",
    headers: { Accept: "application/json" },
    body,
  });
  const news = await response.json();
  if (response.ok) delete form.dataset.what;
  return { ...news, isDone: response.ok };
}

async function act(form) {
  if (form.hasAttribute("aria-busy")) return;
  if (!["edit", "delete"].includes(form.dataset.sends)) isAtEnd = true;
  const buttons = form.querySelectorAll("button");
  form.setAttribute("aria-busy", "true");
  for (const button of buttons) button.setAttribute("aria-disabled", "true");
  let news = { isDone: false };
  try {
    news = await send(form);
  } catch {
    // No connection, or no answer that can be read: said below, and nothing typed is lost.
  } finally {
    form.removeAttribute("aria-busy");
    for (const button of buttons) button.removeAttribute("aria-disabled");
  }
  (after[form.dataset.sends] || afterPress)(form, news);
}

const after = { write: afterWrite, submit: afterSubmit, edit: afterPress, move: afterPress };

function afterWrite(form, news) {
  if (news.isDone) {
    text.value = "";
    fit();
  }
  say(news.isDone ? "" : news.error || page.notSent, !news.isDone);
  apply(news);
  if (news.window) open(news.window, text);
}

function afterPress(form, news) {
  say(news.isDone ? news.status || "" : news.error || page.notDone, !news.isDone);
  const button = form.querySelector("button");
  if (news.window) open(news.window, button);
  apply(news);
}

function afterSubmit(form, news) {
  if (news.window) {
    fill(news.window);
    (document.getElementById("summary") || dialog.querySelector("[data-failure]")).focus();
  } else if (news.isDone) {
    dialog.close();
  } else {
    dialog.querySelector("[data-failure]").textContent = news.error || page.notSaved;
  }
  apply(news);
}

function say(words, isWrong = false) {
  notice.textContent = words;
  notice.classList.toggle("wrong", isWrong);
}

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.sends) return;
  event.preventDefault();
  act(event.target);
});

// --- the window ----------------------------------------------------------------------------------

function fill(html) {
  const old = dialog.querySelector("form");
  dialog.innerHTML = html;
  // The same words sent again after a failure are the same event.
  const form = dialog.querySelector("form");
  if (old && dialog.querySelector("[data-failure]").textContent) {
    Object.assign(form.dataset, { what: old.dataset.what, event: old.dataset.event });
  }
}

function open(html, from) {
  opener = { button: from, entry: from.closest(".entry")?.id };
  dialog.innerHTML = html;
  if (!dialog.open) dialog.showModal();
  const first = dialog.querySelector(".field input:not([type=hidden]), .field textarea, .field select");
  (first || document.getElementById("window-title")).focus();
}

dialog.addEventListener("click", (event) => {
  const link = event.target.closest(".summary a");
  if (link) {
    event.preventDefault();
    const field = document.getElementById(link.hash.slice(1));
    (field.querySelector?.("input") || field).focus();
  } else if (event.target.closest("[data-closes]")) {
    dialog.close();
  }
});

dialog.addEventListener("close", () => {
  dialog.replaceChildren();
  const entry = opener?.entry && document.getElementById(opener.entry);
  if (opener?.button.isConnected) opener.button.focus();
  else if (entry) entry.querySelector("article").focus();
  else text.focus();
  opener = null;
});

document.addEventListener(
  "toggle",
  ({ target }) => target.matches(".edit") && target.open && target.querySelector("textarea").focus(),
  true,
);

// --- the text box --------------------------------------------------------------------------------

function fit() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

text.addEventListener("input", fit);
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (text.value.trim()) act(text.form);
});

document
  .querySelector(".people [aria-current]")
  ?.scrollIntoView({ block: "nearest", inline: "nearest" });
toEnd();
listen();
