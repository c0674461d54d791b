/** A refusal in the form of Google's newer APIs: clients read `error.status` and `error.message`. */
export class MonitoringError extends Error {
  readonly code: number;
  readonly status: string;

  constructor(code: number, status: string, message: string) {
    super(message);
    this.name = 'MonitoringError';
    this.code = code;
    this.status = status;
  }
}

export function invalid(message: string): MonitoringError {
  return new MonitoringError(400, 'INVALID_ARGUMENT', message);
}

export function invalidField(field: string, value: string, why: string): MonitoringError {
  return invalid(`Field ${field} had an invalid value of "${value}": ${why}`);
}

/** What the real API can and this simulator cannot. */
export function notBuilt(what: string): MonitoringError {
  return new MonitoringError(405, 'UNIMPLEMENTED', `monitoring: ${what} is not built in this simulator`);
}

const STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

export function errorResponse(code: number, message: string, status = STATUSES[code] ?? 'UNKNOWN'): Response {
  return Response.json({ error: { code, message, status } }, { status: code });
}

/** The body of a call that the control door was told to break. */
export function brokenCall(code: number, message: string | undefined): Response {
  const quota =
    "Quota exceeded for quota metric 'Time series queries' and limit 'Time series queries per minute' of service 'monitoring.googleapis.com' for consumer 'project_number:4711'.";
  return errorResponse(code, message ?? (code === 429 ? quota : 'Internal error encountered.'));
}
