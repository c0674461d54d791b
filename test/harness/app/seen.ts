import type { Message } from '../../../src/domain/message.ts';
import type { TestApp } from './app.ts';

export const POINTER = 'v1/navi-loader.js';

/** What customers are served. */
export function pointerText({ world }: TestApp): string {
  return Buffer.from(world.objects.live.get(POINTER)?.bytes ?? []).toString();
}

/** Where `latest` of a package stands. */
export function latest({ world }: TestApp, name: string): string | undefined {
  return world.registry.truth(`@awell-health/${name}`)?.distTags['latest'];
}

/** The surfaces that no other operation may take. */
export async function heldSurfaces({ store }: TestApp): Promise<string[]> {
  const surfaces = await store.transaction((tx) => tx.surfaces.all());
  return surfaces.flatMap((one) => (one.heldBy === null ? [] : [one.id]));
}

/** The reasons of a refusal; undefined for any other answer. */
export function codes(answer: Message): string[] | undefined {
  return answer.is === 'refusal' ? answer.refusal.reasons.map(({ code }) => code) : undefined;
}
