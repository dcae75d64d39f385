// Counts down between two loads of the page; the server decides when the time is over, so the page asks it then.
const clock = document.querySelector("[data-seconds-left]");
const grace = 5;
if (clock) {
  const end = performance.now() + Number(clock.dataset.secondsLeft) * 1000;
  const two = (n) => String(n).padStart(2, "0");
  const text = document.createElement("span");
  clock.replaceChildren(text);
  const timer = setInterval(show, 500);
  function show() {
    const left = Math.ceil((end - performance.now()) / 1000);
    text.textContent = left > 0
      ? `${Math.floor(left / 3600)}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`
      : clock.dataset.over;
    clock.classList.toggle("low", left < 300);
    if (left <= -grace) {
      clearInterval(timer);
      location.reload();
    }
  }
  show();
}
