/** The names of this machine: a page whose own name was pointed to it (DNS rebinding) asks by another. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Why a simulator does not take this request, or null. It belongs to this machine alone, and a page of another site in its
 * browser must not act here. Browsers name the page's origin themselves with each POST, whatever the type of its body;
 * programs name none, and may send their JSON under any type.
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
