import { bundleFor } from '../bundled-navi.ts';

/** Bundles Navi for the long suites: they watch its commits on PostgreSQL, in the package `pg` (crash-preload.ts). */
export default function setup(): Promise<() => void> {
  return bundleFor(['pg']);
}
