// The bar with the time left: what is seen of it, and what a screen reader is told of it, and when.
import { writer } from "./clock.js";

const HIDDEN = "proctoring.clock.hidden";

// The browser may forbid a page to keep anything; then nothing is remembered.
function kept(key, value) {
  try {
    if (value === undefined) return sessionStorage.getItem(key);
    sessionStorage.setItem(key, value);
  } catch {
    return null;
  }
}

export class TimerBar {
  constructor(element, data, clock) {
    const part = (name) => element.querySelector(`.clock-${name}`);
    Object.assign(this, { element, data, clock, time: part("time"), news: part("news") });
    Object.assign(this, { label: part("label"), toggle: part("toggle") });
    this.live = { status: part("status"), alert: part("alert") };
    this.write = writer(document.documentElement.lang || undefined);
    this.last = clock.left;
    this.toggle.addEventListener("click", () => this.hide(!this.time.hidden));
    this.hide(kept(HIDDEN) === "yes");
    this.greet();
  }

  hide(yes) {
    kept(HIDDEN, yes ? "yes" : "no");
    this.time.hidden = yes;
    this.toggle.textContent = yes ? this.data.texts.show : this.data.texts.hide;
  }

  // Once in a tab, not on every page of the exam.
  greet() {
    const key = `proctoring.greeted.${this.data.attempt}`;
    if (kept(key)) return;
    kept(key, "yes");
    setTimeout(() => this.say(this.data.texts.left), 500);
  }

  // Only a change of a live region is read out.
  say(text, region = "status") {
    this.live[region].textContent = text;
  }

  // The clock was put forward or back by the server.
  jumped(sentence) {
    this.last = this.clock.left;
    this.say(sentence);
  }

  show(offline) {
    const { left } = this.clock;
    const { marks, texts, low, critical } = this.data;
    const over = left <= 0;
    const ended = offline ? texts.over_offline : texts.over;
    this.time.textContent = over ? ended : this.write(left);
    this.element.dataset.state = over ? "over" : left <= critical ? "critical" : left <= low ? "low" : "";
    this.label.hidden = over;
    this.toggle.hidden = over;
    if (over) this.time.hidden = false;
    const passed = marks.filter((mark) => mark.at < this.last && mark.at >= left).pop();
    if (over && this.last > 0) this.say(ended, "alert");
    else if (!over && passed) this.say(passed.text, passed.urgent ? "alert" : "status");
    this.last = left;
  }
}
