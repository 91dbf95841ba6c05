/* Questions to the server. A refusal is an answer with a sentence; no answer at all is something else. */

const token = () => document.querySelector("[data-board] [name=csrfmiddlewaretoken]")?.value ?? "";

/* The server said no, and said why: `answer` is its JSON. */
export class Refused extends Error {
  constructor(answer, status) {
    super(answer.sentence ?? `${status}`);
    this.answer = answer;
  }
}

/* The person is no longer signed in, or may not do this any more. */
export class SignedOut extends Error {}

export async function ask(address, { values, signal } = {}) {
  const headers = { Accept: "application/json" };
  const options = { headers, signal };
  if (values) {
    headers["X-CSRFToken"] = token();
    Object.assign(options, { method: "POST", body: new URLSearchParams(values) });
  }
  const response = await fetch(address, options);
  if (response.redirected || response.status === 403 || response.status === 404) throw new SignedOut(address);
  if (response.status >= 500) throw new Error(`${response.status} from ${address}`);
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer, response.status);
  return answer;
}
