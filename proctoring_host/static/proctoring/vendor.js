// Talks to the vendor's own script, which runs in a worker beside the page. Every question has a time limit.
const ANSWERS = {
  startExamAttempt: ["examAttemptStarted", "examAttemptStartFailed"],
  endExamAttempt: ["examAttemptEnded", "examAttemptEndFailed"],
  ping: ["echo", "pingFailed"],
};
// A beat is answered this much before the next one is due.
const MARGIN = 10;

export class Vendor {
  constructor({ url, options, attempt }) {
    this.attempt = attempt;
    this.worker = new Worker(url, { type: "module" });
    this.worker.postMessage({ type: "config", options });
  }

  // Settles once, with the vendor's own reason where there is one.
  ask(type, seconds) {
    const [good, bad] = ANSWERS[type];
    const timeout = seconds * 1000;
    return new Promise((resolve, reject) => {
      const stop = new AbortController();
      const end = (settle, value) => {
        clearTimeout(timer);
        stop.abort();
        settle(value);
      };
      const timer = setTimeout(() => end(reject, "no answer in time"), timeout);
      const heard = ({ data }) => {
        if (data?.type === good) end(resolve);
        if (data?.type === bad) end(reject, String(data.error?.message || data.error || "refused"));
      };
      this.worker.addEventListener("message", heard, { signal: stop.signal });
      this.worker.addEventListener("error", () => end(reject, "the script failed"), { signal: stop.signal });
      this.worker.postMessage({ type, timeout, attemptExternalId: this.attempt });
    });
  }
}

// Asks for a sign of life, first after half the interval. `on.lost(reason)` once more beats than tolerated were
// missed within the window; before that `on.missed()` and, when one is answered again, `on.back()`.
export function heartbeat(vendor, { interval, tolerated, window }, on) {
  let missed = [];
  let silent = false;
  async function beat() {
    const due = performance.now() + interval * 1000;
    try {
      await vendor.ask("ping", Math.max(interval - MARGIN, interval / 2));
      if (silent) on.back();
      silent = false;
    } catch (reason) {
      const now = performance.now();
      missed = [...missed.filter((at) => now - at < window * 1000), now];
      if (missed.length > tolerated) return on.lost(reason);
      if (!silent) on.missed();
      silent = true;
    }
    setTimeout(beat, Math.max(0, due - performance.now()));
  }
  setTimeout(beat, interval * 500);
}
