// Search and filters. Everything is on the page already; this only hides what was not asked for.
"use strict";

(() => {
  const form = document.getElementById("choose");
  const count = document.getElementById("count");
  const cards = [...document.querySelectorAll("article[data-kind]")];
  const index = window.zetjeIndex;
  const stemsOf = new Map(cards.map((card) => [card, (index.stems[card.id] || "").split(" ")]));

  // The same stems as in bot/library/words.py, so that what the bot finds is found here too.
  const endings = [["en", 3], ["s", 2], ["e", 3], ["t", 3]];
  const shorter = (word) => {
    const single = word.replace(/([a-z])\1/g, "$1");
    const found = endings.find(([end, rest]) => single.endsWith(end) && single.length - end.length >= rest);
    const left = found ? single.slice(0, -found[0].length) : single;
    const last = left.slice(-1);
    return left.slice(0, -1) + ({ v: "f", z: "s" }[last] || last);
  };
  const stem = (word) => {
    const less = shorter(word);
    return less === word ? word : stem(less);
  };
  const read = (text) =>
    (text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]|(?<=\w)['’-](?=\w)/g, "").match(/[\p{L}\p{N}]+/gu) || [])
      .filter((word) => !index.skipped.includes(word))
      .map(stem);

  const alike = (asked, word) => {
    if (asked === word) return true;
    const [short, long] = asked.length < word.length ? [asked, word] : [word, asked];
    if (asked.length >= 3 && word.startsWith(asked)) return true; // still being typed
    return short.length >= 4 && long.length - short.length >= 3 && (long.startsWith(short) || long.endsWith(short));
  };
  const says = (card, asked) =>
    asked.every((one) => stemsOf.get(card).some((word) => alike(one, word)));

  const fits = (card, data, asked) =>
    (!data.get("theme") || card.dataset.theme === data.get("theme")) &&
    (!data.get("role") || card.dataset.roles.split(" ").includes(data.get("role"))) &&
    (!data.get("kind") || card.dataset.kind === data.get("kind")) &&
    (!data.get("minutes") || Number(card.dataset.minutes) <= Number(data.get("minutes"))) &&
    (!data.get("moment") || card.dataset.moment === data.get("moment")) &&
    (!data.get("small") || card.dataset.small === "1") &&
    (!data.get("table") || card.dataset.table === "1") &&
    says(card, asked);

  const choose = () => {
    const data = new FormData(form);
    const asked = read(data.get("words"));
    let found = 0;
    for (const card of cards) {
      card.hidden = !fits(card, data, asked);
      found += card.hidden ? 0 : 1;
    }
    for (const section of document.querySelectorAll("main section")) {
      section.hidden = !section.querySelector("article:not([hidden])");
    }
    const said = found === 0 ? count.dataset.none : found === 1 ? count.dataset.one : count.dataset.many;
    count.textContent = said.replace("{count}", String(found));
  };

  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(choose, 150);
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("reset", () => setTimeout(choose, 0));
  form.hidden = false;
  document.getElementById("plain").hidden = true;
  choose();
})();
