import type { StatusReport } from '../../domain/message.ts';
import type { Surface } from '../../domain/surface.ts';
import { context, header, linesWithin, type Rendered, sections, type Viewing } from './blocks.ts';
import { code, outside, sentence, when } from './text.ts';

/** What is live on every surface and verified when, what is under way, and who waits for whom. */
export function renderStatus({ surfaces, underWay, at }: StatusReport, view: Viewing): Rendered {
  const live = surfaces.map((surface) => surfaceLine(surface, view));
  const open = underWay.map(
    (one) =>
      `${code(one.operation, 60)} v${outside(one.version, 40)}: *${outside(one.state, 80)}* since ${when(one.since, view)}; waits for ${outside(one.waitsFor, 200)}`,
  );
  return {
    text: sentence(
      `${surfaces.length} surfaces are live, ${underWay.length === 0 ? 'nothing is under way' : `${underWay.length} under way`}.`,
    ),
    blocks: [
      header('What is live'),
      ...sections(
        live.length === 0 ? ['Nothing is known to be live yet.'] : linesWithin(live, 6000, 'surfaces'),
      ),
      header('Under way'),
      ...sections(open.length === 0 ? ['Nothing.'] : linesWithin(open, 4000, 'operations')),
      context(`As of ${when(at, view)}`),
    ],
  };
}

function surfaceLine(surface: Surface, view: Viewing): string {
  const version =
    surface.live.version === null ? 'an unknown version' : `v${outside(surface.live.version, 40)}`;
  const verified =
    surface.verifiedAt === null ? '⚠️ not verified yet' : `verified ${when(surface.verifiedAt, view)}`;
  const by = surface.by === 'adopted' ? 'found so by Navi' : `by ${outside(surface.by, 60)}`;
  const held = surface.heldBy === null ? '' : ` · held by ${outside(surface.heldBy, 60)}`;
  return `${code(surface.id, 100)} *${version}* since ${when(surface.since, view)} (${by}) · ${verified}${held}`;
}
