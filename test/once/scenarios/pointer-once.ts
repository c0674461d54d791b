import { expect } from 'vitest';
import { generationsOf, writesTo } from '../world/services.ts';
import type { Stage } from './scenario.ts';

export const POINTER = 'v1/navi-loader.js';

/** The pointer is at what this operation wrote there, by one write. */
export async function expectPointerOnce(stage: Stage, operation: string): Promise<void> {
  const generations = await generationsOf(stage.world, POINTER);
  const ours = generations.filter(({ metadata }) => metadata?.['naviOperation'] === operation);
  expect(ours).toHaveLength(1);
  expect(generations.at(-1)).toEqual(ours[0]);
  expect(writesTo(stage, /rewriteTo/)).toHaveLength(1);
}
