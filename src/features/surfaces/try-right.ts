import type { CheckFound } from '../../domain/check.ts';
import { explain } from '../../domain/refusals.ts';
import { NPM_TOKEN_RIGHT, type Right } from '../../domain/right.ts';
import { serviceName } from '../../domain/service-names.ts';
import type { Settings } from '../../domain/settings.ts';
import { expiryWords, type TokenExpiry } from '../../domain/token-expiry.ts';
import type { Context } from '../../engine/context.ts';
import type { Receipt } from '../../ports/receipt.ts';
import { requestIdsOf, ServiceError } from '../../ports/service-error.ts';

/** Replacing an object needs the right to delete it too (Cloud Storage, "IAM permissions for JSON methods"). */
const ON_BUCKET = [
  'storage.objects.get',
  'storage.objects.list',
  'storage.objects.create',
  'storage.objects.delete',
];
const ON_URL_MAP = ['compute.urlMaps.invalidateCache'];

/** The result of one test. */
export type Tried = Omit<Right, 'triedAt' | 'workedAt'> & Receipt & { expiry?: TokenExpiry };

/** Asks which of the needed permissions Navi has on the bucket. */
export function tryBucket({ objects, settings }: Context): Promise<Tried> {
  const on = `gs://${settings.cdn.bucket}`;
  return permissions('bucket', ON_BUCKET, { on, ask: (some) => objects.permissions(some) });
}

/** Asks whether Navi may purge through the URL map. */
export function tryUrlMap({ cdn, settings }: Context): Promise<Tried> {
  const on = `URL map ${settings.cdn.urlMap}`;
  return permissions('url-map', ON_URL_MAP, { on, ask: (some) => cdn.permissions(some) });
}

async function permissions(
  id: string,
  wanted: readonly string[],
  { on, ask }: { on: string; ask(wanted: readonly string[]): Promise<readonly string[]> },
): Promise<Tried> {
  return attempt(id, async () => {
    const granted = await ask(wanted);
    const lacks = wanted.filter((one) => !granted.includes(one));
    return lacks.length === 0
      ? { id, state: 'granted', detail: `${wanted.join(', ')} on ${on}` }
      : { id, state: 'refused', detail: `${lacks.join(', ')} on ${on}` };
  });
}

/** Asks npm whether it accepts the token, and when it ends. */
export async function tryNpmToken({ registry }: Context): Promise<Tried> {
  const id = NPM_TOKEN_RIGHT;
  const tried = await attempt(id, async () => {
    const expiry = await registry.token();
    const detail = `npm takes NPM_TOKEN; ${expiryWords(expiry)}`;
    return { id, state: 'granted', detail, expiry, ...(expiry.is === 'at' ? { expiresAt: expiry.at } : {}) };
  });
  return tried.state === 'refused' ? { ...tried, detail: `npm refuses NPM_TOKEN (${tried.detail})` } : tried;
}

/**
 * A refusal is the result; a service that does not answer gives no result; npm may ask for a one-time password, which
 * only a person can enter.
 */
export async function attempt(id: string, tryIt: () => Promise<Tried>): Promise<Tried> {
  try {
    return await tryIt();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, kind, problem, code } = error.facts;
    const isNo = kind === 'refused' && code !== 'EOTP';
    return {
      id,
      state: isNo ? 'refused' : 'untried',
      detail: `${serviceName(service)}: ${problem}`,
      ...requestIdsOf(error),
    };
  }
}

/** A tested right as a check of the doctor shows it. */
export function foundRight(
  { id, state, detail }: Pick<Right, 'id' | 'state' | 'detail'>,
  settings: Settings,
): CheckFound {
  if (state === 'granted') return { is: 'ok', saw: detail };
  if (state === 'untried')
    return {
      is: 'warning',
      saw: detail,
      next: 'Wait for the next test: Navi tests its rights each day and before each release (schedules.tryRights).',
    };
  const { bucket, urlMap } = settings.cdn;
  return {
    is: 'failed',
    saw: detail,
    next: explain({ code: 'right-refused', right: id, detail, bucket, urlMap }).next,
  };
}
