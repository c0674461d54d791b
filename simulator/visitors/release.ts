const BANNER = /^\s*\/\*!\s*navi-loader v(\d+\.\d+\.\d+\S*)\s*\*\//;
const BANNER_BYTES = 200;

/** The release that a script reports as its own; one without a banner names none. */
export function releaseOf(script: Uint8Array): string | undefined {
  return BANNER.exec(Buffer.from(script.subarray(0, BANNER_BYTES)).toString('utf8'))?.[1];
}

/** How long a browser may use what it was given without asking again (RFC 9111, sections 4.2.1 and 4.2.3). */
export function browserLifeMs(cacheControl: string, ageMs: number): number {
  if (/no-store|no-cache/.test(cacheControl)) return 0;
  const seconds = Number(/(?:^|[\s,])max-age=(\d+)/.exec(cacheControl)?.[1] ?? 0);
  return Math.max(0, seconds * 1000 - ageMs);
}
