import type { WentLive } from '../../domain/cadence.ts';
import type { Tx } from '../../ports/store.ts';

/** Every version that went live. The time at which Navi found one live is not the time of its release. */
export async function releasedVersions(tx: Tx): Promise<WentLive[]> {
  const lines = new Set(
    (await tx.surfaces.all()).flatMap(({ id }) =>
      id.startsWith('pointer:') ? [id.slice('pointer:'.length)] : [],
    ),
  );
  const found: WentLive[] = [];
  for (const line of lines)
    for (const { version, liveAt, operation } of await tx.releases.ofReleaseLine(line))
      if (liveAt !== null) found.push({ version, at: operation === null ? null : liveAt });
  return found;
}
