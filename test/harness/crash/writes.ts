/** One request that changes something at a service. */
export interface Write {
  service: string;
  method: string;
  path: string;
  /** The same for the same write of another run: without ids that are new each time. */
  label: string;
}

interface Sent {
  service: string;
  method: string;
  path: string;
  body: string;
}

/** What is asked by POST and changes nothing. */
const READS = [
  /\/api\/(?:auth\.test|apps\.connections\.open|conversations\.\w+|users\.\w+|usergroups\.\w+|team\.info|bots\.info)$/,
  /\/releases\/generate-notes$/,
  /\/operations\/[^/]+\/wait$/,
  /\/testIamPermissions$/,
];

/** The write in a request, or undefined when it only reads. */
export function writeIn({ service, method, path, body }: Sent): Write | undefined {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return undefined;
  const [bare = ''] = path.split('?');
  if (READS.some((read) => read.test(bare))) return undefined;
  return { service, method, path, label: `${service} ${method} ${placeOf(bare)}${aboutOf(bare, body)}` };
}

function placeOf(path: string): string {
  return decodeURIComponent(path)
    .replace(/^.*\/api\//, '')
    .replace(/^\/repos\/[^/]+\/[^/]+\//, '')
    .replace(/^\/storage\/v1\/b\/[^/]+\/o\//, '')
    .replace(/^\/compute\/v1\/projects\/[^/]+\/global\//, '')
    .replace(/^\/-\/package\//, '')
    .replace(/\d{3,}/g, '…');
}

/** Which ref, and which of Slack's posts: its key is in the metadata, with the operation's id in it. */
function aboutOf(path: string, body: string): string {
  if (path.endsWith('/git/refs')) return body.includes('refs/navi/') ? ' claim' : ' tag';
  if (!path.endsWith('/chat.postMessage')) return '';
  if (/thread_ts/.test(body)) return ' in a thread';
  const key = /key(?:%22%3A%22|":"|\\":\\")(?<kind>[a-z]+)/.exec(body)?.groups?.['kind'];
  return ` ${key ?? 'message'}`;
}

/** Windows and private answers are for the one who clicks, and are no effects (docs/effects.md). */
export function isEffect({ label }: Pick<Write, 'label'>): boolean {
  return !/views\.|chat\.postEphemeral/.test(label);
}
