// Asks where the attempt stands and loads the page again once that has changed; a reader's place is not lost before.
const screen = document.querySelector("[data-attempt]");
const every = 5000;
async function look() {
  try {
    const answer = await fetch(screen.dataset.poll, { headers: { Accept: "application/json" } });
    if (answer.status === 403) return location.reload();
    const attempt = await answer.json();
    const known = attempt.external_id ? "yes" : "no";
    if (attempt.status !== screen.dataset.status || known !== screen.dataset.registered) return location.reload();
  } catch {
    // No network just now: the next look may have one.
  }
  setTimeout(look, every);
}
if (screen) setTimeout(look, every);
