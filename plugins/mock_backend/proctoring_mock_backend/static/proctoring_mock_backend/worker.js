// The scripted vendor's part in the browser: it watches nothing, and answers as the page's address of it says.
// `?start=fail`, `?ping=silent`, `?end=fail`: fail or say nothing; `?miss=2` fails the first two beats only.
const script = new URLSearchParams(location.search);
const ANSWERS = {
  startExamAttempt: ["start", "examAttemptStarted", "examAttemptStartFailed"],
  endExamAttempt: ["end", "examAttemptEnded", "examAttemptEndFailed"],
  ping: ["ping", "echo", "pingFailed"],
};
let toMiss = Number(script.get("miss") || 0);

onmessage = ({ data }) => {
  const [step, good, bad] = ANSWERS[data.type] || [];
  // `config` wants no answer.
  if (!step || script.get(step) === "silent") return;
  const fails = script.get(step) === "fail" || (step === "ping" && toMiss-- > 0);
  postMessage(fails ? { type: bad, error: `The scripted vendor plays a failed ${step}.` } : { type: good });
};
