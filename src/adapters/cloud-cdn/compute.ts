// Two of a hundred clients: the package's index loads all of them, which takes 130 MB more and four times as long.
import { GlobalOperationsClient } from '@google-cloud/compute/build/src/v1/global_operations_client.js';
import { UrlMapsClient } from '@google-cloud/compute/build/src/v1/url_maps_client.js';
import { OAuth2Client } from 'google-auth-library';
import { z } from 'zod';
import { shortened, withoutCredentials } from '../../ports/service-text.ts';
import type { Reply, Request, Target } from './messages.ts';

/** Sends Google Compute Engine one request. Rejects with the client's own errors. */
export type AskCompute = (request: Request) => Promise<Reply>;

/**
 * Of the result of `invalidateCache` only `latestResponse` is true: there is no promise() (docs/services.md, Cloud
 * CDN and Compute Engine).
 */
const Started = z.object({ latestResponse: z.object({ name: z.string().min(1) }) });
const Operation = z.object({
  status: z.string().nullish(),
  error: z
    .object({
      errors: z.array(z.object({ code: z.string().nullish(), message: z.string().nullish() })).nullish(),
    })
    .nullish(),
});

/**
 * Those of the requested permissions that the caller has on the URL map (Compute docs, `urlMaps.testIamPermissions`).
 */
const Granted = z.object({ permissions: z.array(z.string()).nullish() });

export function createCompute(target: Target): AskCompute {
  const endpoint = endpointOf(target.baseUrl);
  const urlMaps = new UrlMapsClient(endpoint);
  const operations = new GlobalOperationsClient(endpoint);
  const { project, urlMap, host } = target;

  return async (request) => {
    const timeout = request.until - Date.now();
    if (timeout <= 0)
      return { id: request.id, is: 'error', error: { kind: 'unknown', problem: 'no answer in time' } };
    if (request.call === 'purge') {
      const { path, requestId } = request;
      const [started] = await urlMaps.invalidateCache(
        { project, urlMap, requestId, cacheInvalidationRuleResource: { host, path } },
        { timeout, maxRetries: 0 },
      );
      return { id: request.id, is: 'started', operation: Started.parse(started).latestResponse.name };
    }
    if (request.call === 'permissions') {
      const testPermissionsRequestResource = { permissions: request.wanted };
      const [answer] = await urlMaps.testIamPermissions(
        { project, resource: urlMap, testPermissionsRequestResource },
        { timeout },
      );
      return { id: request.id, is: 'granted', permissions: Granted.parse(answer).permissions ?? [] };
    }
    const { operation } = request;
    const [found] = await operations.get({ project, operation }, { timeout });
    return { id: request.id, is: 'status', status: statusOf(Operation.parse(found)) };
  };
}

/**
 * The client does not throw for a failed operation: the error is in its payload (docs/services.md, Cloud CDN and
 * Compute Engine).
 */
function statusOf({ status, error }: z.infer<typeof Operation>) {
  if (status !== 'DONE') return { is: 'running' } as const;
  const errors = error?.errors ?? [];
  if (errors.length === 0) return { is: 'done' } as const;
  const problem = errors.map(({ code, message }) => [code, message].filter(Boolean).join(': ')).join('; ');
  return { is: 'failed', problem: shortened(withoutCredentials(problem)) } as const;
}

/** Calls `http://…` without credentials, anything else with Google's default ones. */
function endpointOf(baseUrl: string | undefined) {
  if (baseUrl === undefined) return {};
  const { hostname, port, protocol } = new URL(baseUrl);
  const isPlain = protocol === 'http:';
  const address = { apiEndpoint: hostname, port: Number(port || (isPlain ? 80 : 443)) };
  return isPlain ? { ...address, protocol: 'http', authClient: anonymous() } : address;
}

/** The client requires credentials; these are empty. */
function anonymous(): OAuth2Client {
  const client = new OAuth2Client();
  client.setCredentials({ access_token: 'anonymous', expiry_date: Number.MAX_SAFE_INTEGER });
  return client;
}
