// Asks every two seconds whether a template has changed, and loads the page again; without this, reloading does.
const bar = document.querySelector("[data-version]");
const every = 2000;
if (bar) {
  const wanted = bar.querySelector("input");
  let tag = null;
  bar.hidden = false;
  const ask = async () => {
    if (!wanted.checked || document.hidden) return;
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(bar.dataset.version, { headers, cache: "no-store" });
    if (!answer.ok) return;
    if (tag && answer.headers.get("ETag") !== tag) location.reload();
    tag = answer.headers.get("ETag");
  };
  // A server that is being restarted is asked again later.
  const askQuietly = () => ask().catch(() => undefined);
  askQuietly();
  setInterval(askQuietly, every);
}
