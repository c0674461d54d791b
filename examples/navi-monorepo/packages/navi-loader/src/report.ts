/** Put in by the build. */
declare const NAVI_LOADER_VERSION: string;

/** The Sentry project that only this script reports to: errors of customers' own pages never get there. */
const PROJECT = 'https://ingest.sentry.example/api/4501/envelope/?sentry_version=7&sentry_key=public';

function hex(digits: number): string {
  let text = '';
  while (text.length < digits) text += Math.floor(Math.random() * 16).toString(16);
  return text;
}

/** Sends one event and waits for nothing. It holds nothing of the page or the person: no address, no message, no name. */
function send(type: 'event' | 'transaction', event: object): void {
  try {
    const event_id = hex(32);
    const timestamp = Date.now() / 1000;
    const common = {
      event_id,
      timestamp,
      platform: 'javascript',
      release: `navi-loader@${NAVI_LOADER_VERSION}`,
      environment: 'production',
    };
    const lines = [{ event_id }, { type }, { ...common, type, start_timestamp: timestamp, ...event }];
    navigator.sendBeacon(PROJECT, lines.map((line) => JSON.stringify(line)).join('\n'));
  } catch {
    // A page that cannot report works all the same.
  }
}

/** Tells that a page runs this release: errors are judged per load. */
export function reportLoad(): void {
  send('transaction', {
    transaction: 'load',
    contexts: { trace: { trace_id: hex(32), span_id: hex(16), op: 'load' } },
  });
}

/** Reports errors that this script throws, and no others; gives a function that stops it. */
export function reportErrors(source: string): () => void {
  const hear = (failure: ErrorEvent) => {
    if (failure.filename !== source) return;
    const type = failure.error instanceof Error ? failure.error.name : 'Error';
    send('event', { level: 'error', exception: { values: [{ type }] }, fingerprint: [type] });
  };
  window.addEventListener('error', hear);
  return () => window.removeEventListener('error', hear);
}
