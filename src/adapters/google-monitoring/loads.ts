import type { Minutes } from '../../domain/period.ts';
import type { LoadsRead } from '../../domain/referred-loads.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { Ask } from '../http/index.ts';
import { listAll } from './time-series.ts';

/** A page is read whole, so it is small; with more than all of them together the answer is incomplete. */
const PAGES = { most: 12, points: 10_000 };
const NOT_FOUND = 404;
/** A host name as DNS has it, in lower case (RFC 1123): another referrer names no host. */
const HOST = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}$/;
const LOADED = /^v\d{1,6}(?:\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z.-]{1,60})?)?$/;

interface Asked {
  project: string;
  /** Without its folder, such as `navi_loads`. */
  metric: string;
  minutes: Minutes;
  periodMinutes: number;
}

/** Loads by the referrer's host and what was loaded. Both labels are of visitors: what is not of their form is null. */
export async function readLoads(ask: Ask, { metric, ...asked }: Asked): Promise<LoadsRead> {
  const filter = `metric.type="logging.googleapis.com/user/${metric}"`;
  try {
    const found = await listAll(ask, { ...asked, filter, summed: ['referrer_host', 'path'], pages: PAGES });
    return {
      is: 'read',
      loads: found.points.map(({ minute, labels, value }) => ({
        host: whole(HOST, labels['referrer_host']),
        loaded: whole(LOADED, labels['path']),
        at: minute,
        count: value.int64Value ?? 0,
      })),
      isIncomplete: found.isIncomplete,
    };
  } catch (error) {
    if (error instanceof ServiceError && error.facts.status === NOT_FOUND)
      return { is: 'not-created', metric };
    throw error;
  }
}

function whole(form: RegExp, label: string | undefined): string | null {
  return label !== undefined && form.test(label) ? label : null;
}
