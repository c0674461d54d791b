import { isOpen, type Operation } from '../../../domain/operation.ts';
import { operationSubject } from '../../../domain/subject.ts';
import { tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { mayHaveMoved, publishesOf } from '../../surfaces/index.ts';
import { nextFreeVersion } from '../next-free.ts';
import { releaseContent } from '../plans/release-content.ts';
import { endingRunOf } from '../run-left.ts';
import { lookAtEnd } from '../steps/run-end.ts';
import { decideLeftTag, type LeftTagFacts, type LeftTagVerdict, tagMadeIn } from './left-tag.ts';

/** Whether the tag of this ended release may be deleted now, and the next free version. Throws `ServiceError`. */
export async function judgeLeftTag(
  context: Context,
  release: Operation,
): Promise<LeftTagVerdict & { next: string | null }> {
  const { version, packages } = release.plan.content;
  const verdict = decideLeftTag(await gather(context, release));
  if (verdict.is === 'gone') return { ...verdict, next: null };
  const alike = packages.filter(({ ships, after }) => ships === 'npm' && after === version);
  const names = alike.map(({ name }) => name);
  return { ...verdict, next: await nextFreeVersion(context, version, names) };
}

async function gather(context: Context, release: Operation): Promise<LeftTagFacts> {
  const { scm, objects, store } = context;
  const { version } = release.plan.content;
  const [tag, run, onNpm, inBucket, known] = await Promise.all([
    scm.tag(tagOf(version)),
    readRun(context, release),
    readNpm(context, release),
    objects.list(`${tagOf(version)}/`),
    store.transaction(async (tx) => ({
      rows: await tx.journal.of(operationSubject(release)),
      open: await tx.operations.open(),
    })),
  ]);
  const other = known.open.find(
    (one) =>
      releaseContent.isIn(one) &&
      one.id !== release.id &&
      one.plan.content.version === version &&
      isOpen(one.state),
  );
  return {
    release,
    hasMoved: mayHaveMoved(release, context.steps),
    made: tagMadeIn(known.rows)?.object ?? null,
    tag,
    run,
    other: other?.id ?? null,
    onNpm,
    inBucket: inBucket.map(({ path }) => path),
  };
}

async function readRun({ scm }: Context, release: Operation): Promise<LeftTagFacts['run']> {
  const ending = endingRunOf(release);
  return ending === null ? 'none' : (await lookAtEnd(scm, ending)).is;
}

async function readNpm({ registry }: Context, { plan }: Operation): Promise<LeftTagFacts['onNpm']> {
  const found = await Promise.all(
    publishesOf(plan.content.packages).map(async ({ name, version }) => {
      const known = await registry.primary(name);
      const wasUnpublished = known?.unpublished.includes(version) === true;
      const isThere = wasUnpublished || known?.versions[version] !== undefined;
      return isThere ? [{ name, version, wasUnpublished }] : [];
    }),
  );
  return found.flat();
}
