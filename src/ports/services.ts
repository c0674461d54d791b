import type { Cdn } from './cdn.ts';
import type { Edge } from './edge.ts';
import type { Objects } from './objects.ts';
import type { Registry } from './registry.ts';
import type { Scm } from './scm.ts';

/** Every service that a step may read or write. */
export interface Services {
  scm: Scm;
  registry: Registry;
  objects: Objects;
  cdn: Cdn;
  edge: Edge;
}
