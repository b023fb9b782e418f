// What pages do beyond plain HTML: live parts, copying, and asking before what cannot be taken back.
// Every page works without it.

const WELL = { good: "All well", working: "Working", attention: "Needs a look", trouble: "Trouble" };
const SOON = 3000;
const LATER = 30000;
const AGAIN = 5000;

const formats = {
  number: (value) => Number(value).toLocaleString("en"),
  ms: (value) => `${Math.round(value)} ms`,
  well: (value) => WELL[value] ?? value,
  duration(seconds) {
    if (seconds < 60) return `${seconds.toFixed(1)} s`;
    const minutes = Math.floor(Math.round(seconds) / 60);
    const hours = Math.floor(minutes / 60);
    return hours ? `${hours} h ${minutes % 60} min` : `${minutes} min ${Math.round(seconds) % 60} s`;
  },
};

const at = (told, path) => path.split(".").reduce((value, key) => value?.[key], told);

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function show(live) {
  for (const element of document.querySelectorAll("[data-live]")) {
    const value = at(live, element.dataset.live) ?? (element.dataset.live.startsWith("queue.") ? 0 : null);
    if ("liveHide" in element.dataset) element.hidden = !value;
    if (value === null) continue;
    write(element, (formats[element.dataset.format] ?? String)(value));
  }
  for (const element of document.querySelectorAll("[data-live-state]")) {
    element.dataset.state = at(live, element.dataset.liveState);
  }
  for (const bar of document.querySelectorAll("[data-live-progress]")) {
    const task = at(live, bar.dataset.liveProgress);
    if (!task || (bar.dataset.task && bar.dataset.task !== String(task.task))) continue;
    if (task.total === null) bar.removeAttribute("value");
    else {
      bar.max = Math.max(task.total, 1);
      bar.value = task.done;
    }
  }
}

// What is more than a text is drawn by the server alone: the parts marked data-refresh are fetched
// again when something of the kind has changed, and exchanged whole. What moves all the time in a
// run may be a while behind, so that many open pages cost the server little.
let refreshed = 0;
let planned = null;
let due = 0;

function refreshWithin(most) {
  if (!document.querySelector("[data-refresh]")) return;
  const moment = Math.max(refreshed + most, Date.now());
  if (planned !== null && due <= moment) return;
  clearTimeout(planned);
  due = moment;
  planned = setTimeout(refresh, moment - Date.now());
}

async function refresh() {
  planned = null;
  refreshed = Date.now();
  let text;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.status === 401 || answer.status === 404) location.reload();  // and say why
    if (!answer.ok || answer.redirected) return;
    text = await answer.text();
  } catch {
    return;
  }
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of document.querySelectorAll("[data-refresh]")) {
    const other = fresh.getElementById(part.id);
    if (other && other.innerHTML !== part.innerHTML) exchange(part, other);
  }
}

function exchange(part, other) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  if (focused?.matches("input, select, textarea")) return;
  part.replaceChildren(...document.adoptNode(other).childNodes);
  const same = (one) => one.textContent === focused.textContent;
  if (focused) [...part.querySelectorAll(focused.localName)].find(same)?.focus();
}

const kindOf = (live) =>
  JSON.stringify([
    live.task?.task, live.tasks_waiting, live.dead_letters, live.well,
    Object.values(live.queue).some(Boolean),
    live.servers.map((server) => [server.breaker, server.version, server.outage?.started_at]),
  ]);

let source = null;
let kind = null;
let changed = null;

function listen() {
  source = new EventSource("/events");
  source.addEventListener("live", (event) => {
    const live = JSON.parse(event.data);
    connected(true);
    show(live);
    const now = kindOf(live);
    if (kind !== now) refreshWithin(SOON);
    else if (changed !== live.changed_today) refreshWithin(LATER);
    kind = now;
    changed = live.changed_today;
  });
  source.addEventListener("trouble", () => connected(false));
  source.addEventListener("error", () => {
    connected(false);
    if (source?.readyState === EventSource.CLOSED) setTimeout(listenAgain, AGAIN);
  });
}

function listenAgain() {
  if (document.hidden || source?.readyState !== EventSource.CLOSED) return;
  source = null;
  listenWhileSeen();
}

function connected(yes) {
  document.getElementById("connection").hidden = yes;
}

function listenWhileSeen() {
  if (document.hidden) {
    source?.close();
    source = null;
  } else if (!source) listen();
}

if (document.getElementById("connection")) {
  document.addEventListener("visibilitychange", listenWhileSeen);
  listenWhileSeen();
}

for (const part of document.querySelectorAll("[data-refresh-every]")) {
  const timer = setInterval(() => {
    if (!document.querySelector("[data-refresh-every]")) clearInterval(timer);
    else refreshWithin(0);
  }, Number(part.dataset.refreshEvery) * 1000);
}

// What was sent once is not sent again by a second click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if ("sent" in form.dataset || (question && !window.confirm(question))) event.preventDefault();
  else if (form.method === "post") form.dataset.sent = "";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    write(button, "Copied");
  } catch {
    write(button, "Select and copy it");
  }
});
