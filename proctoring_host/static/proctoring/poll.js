// Asks the server where the attempt stands, again and again; less often while it cannot be reached.
const LONGEST = 120;
const PATIENCE = 15000;

// `on.answer({attempt, left, at})`: attempt is null where nothing has changed; `left` was true at `at`.
// `on.refused()`: the attempt is no longer this reader's. `on.reached(yes)`: only when that changes, and not for one
// answer that was late.
export function poller(url, every, on) {
  let tag = "";
  let failures = 0;
  let reached = true;
  let timer;
  let asking = null;

  function later() {
    clearTimeout(timer);
    const pause = failures ? Math.min(every, 5) * 2 ** failures : every;
    timer = setTimeout(ask, Math.min(pause, LONGEST) * (failures ? 800 + Math.random() * 400 : 1000));
  }

  function say(now) {
    if (now !== reached) on.reached(now);
    reached = now;
  }

  async function look() {
    const sent = performance.now();
    const headers = { Accept: "application/json", ...(tag && { "If-None-Match": tag }) };
    const answer = await fetch(url, { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if ([401, 403, 404].includes(answer.status)) return on.refused();
    if (!answer.ok && answer.status !== 304) throw new Error(`answered ${answer.status}`);
    const at = (sent + performance.now()) / 2;
    const attempt = answer.status === 304 ? null : await answer.json();
    tag = answer.headers.get("ETag") || "";
    const left = answer.headers.get("X-Seconds-Left");
    failures = 0;
    say(true);
    on.answer({ attempt, left: left === null ? null : Number(left), at });
  }

  async function ask() {
    asking ||= look().catch(() => {
      failures += 1;
      if (failures > 1 || !navigator.onLine) say(false);
    });
    await asking;
    asking = null;
    later();
  }

  // What is on its way may be from before the reader was away.
  async function askAnew() {
    await asking;
    await ask();
  }

  for (const event of ["online", "offline"]) addEventListener(event, askAnew);
  document.addEventListener("visibilitychange", () => document.hidden || askAnew());
  later();
  return { ask };
}
