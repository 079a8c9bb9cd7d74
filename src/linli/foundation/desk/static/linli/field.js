// The form for the spot. Everything is kept on the phone first and sent when there is a network.
import { fill, now, read, showProblems, shownFacts, valuesOfFacts } from "./field-form.js";
import { photoOf, showPhotos } from "./field-photos.js";
import { OUTCOMES, sendWaiting } from "./field-send.js";
import { allReports, askToPersist, dropReport, keepList, keepReport, listOf, newId, reportOf } from "./field-store.js";

const at = (id) => document.getElementById(id);
const words = JSON.parse(at("field-words").textContent);
const addresses = JSON.parse(at("field-addresses").textContent);
const user = at("field").dataset.user;
const form = at("field-form");
const SHOWN = 60;
let list = { towns: [], town: "", compounds: [] };
let report = null; // the one in the form
let saving;

const tell = (text) => (at("field-told").textContent = text);
const make = (tag, properties, ...inside) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
};

// The network ---------------------------------------------------------------------------------
const showNet = () => {
  document.body.classList.toggle("is-offline", !navigator.onLine);
  at("field-net").textContent = navigator.onLine ? words.online : words.offline;
};

const tellOutcome = async (sent, outcome) => {
  const said = { sent: words.sent + sent.title, problem: `${sent.title}：${words.problem}`, signedOut: words.signIn };
  tell(said[outcome] ?? (outcome === OUTCOMES.offline ? words.offline : words.failed));
  at("field-sign-in").hidden = outcome !== OUTCOMES.signedOut;
  await showQueue();
};
const send = async () => {
  showNet();
  if (navigator.onLine) await sendWaiting(user, addresses, () => report?.client_id, tellOutcome);
  await showQueue();
};

// The list of compounds -----------------------------------------------------------------------
const refresh = async (town) => {
  try {
    const response = await fetch(`${addresses.list}?town=${encodeURIComponent(town ?? list.town)}`, { cache: "no-store" });
    if (response.redirected || !response.ok) return;
    list = { ...(await response.json()), fetched_at: Date.now() };
    if (list.user === user) await keepList(list);
  } catch {
    // without a network the list on the phone stays
  }
  showList();
};

const showTowns = () => {
  at("field-town-box").hidden = list.towns.length < 2;
  const all = make("option", { value: "", textContent: words.allTowns });
  const towns = list.towns.map(({ code, name, count }) => make("option", { value: code, textContent: `${name}（${count}）` }));
  at("field-town").replaceChildren(all, ...towns);
  at("field-town").value = list.town;
};

const showList = () => {
  showTowns();
  at("field-age").textContent = list.fetched_at ? words.listAge + new Date(list.fetched_at).toLocaleString() : "";
  const asked = at("field-search").value.trim().toLowerCase();
  const meets = ({ name, code, where }) => `${name} ${code} ${where}`.toLowerCase().includes(asked);
  const found = list.compounds.filter(meets).slice(0, SHOWN);
  const lines = found.map((compound) => {
    const choose = make("button", { type: "button" }, compound.name, make("small", { textContent: `${compound.code} ${compound.where}` }));
    choose.addEventListener("click", () => begin(compound));
    return make("li", {}, choose);
  });
  const nothing = list.compounds.length || list.towns.length < 2 ? words.noneFound : words.chooseTown;
  at("field-results").replaceChildren(...(lines.length ? lines : [make("li", { className: "soft", textContent: nothing })]));
};

// Reports -------------------------------------------------------------------------------------
const show = (open) => {
  form.hidden = !open;
  at("field-choice").hidden = open;
  at("field-close").hidden = !open;
};

const begin = async (compound) => {
  report = {
    client_id: newId(),
    user,
    code: compound?.code ?? "",
    title: compound?.name ?? words.newCompound,
    values: compound ? valuesOfFacts(compound.facts) : { noted_at: now() },
    seen: compound ? shownFacts(compound) : {},
    photos: [],
    problems: [],
    state: "draft",
    changed_at: Date.now(),
  };
  showReport();
  at("field-title").scrollIntoView();
};

const showReport = () => {
  fill(report);
  showProblems(report, words, settleDispute);
  showPhotos(at("field-photos"), report.photos, words, removePhoto);
  show(true);
};
const openReport = async (id) => {
  const kept = await reportOf(id);
  if (!kept || kept.state === "sending") {
    report = null;
    return show(false);
  }
  report = kept;
  return showReport();
};

const save = async (state) => {
  clearTimeout(saving);
  const values = read();
  const title = report.code ? report.title : values["fact.name"] || words.newCompound;
  const kept = report.state === "problem" ? "problem" : "draft";
  report = { ...report, values, title, state: state ?? kept, changed_at: Date.now() };
  if (state === "waiting") report.problems = [];
  await keepReport(report);
  await showQueue();
};
const saveSoon = () => {
  if (!report) return;
  clearTimeout(saving);
  saving = setTimeout(() => save(), 300);
};

// The value that stays is now the one in the form, said in the knowledge of the other.
const settleDispute = async (key) => {
  report.seen = { ...report.seen, [key]: report.current[key] };
  report.problems = report.problems.filter((problem) => problem.key !== key);
  showProblems(report, words, settleDispute);
  await save();
};

const stateOf = (each) => (each.user === user ? words[each.state] : words.otherUser);
const showQueue = async () => {
  const reports = await allReports();
  const lines = reports.map((each) => {
    const line = make("li", {}, make("span", { className: "field-name", textContent: each.title }));
    line.append(make("span", { className: each.state === "problem" ? "tag tag-no" : "tag tag-open", textContent: stateOf(each) }));
    if (each.user !== user) return line;
    const edit = make("button", { type: "button", className: "btn", textContent: words.edit });
    edit.addEventListener("click", () => openReport(each.client_id));
    const remove = make("button", { type: "button", className: "btn", textContent: words.remove });
    remove.addEventListener("click", () => discard(each));
    line.append(...(each.state === "sending" ? [remove] : [edit, remove]));
    return line;
  });
  at("field-queue").replaceChildren(...(lines.length ? lines : [make("li", { className: "soft", textContent: words.empty })]));
};
const discard = async (each) => {
  if (!confirm(words.really)) return;
  await dropReport(each.client_id);
  if (report?.client_id === each.client_id) {
    report = null;
    show(false);
  }
  await showQueue();
};

// Photos and position -------------------------------------------------------------------------
const addPhotos = async () => {
  for (const file of at("photos").files) {
    const photo = await photoOf(file);
    if (!photo.scaled) tell(words.unreadablePhoto + file.name);
    report.photos.push(photo);
  }
  at("photos").value = "";
  showPhotos(at("field-photos"), report.photos, words, removePhoto);
  await save();
};
const removePhoto = async (number) => {
  report.photos.splice(number, 1);
  showPhotos(at("field-photos"), report.photos, words, removePhoto);
  await save();
};
const locate = () => {
  at("field-located").textContent = words.locating;
  const found = ({ coords }) => {
    form.elements.longitude.value = coords.longitude.toFixed(7);
    form.elements.latitude.value = coords.latitude.toFixed(7);
    at("field-located").textContent = words.located + Math.round(coords.accuracy);
    saveSoon();
  };
  const failed = () => (at("field-located").textContent = words.noPosition);
  navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 });
};

// Beginning -----------------------------------------------------------------------------------
const listen = () => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await save("waiting");
    report = null;
    show(false);
    tell(words.saved);
    scrollTo(0, 0);
    await send();
  });
  form.addEventListener("input", (event) => event.target.id !== "photos" && saveSoon());
  at("photos").addEventListener("change", addPhotos);
  at("field-locate").addEventListener("click", locate);
  at("field-search").addEventListener("input", showList);
  at("field-town").addEventListener("change", (event) => refresh(event.target.value));
  at("field-refresh").addEventListener("click", () => refresh());
  at("field-new").addEventListener("click", () => begin(null));
  at("field-send").addEventListener("click", send);
  at("field-close").addEventListener("click", async () => {
    await save();
    report = null;
    show(false);
  });
  addEventListener("online", async () => {
    await send();
    await refresh();
  });
  addEventListener("offline", showNet);
};

const start = async () => {
  list = (await listOf(user)) ?? list; // fails where the browser keeps nothing: the plain form then stays
  listen();
  at("field-phone").hidden = false;
  at("field-locate").hidden = !navigator.geolocation;
  at("field-photo-note").hidden = false;
  at("field-sign-in").href = addresses.login;
  show(false);
  showNet();
  showList();
  await showQueue();
  askToPersist();
  if (navigator.serviceWorker) navigator.serviceWorker.register(addresses.worker);
  if (navigator.onLine) await refresh();
  const asked = new URLSearchParams(location.search).get("compound");
  const compound = list.compounds.find(({ code }) => code === asked);
  if (compound) await begin(compound);
  await send();
};
start().catch(() => tell(words.noStore));
