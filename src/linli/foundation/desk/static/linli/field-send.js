// Sends what waits. A report that was sent twice is one: the server knows it by its client_id.
import { allReports, dropReport, keepReport, reportOf } from "./field-store.js";

export const OUTCOMES = { sent: "sent", problem: "problem", signedOut: "signedOut", offline: "offline", failed: "failed" };

const isJson = (response) => (response.headers.get("Content-Type") ?? "").startsWith("application/json");

// A fresh token each time: the page may be days old, and another session may have begun.
const freshToken = async (addresses) => {
  const response = await fetch(addresses.token, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (response.status === 401) return null;
  if (!response.ok || !isJson(response)) throw new Error("no token");
  return response.json();
};

const bodyOf = (report) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(report.values)) body.append(name, value);
  body.set("client_id", report.client_id);
  body.set("compound", report.code);
  body.set("seen", JSON.stringify(report.seen));
  for (const { name, blob } of report.photos) body.append("photos", blob, name);
  return body;
};

const post = (report, token, addresses) =>
  fetch(addresses.visits, {
    method: "POST",
    body: bodyOf(report),
    headers: { Accept: "application/json", "X-CSRFToken": token },
  });

const settle = async (report, response) => {
  if (response.status === 422 && isJson(response)) {
    const { problems, current } = await response.json();
    await keepReport({ ...report, state: "problem", problems, current });
    return OUTCOMES.problem;
  }
  if (response.status === 403 || response.redirected) {
    await keepReport({ ...report, state: "waiting" }); // refused at the door: nothing was stored
    return OUTCOMES.signedOut;
  }
  if (!response.ok || !isJson(response)) return OUTCOMES.failed;
  await dropReport(report.client_id);
  return OUTCOMES.sent;
};

// From the first attempt on a report stays as it is until there is an answer: the server may have it.
const sendOne = async (id, user, addresses) => {
  const given = await freshToken(addresses);
  if (!given || given.user !== user) return OUTCOMES.signedOut;
  const report = await reportOf(id);
  if (!isWaiting(report)) return null;
  await keepReport({ ...report, state: "sending" });
  return settle(report, await post(report, given.token, addresses));
};
const isWaiting = (report) => report?.state === "waiting" || report?.state === "sending";

// Sends all of a user's waiting reports in turn, but for the one in the form; tells of each.
export const sendWaiting = async (user, addresses, openId, tell) => {
  const work = async (lock) => {
    if (lock === null) return; // another window is at it
    for (const report of await allReports()) {
      if (!isWaiting(report) || report.user !== user || report.client_id === openId()) continue;
      let outcome;
      try {
        outcome = await sendOne(report.client_id, user, addresses);
      } catch {
        outcome = navigator.onLine ? OUTCOMES.failed : OUTCOMES.offline;
      }
      if (outcome) await tell(report, outcome);
      if (outcome === OUTCOMES.signedOut || outcome === OUTCOMES.offline) return;
    }
  };
  if (!navigator.locks) return work();
  return navigator.locks.request("linli-field-send", { ifAvailable: true }, work);
};
