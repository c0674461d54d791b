/** A refusal in the body of the Compute Engine API: what clients read is `error.message` and the HTTP status. */
export function computeError(status: number, reason: string, message: string): Response {
  return Response.json(
    { error: { code: status, message, errors: [{ message, domain: 'global', reason }] } },
    { status },
  );
}

export function noSuchResource(path: string): Response {
  return computeError(404, 'notFound', `The resource '${path}' was not found`);
}

export function invalidField(field: string, value: string, why: string): Response {
  return computeError(400, 'invalid', `Invalid value for field '${field}': '${value}'. ${why}`);
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'authError',
  403: 'forbidden',
  404: 'notFound',
  429: 'rateLimitExceeded',
  500: 'internalError',
  503: 'backendError',
};

/** The body of a call that the control door was told to break. */
export function brokenCall(status: number, message: string | undefined): Response {
  return computeError(status, REASONS[status] ?? 'backendError', message ?? 'Internal error.');
}
