/** The names of this machine: a page whose own name was pointed to it (DNS rebinding) asks by another. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Why a simulator does not take this request, or null. It belongs to this machine alone, and a page of another site in its
 * browser must not act here: browsers name the page's origin themselves, and programs send none.
 */
export function whyRefused(request: Request): { status: 403 | 415; error: string } | null {
  const { headers } = request;
  const host = headers.get('host') ?? '';
  if (!LOOPBACK.test(host))
    return { status: 403, error: 'ask for it as 127.0.0.1 or localhost: it answers under no other name' };
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site') ?? 'none';
  const isOwn = origin === null || origin === `http://${host}`;
  const isLink = request.method === 'GET' && headers.get('sec-fetch-mode') === 'navigate';
  if (!isOwn || !(site === 'none' || site === 'same-origin' || isLink))
    return { status: 403, error: 'a page of another site asked' };
  return isControl(request) ? whyNotJson(request) : null;
}

export function isControl({ url }: Request): boolean {
  return new URL(url).pathname.startsWith('/_control');
}

/** What is no JSON a page may send without being asked; a body is not needed. */
function whyNotJson({ headers }: Request): { status: 415; error: string } | null {
  const isEmpty =
    headers.get('transfer-encoding') === null && Number(headers.get('content-length') ?? 0) === 0;
  if (isEmpty || /^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? '')) return null;
  return { status: 415, error: 'the body must be application/json' };
}
