import type { AddressGuard } from '../../domain/private-address.ts';
import type { Cdn } from '../../ports/cdn.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { Problem, Reply, Target } from './messages.ts';
import { createThread } from './thread.ts';

export interface CloudCdnOptions {
  /** `http://…` is called without credentials, `https://…` with them; undefined is Google's own address. */
  baseUrl?: string | undefined;
  project: string;
  urlMap: string;
  /** The host whose caches are purged. */
  host: string;
  /** The addresses that its thread must not connect to. */
  addressGuard?: AddressGuard | undefined;
  /** Milliseconds for one call, the start of the thread included. */
  deadlineMs: number;
  /** Milliseconds without a call after which the thread ends and frees its memory. */
  idleMs: number;
}

/**
 * Cloud CDN's control API. A purge is an operation of Compute Engine on the URL map: `purge` only starts it, and the
 * same `requestId` starts it once (Compute docs, `urlMaps.invalidateCache`).
 */
export function createCloudCdn(options: CloudCdnOptions): Cdn {
  const { project, urlMap, host, baseUrl, addressGuard, deadlineMs, idleMs } = options;
  const target: Target = {
    project,
    urlMap,
    host,
    ...(addressGuard && {
      addressGuard: { guarded: [...addressGuard.guarded], allowed: [...addressGuard.allowed] },
    }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  };
  const thread = createThread(target, idleMs);
  return {
    warm: thread.warm,
    purge: async ({ path, requestId }) => {
      const wanted = path.startsWith('/') ? path : `/${path}`;
      const reply = await thread.ask({ call: 'purge', path: wanted, requestId }, deadlineMs);
      if (reply.is !== 'started') throw errorOf('purge', reply, requestId);
      return { operation: reply.operation, requestIds: [reply.operation] };
    },
    purgeStatus: async (operation) => {
      const reply = await thread.ask({ call: 'purgeStatus', operation }, deadlineMs);
      if (reply.is !== 'status') throw errorOf('purgeStatus', reply);
      return reply.status;
    },
    permissions: async (wanted) => {
      const reply = await thread.ask({ call: 'permissions', wanted: [...wanted] }, deadlineMs);
      if (reply.is !== 'granted') throw errorOf('permissions', reply);
      return reply.permissions;
    },
    close: thread.close,
  };
}

/** Compute names no request in its answers: the id is the one that we sent, by which it knows a repeated request. */
function errorOf(
  call: 'purge' | 'purgeStatus' | 'permissions',
  reply: Reply,
  requestId?: string,
): ServiceError {
  const found: Problem = reply.is === 'error' ? reply.error : { kind: 'unknown', problem: 'a wrong answer' };
  const { kind, problem, status, code, retryAfterMs } = found;
  return new ServiceError({
    service: 'cloud-cdn',
    call,
    kind,
    problem,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(requestId === undefined ? {} : { requestId }),
  });
}
