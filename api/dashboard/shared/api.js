// Requests to the program. A refusal is thrown as what it is: a problem with its kind and fields;
// `saidOf` of refusal.js makes a sentence of it.
const PREFIX = "/api/v1";

/** The program said no. `kind` is the problem's short name, `why` its cause, `errors` its fields. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail);
    this.kind = problem.type.split("/").at(-1);
    this.status = problem.status;
    this.why = problem.cause;
    this.errors = problem.errors ?? [];
  }
}

/** The program could not be reached, or answered something that is no answer. */
export class Unreachable extends Error {}

/**
 * The program's answer to a request, whatever it holds; a refusal is thrown. `signal` gives it up, and
 * its own error is thrown then; `timeoutMs` is how long to wait for a program that says nothing.
 */
export async function ask(method, address, body, { signal, timeoutMs } = {}) {
  const patience = timeoutMs === undefined ? signal : AbortSignal.timeout(timeoutMs);
  const asked = { method, cache: "no-store", signal: patience };
  if (body !== undefined) {
    asked.headers = { "Content-Type": "application/json" };
    asked.body = JSON.stringify(body);
  }
  const response = await heard(() => fetch(address, asked), signal);
  if (response.ok) return response;
  const problem = await heard(() => response.json(), signal);
  if (typeof problem?.type === "string") throw new Refused(problem);
  throw new Unreachable(`${address}: ${response.status}`);
}

async function heard(action, signal) {
  try {
    return await action();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable(String(error));
  }
}

async function send(method, path, body, options = {}) {
  const response = await ask(method, `${PREFIX}${path}`, body, options);
  return response.status === 204 ? null : heard(() => response.json(), options.signal);
}

/** `path` is what follows /api/v1; every answer is JSON. */
export const get = (path, options) => send("GET", path, undefined, options);
export const post = (path, body = {}, options) => send("POST", path, body, options);
export const patch = (path, body, options) => send("PATCH", path, body, options);
export const remove = (path, options) => send("DELETE", path, undefined, options);
