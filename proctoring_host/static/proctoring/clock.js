// The time left. The server says it; in between it is counted on the clock of the page, which nobody can set.
export class Clock {
  // `at` is when the answer was true, on the page's clock.
  constructor(seconds, at = performance.now()) {
    this.sync(seconds, at);
    this.gap = Date.now() - performance.now();
  }

  sync(seconds, at = performance.now()) {
    const before = this.left;
    this.end = at + seconds * 1000;
    return this.left - before;
  }

  get left() {
    return (this.end - performance.now()) / 1000;
  }

  // Whether the computer slept since the last call. Some stop the page's clock meanwhile, and only the date tells it.
  slept() {
    const gap = Date.now() - performance.now();
    const seconds = (gap - this.gap) / 1000;
    this.gap = gap;
    if (seconds > 2) this.end -= seconds * 1000;
    return Math.abs(seconds) > 2;
  }
}

// "1:05:09", and in the last minute "59 seconds", in the digits and words of the page's language.
export function writer(language) {
  const two = new Intl.NumberFormat(language, { minimumIntegerDigits: 2 });
  const one = new Intl.NumberFormat(language, { useGrouping: false });
  const unit = new Intl.NumberFormat(language, { style: "unit", unit: "second", unitDisplay: "long" });
  return (left) => {
    const seconds = Math.max(0, Math.ceil(left));
    if (seconds < 60) return unit.format(seconds);
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const parts = hours ? [one.format(hours), two.format(minutes)] : [one.format(minutes)];
    return [...parts, two.format(seconds % 60)].join(":");
  };
}
