/** An error in the body of the Compute Engine API: what clients read is `error.message` and the HTTP status. */
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

/**
 * The answer to a used-up rate quota (Compute Engine documentation, "API quotas and limits"): a 403. Only its reason
 * tells it from a missing permission.
 */
export function rateLimitExceeded(): Response {
  const message =
    "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service 'compute.googleapis.com' for consumer 'project_number:4711'.";
  const details = [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'RATE_LIMIT_EXCEEDED',
      domain: 'googleapis.com',
      metadata: { service: 'compute.googleapis.com', quota_limit: 'DefaultQueriesPerMinute' },
    },
  ];
  const errors = [{ message, domain: 'usageLimits', reason: 'rateLimitExceeded' }];
  return Response.json({ error: { code: 403, message, errors, details } }, { status: 403 });
}

export function permissionMissing(permission: string, resource: string): Response {
  return computeError(403, 'forbidden', `Required '${permission}' permission for '${resource}'`);
}

/** The body of a call that a fault breaks. */
export function brokenCall(status: number, message: string | undefined): Response {
  return computeError(status, REASONS[status] ?? 'backendError', message ?? 'Internal error.');
}
