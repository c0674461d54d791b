import type { Plan } from '../../domain/plan.ts';
import type { RefusalReason } from '../../domain/refusal.ts';
import type { Bytes } from '../../domain/step.ts';
import type { Subject } from '../../domain/subject.ts';
import type { Surface } from '../../domain/surface.ts';
import { parseVersion, releaseLineOf, tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import type { PlanStamp } from '../release/index.ts';
import { headersOf, loaderDigest } from '../surfaces/index.ts';
import { nameOfSubject } from './card.ts';
import { compareLook, type RecordedTag } from './decide-drift.ts';
import { lookAt, lookAtGitTag } from './look.ts';
import { gitTagSubject, type Look, surfaceSubject } from './looks.ts';
import type { PutBackContent } from './plans/put-back-content.ts';
import { type PutBackFrom, planPutBack, planTagPutBack } from './put-back-plan.ts';
import { goneText } from './steps/restore-tag.ts';

/** The record that a plan restores. */
export type Restores = { is: 'surface'; surface: Surface } | { is: 'git-tag'; recorded: RecordedTag };

export type Prepared = { plan: Plan<PutBackContent>; restores: Restores } | { refused: RefusalReason };

const AS_RECORDED = 'it is as recorded, or cannot be read now';

/** Reads the surface again, and plans how to restore its record. Throws `ServiceError`. */
export async function prepareSurface(
  context: Context,
  { surface, alert }: { surface: Surface; alert: string | null },
): Promise<Prepared> {
  const look = await lookAt(context, surface);
  const found = compareLook(look, { surfaces: [surface], gitTags: [] });
  if (found.is !== 'differs') return { refused: notPutBack(surfaceSubject(surface.id), AS_RECORDED) };
  const from = await fromOf(context, surface, look);
  return typeof from === 'string'
    ? { refused: notPutBack(surfaceSubject(surface.id), from) }
    : planFrom(context, { surface, from, alert });
}

/** Reads the tag again, and plans how to restore the tag object that Navi made. Throws `ServiceError`. */
export async function prepareGitTag(
  context: Context,
  { recorded, alert }: { recorded: RecordedTag; alert: string },
): Promise<Prepared> {
  const { tag, commit, object } = recorded;
  const subject = gitTagSubject(tag);
  const version = parseVersion(tag);
  if (object === null || version === undefined)
    return { refused: notPutBack(subject, 'the audit log does not show that Navi made it') };
  const look = await lookAtGitTag(context, tag);
  if (compareLook(look, { surfaces: [], gitTags: [recorded] }).is !== 'differs')
    return { refused: notPutBack(subject, AS_RECORDED) };
  if ((await context.scm.tagObject(object))?.commit !== commit)
    return { refused: notPutBack(subject, goneText(tag, object)) };
  const { settings } = context;
  const of = { version, recorded: { tag, commit, object }, found: look.found, alert };
  return {
    plan: planTagPutBack({ ...of, settings, stamp: stampOf(context) }),
    restores: { is: 'git-tag', recorded },
  };
}

/** The same for a surface, with a reading of a moment ago. */
export function planFrom(
  context: Context,
  { surface, from, alert }: { surface: Surface; from: PutBackFrom; alert: string | null },
): Prepared {
  const { version } = surface.live;
  if (version === null)
    return { refused: notPutBack(surfaceSubject(surface.id), 'no version of it was recorded') };
  const { settings } = context;
  const plan = planPutBack({ surface, version, from, alert, settings, stamp: stampOf(context) });
  return { plan, restores: { is: 'surface', surface } };
}

export function notPutBack(subject: Subject, why: string): RefusalReason {
  return { code: 'not-put-back', surface: nameOfSubject(subject), why };
}

function stampOf({ clock, ids, policy }: Context): PlanStamp {
  return { operation: ids.operation('ptb'), revision: 1, now: clock.now().toISOString(), policy };
}

/** The value to replace; in words why that is not possible. */
async function fromOf(context: Context, { live }: Surface, look: Look): Promise<PutBackFrom | string> {
  if (look.is === 'dist-tag')
    return { is: 'dist-tag', name: look.name, tag: look.tag, version: look.version };
  if (look.is !== 'pointer' || live.version === null) return 'it is no surface of Navi';
  const source = await pinnedBytes(context, live.version);
  if (source === undefined || source.sha384 !== live.sha384)
    return `the pinned object of v${live.version} does not have the recorded content`;
  return { is: 'pointer', releaseLine: releaseLineOf(live.version), origin: look.origin, source };
}

async function pinnedBytes({ objects, settings }: Context, version: string): Promise<Bytes | undefined> {
  const path = `${tagOf(version)}/${settings.cdn.loader}`;
  const facts = await objects.stat(path);
  if (facts === undefined) return undefined;
  const { generation, size } = facts;
  const sha384 = await loaderDigest(objects, facts);
  return sha384 === undefined ? undefined : { sha384, size, generation, headers: headersOf(facts) };
}
