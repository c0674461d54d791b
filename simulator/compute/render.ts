import type { Operation } from './operations.ts';

/** Per cent done, from the time that has passed. */
export function progressOf(operation: Operation, now: number): number {
  if (operation.endTime !== undefined) return 100;
  if (operation.takes === 0) return 99;
  const share = (now - Date.parse(operation.startTime)) / (operation.takes * 1000);
  return Math.max(0, Math.min(99, Math.floor(share * 100)));
}

/** An operation as the Compute Engine API shows it ("GlobalOperations"): its own failure is in the body of a 200. */
export function renderOperation(operation: Operation, place: { project: string; url: string; now: number }) {
  const base = `${place.url}/compute/v1/projects/${place.project}/global`;
  const { error, endTime } = operation;
  return {
    kind: 'compute#operation',
    id: operation.id,
    name: operation.name,
    operationType: 'invalidateCache',
    targetLink: `${base}/urlMaps/${operation.urlMap}`,
    targetId: '4711',
    user: 'simulated@navi-simulated.iam.gserviceaccount.com',
    status: endTime === undefined ? 'RUNNING' : 'DONE',
    progress: progressOf(operation, place.now),
    insertTime: operation.startTime,
    startTime: operation.startTime,
    selfLink: `${base}/operations/${operation.name}`,
    ...(operation.requestId === undefined ? {} : { clientOperationId: operation.requestId }),
    ...(endTime === undefined ? {} : { endTime }),
    ...(error === undefined
      ? {}
      : { error: { errors: [error] }, httpErrorStatusCode: 400, httpErrorMessage: 'BAD REQUEST' }),
  };
}

/** The URL map; gcloud reads it after an invalidation and needs a fingerprint that is base64 (docs/services.md, Cloud CDN and Compute Engine). */
export function renderUrlMap(place: { project: string; urlMap: string; url: () => string }) {
  const base = `${place.url()}/compute/v1/projects/${place.project}/global`;
  return {
    kind: 'compute#urlMap',
    id: '4711',
    name: place.urlMap,
    selfLink: `${base}/urlMaps/${place.urlMap}`,
    defaultService: `${base}/backendBuckets/cdn-navi-com`,
    fingerprint: Buffer.from(place.urlMap.padEnd(8, ' ').slice(0, 8)).toString('base64'),
  };
}
