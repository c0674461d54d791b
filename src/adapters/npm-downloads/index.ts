import { z } from 'zod';
import type { Downloads } from '../../ports/downloads.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { createJsonService } from '../http/index.ts';

export interface NpmDownloadsOptions {
  /** Undefined means npm's own address. */
  baseUrl: string | undefined;
  /** Milliseconds for one call. */
  deadlineMs: number;
}

const NPM = 'https://api.npmjs.org';

const count = z.int().nonnegative();
const Versions = z.object({ downloads: z.record(z.string().max(100), count) });
const Days = z.object({ downloads: z.array(z.object({ day: z.iso.date(), downloads: count })).max(400) });

/** npm's download counts (docs/services.md). */
export function createNpmDownloads({ baseUrl = NPM, deadlineMs }: NpmDownloadsOptions): Downloads {
  const service = createJsonService({ service: 'npm-downloads', baseUrl, deadlineMs });
  return {
    // Only here the slash of a scope must be encoded.
    lastWeek: (name) =>
      unlessUnknown(
        service.call('lastWeek', async (ask) => {
          const path = `/versions/${encodeURIComponent(name)}/last-week`;
          const { data } = await ask({ path, shape: Versions });
          return new Map(Object.entries(data.downloads));
        }),
      ),
    lastDays: (name) =>
      unlessUnknown(
        service.call('lastDays', async (ask) => {
          const { data } = await ask({ path: `/downloads/range/last-month/${name}`, shape: Days });
          return new Map(data.downloads.map(({ day, downloads }) => [day, downloads]));
        }),
      ),
  };
}

/** A package that was never published is not known. */
async function unlessUnknown<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch((error: unknown) => {
    if (error instanceof ServiceError && error.facts.status === 404) return undefined;
    throw error;
  });
}
