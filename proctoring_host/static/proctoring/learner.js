// One screen of an exam: follows the attempt, shows its clock, and does a step once however often it is clicked.
import { Clock } from "./clock.js";
import { poller } from "./poll.js";
import { TimerBar } from "./timer.js";
import { Vendor, heartbeat } from "./vendor.js";

// Seconds that a late answer has at zero, and between questions to the server after that.
const GRACE = 5;
// What the vendor's script is asked before a step, for how many seconds, and whether the step needs its consent.
const BEFORE = { start: ["startExamAttempt", 60, true], submit: ["endExamAttempt", 15, false] };

class Screen {
  constructor(root, data) {
    Object.assign(this, { root, data, texts: data.texts, leaving: !data.runs, offline: false, asked: 0 });
    this.vendor = data.vendor && new Vendor(data.vendor);
    root.addEventListener("submit", (event) => this.step(event));
    addEventListener("beforeunload", (event) => this.leaving || event.preventDefault());
    // A page out of the browser's memory, by the back button, shows what may be over.
    addEventListener("pageshow", ({ persisted }) => persisted && this.reload());
    if (data.poll) this.follow();
    if (data.seconds_left > 0 && root.querySelector(".clock")) this.count();
    if (data.runs && this.vendor) this.beat();
    root.dataset.script = "runs";
  }

  follow() {
    this.poll = poller(this.data.poll, this.data.every, {
      answer: (found) => this.answered(found),
      refused: () => this.reload(),
      reached: (yes) => this.reached(yes),
    });
  }

  reload() {
    this.leaving = true;
    location.reload();
  }

  tell(text) {
    const place = this.bar?.news || this.note();
    if (place.textContent !== text) place.textContent = text;
  }

  note() {
    let found = this.root.querySelector(".script-note");
    if (!found) {
      found = Object.assign(document.createElement("p"), { className: "notice script-note" });
      found.setAttribute("role", "status");
      this.root.append(found);
    }
    return found;
  }

  count() {
    const page = performance.getEntriesByType("navigation")[0];
    this.clock = new Clock(this.data.seconds_left, page?.responseStart || performance.now());
    this.bar = new TimerBar(this.root.querySelector(".clock"), this.data, this.clock);
    this.tick();
  }

  tick() {
    if (this.clock.slept()) this.poll.ask();
    this.bar.show(this.offline);
    const { left } = this.clock;
    // The server hands in: it is asked, and asked again, until it says so. Offline it is asked as often as can be.
    if (left <= -GRACE && performance.now() - this.asked > GRACE * 1000 && !this.offline) {
      this.asked = performance.now();
      this.poll.ask();
    }
    if (left <= 0 && this.offline) this.tell("");
    setTimeout(() => this.tick(), Math.max(50, (left * 1000) % 1000 || 1000));
  }

  answered({ attempt, left, at }) {
    const { status, registered, resumable } = this.data;
    const same = !attempt ||
      (attempt.status === status && !!attempt.external_id === registered && attempt.ready_to_resume === resumable);
    if (!same) return this.reload();
    if (!this.clock || left === null) return;
    const jump = Math.abs(this.clock.sync(left, at));
    if (jump > 30 && attempt) this.bar.jumped(attempt.accessibility_time_string);
    this.bar.show(this.offline);
  }

  reached(yes) {
    this.offline = !yes;
    this.tell(yes ? this.texts.online : this.texts.offline);
  }

  step(event) {
    const form = event.target;
    if ("sent" in form.dataset) return event.preventDefault();
    if (!navigator.onLine) {
      event.preventDefault();
      return this.tell(this.texts.offline);
    }
    form.dataset.sent = "";
    this.leaving = true;
    const name = form.dataset.step;
    if (this.vendor && name in BEFORE) {
      event.preventDefault();
      this.afterVendor(form, ...BEFORE[name]);
    }
  }

  async afterVendor(form, question, seconds, needed) {
    this.tell(this.texts.asking);
    try {
      await this.vendor.ask(question, seconds);
    } catch {
      if (needed) {
        delete form.dataset.sent;
        this.leaving = !this.data.runs;
        return this.tell(this.texts.not_started);
      }
    }
    form.submit();
  }

  facts() {
    return {
      screen: this.root.dataset.screen,
      seconds_left: Math.round(this.clock?.left || 0),
      online: navigator.onLine,
      visible: !document.hidden,
    };
  }

  beat() {
    heartbeat(this.vendor, this.data.vendor, {
      missed: () => this.tell(this.texts.missed),
      back: () => this.tell(this.texts.back),
      lost: (reason) => this.end(reason),
    });
  }

  // The attempt ends with an error, for staff to look at; told until the server has heard it. A step that is under way
  // goes first: the vendor's software may well be silent once it was told of the end.
  async end(reason) {
    if (this.leaving) return;
    this.tell(this.texts.lost);
    const token = this.root.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const body = JSON.stringify({ action: "error", detail: `The vendor's script: ${reason}`, facts: this.facts() });
    try {
      await fetch(this.data.poll, { method: "PUT", headers, body });
      this.reload();
    } catch {
      setTimeout(() => this.end(reason), GRACE * 1000);
    }
  }
}

const root = document.querySelector("[data-proctoring]");
if (root) new Screen(root, JSON.parse(root.dataset.proctoring));
