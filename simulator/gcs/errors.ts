/**
 * An error in the body that Google's JSON APIs use (Cloud Storage documentation, "HTTP status and error codes for
 * JSON"): clients branch on the reason in `errors[0]`.
 */
export interface GoogleError {
  status: number;
  reason: string;
  message: string;
  domain?: string;
  location?: { locationType: string; location: string };
}

export function googleError(error: GoogleError): Response {
  const { status, reason, message, domain = 'global', location = {} } = error;
  const body = { error: { code: status, message, errors: [{ message, domain, reason, ...location }] } };
  return Response.json(body, { status, headers: { 'cache-control': 'private, max-age=0' } });
}

export function preconditionFailed(): Response {
  return googleError({
    status: 412,
    reason: 'conditionNotMet',
    message: 'At least one of the pre-conditions you specified did not hold.',
    location: { locationType: 'header', location: 'If-Match' },
  });
}

export function noSuchObject(bucket: string, name: string): Response {
  return googleError({ status: 404, reason: 'notFound', message: `No such object: ${bucket}/${name}` });
}

export function noSuchBucket(): Response {
  return googleError({
    status: 404,
    reason: 'notFound',
    message: 'The specified bucket does not exist.',
  });
}

/** What Cloud Storage has no method for is a 405 there, and `gcloud` and `gsutil` give up at it. */
export function notBuilt(message: string): Response {
  return googleError({ status: 405, reason: 'methodNotAllowed', message });
}

export function invalid(message: string): Response {
  return googleError({ status: 400, reason: 'invalid', message });
}

/** A hold keeps an object from being replaced (Cloud Storage documentation, "Object holds"). */
export function heldBack(name: string, kind: 'Temporary' | 'Event-Based'): Response {
  return googleError({
    status: 403,
    reason: 'objectUnderActiveHold',
    message: `Object '${name}' is under active ${kind} hold and cannot be deleted, overwritten or archived until hold is removed.`,
  });
}

/** Too young to be replaced (Cloud Storage documentation, "Bucket Lock"). */
export function retentionNotMet(name: string, until: string): Response {
  return googleError({
    status: 403,
    reason: 'retentionPolicyNotMet',
    message: `Object '${name}' is subject to bucket's retention policy or object retention and cannot be deleted or overwritten until ${until}`,
  });
}

export function permissionMissing(permission: string, resource: string): Response {
  return googleError({
    status: 403,
    reason: 'forbidden',
    message: `navi@navi-simulated.iam.gserviceaccount.com does not have ${permission} access to ${resource}. Permission '${permission}' denied on resource (or it may not exist).`,
  });
}

export function objectRateExceeded(bucket: string, name: string): Response {
  return googleError({
    status: 429,
    reason: 'rateLimitExceeded',
    domain: 'usageLimits',
    message:
      `The object ${bucket}/${name} exceeded the rate limit for object mutation operations (create, update, ` +
      'and delete). Please reduce your request rate.',
  });
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'authError',
  403: 'forbidden',
  404: 'notFound',
  412: 'conditionNotMet',
  429: 'rateLimitExceeded',
  500: 'internalError',
  503: 'backendError',
};

/** The body of a call that a fault breaks. */
export function brokenCall(status: number, message: string | undefined): Response {
  return googleError({
    status,
    reason: REASONS[status] ?? 'backendError',
    message: message ?? 'We encountered an internal error. Please try again.',
  });
}
