"use strict";
// Asks for this page again when the server has something new, and puts in what is
// different. All texts come escaped from the server's template.
(() => {
  const at = (id) => document.getElementById(id);
  const skew = Date.parse(document.body.dataset.now) - Date.now();
  const acting = new Set();
  let source, poll, paused = false, loading = false, again = false;

  function span(ms) {
    const s = Math.max(0, Math.floor(ms / 1000)), f = Math.floor;
    if (s < 60) return `${s} s`;
    if (s < 3600) return `${f(s / 60)} min ${s % 60} s`;
    if (s < 86400) return `${f(s / 3600)} h ${f(s / 60) % 60} min`;
    return `${f(s / 86400)} d ${f(s / 3600) % 24} h`;
  }
  function tick(root) {
    for (const t of root.querySelectorAll("tbody time")) t.textContent = span(Date.now() + skew - Date.parse(t.dateTime));
  }
  function say(how, text) {
    const c = at("connection");
    if (c.textContent !== text) { c.className = "connection " + how; c.textContent = text; }
  }
  function clock() { return new Date().toLocaleTimeString(); }

  function swap(old, fresh) {
    const open = [...old.querySelectorAll("details[open]")].map((d) => d.id);
    const focused = old.contains(document.activeElement) && document.activeElement;
    const within = focused && (focused.id || focused.closest("[id]")?.id);
    for (const id of open) fresh.querySelector("#" + id)?.setAttribute("open", "");
    if (old.isEqualNode(fresh)) return;
    const news = old.dataset.state && old.dataset.state !== fresh.dataset.state;
    if (news) fresh.classList.add("changed");
    old.replaceWith(fresh);
    if (within) (at(within)?.querySelector(":scope > summary") || at(within) || fresh.querySelector("button"))?.focus({ preventScroll: true });
    return news && { name: fresh.dataset.plugin, how: `${old.dataset.state} → ${fresh.dataset.state}` };
  }
  function tell(news) {
    const groups = new Map(news.map((n) => [n.how, news.filter((o) => o.how === n.how)]));
    const parts = [...groups].map(([how, all]) => `${all.slice(0, 3).map((n) => n.name).join(", ")}${all.length > 3 ? ` and ${all.length - 3} more` : ""}: ${how}`);
    at("news").textContent = `${clock()} – ${parts.join("; ")}`;
  }
  async function look() {
    if (loading) { again = true; return; }
    loading = true;
    try {
      const answer = await fetch("./?live", { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.status);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (paused) return;
      const live = fresh.querySelectorAll("[data-live]");
      if (live.length !== document.querySelectorAll("[data-live]").length) return location.reload();
      tick(fresh);
      tick(document);
      for (const row of document.querySelectorAll(".changed")) row.classList.remove("changed");
      const news = [...live].map((one) => swap(at(one.id), document.adoptNode(one))).filter(Boolean);
      document.title = fresh.title;
      if (news.length) tell(news);
      if (poll) say("live", "Live");
    } catch {
      lost();
    } finally {
      loading = false;
      if (again) { again = false; setTimeout(look, 200); }
    }
  }
  function told(how, text) {
    at("outcome").className = "outcome " + how;
    at("outcome").textContent = `${clock()} – ${text}`;
  }
  async function act(form) {
    const plugin = form.closest("tr").dataset.plugin, what = `${form.dataset.action} of ${plugin}`;
    if (acting.has(plugin) || form.querySelector("[aria-disabled]")) return;
    acting.add(plugin);
    told("", `${what} …`);
    try {
      const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)) });
      const { error = `the server answers ${answer.status}, and not with what was asked for` } = await answer.json().catch(() => ({}));
      told(error ? "failed" : "", error ? `${what} failed: ${error}` : `${what}: done`);
    } catch {
      told("failed", `${what}: no answer, it may be done or not`);
    } finally {
      acting.delete(plugin);
    }
    look();
  }
  function lost() { if (!paused) say("lost", `No answer, as of ${seen}`); }
  let seen = clock();

  function watch() {
    source = new EventSource("events");
    source.onopen = () => say("live", "Live");
    source.addEventListener("change", () => { seen = clock(); look(); });
    source.onerror = () => {
      lost();
      if (source.readyState === EventSource.CLOSED) poll ??= setInterval(look, 5000);
    };
  }
  function unwatch() { source?.close(); clearInterval(poll); poll = undefined; }

  at("pause").addEventListener("click", (e) => {
    paused = !paused;
    e.target.setAttribute("aria-pressed", paused);
    if (paused) { unwatch(); say("", `Paused at ${clock()}`); } else { say("", "Connecting"); watch(); }
  });
  document.addEventListener("submit", (e) => { e.preventDefault(); act(e.target); });
  document.addEventListener("keydown", (e) => {
    const open = e.key === "Escape" && e.target.closest(".confirm[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
  document.addEventListener("visibilitychange", () => {
    if (paused) return;
    unwatch();
    if (!document.hidden) watch();
  });
  addEventListener("pagehide", unwatch);
  setInterval(() => { if (!paused) tick(document); }, 1000);
  at("watch").hidden = false;
  watch();
})();
