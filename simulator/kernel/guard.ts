/** The names of this machine. A page whose own name resolves to this machine (DNS rebinding) sends another name. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Why a simulator refuses this request, or null. It serves this machine alone, and a page of another site in a
 * browser must not act here. Browsers add the page's origin to each POST, for every type of body; programs add none,
 * and may send their JSON under any type.
 */
export function whyRefused(request: Request): { status: 403; error: string } | null {
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
  return null;
}

export function isControl({ url }: Request): boolean {
  return new URL(url).pathname.startsWith('/_control');
}
