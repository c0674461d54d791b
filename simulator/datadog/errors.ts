/** A refusal in Datadog's form: `{ "errors": [ … ] }`. */
export class DatadogError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'DatadogError';
    this.status = status;
  }
}

/** What the real API can and this simulator cannot. */
export function notBuilt(what: string): DatadogError {
  return new DatadogError(405, `datadog: ${what} is not built in this simulator`);
}

export function refusal(status: number, message: string): Response {
  return Response.json({ errors: [message] }, { status });
}
