import type { Operation } from '../../src/domain/operation.ts';
import type { PlanStep } from '../../src/domain/step.ts';
import { cancelRun } from '../../src/features/release/steps/cancel-run.ts';
import { githubRelease } from '../../src/features/release/steps/github-release.ts';
import { openClaim } from '../../src/features/release/steps/open-claim.ts';
import { readManifest } from '../../src/features/release/steps/read-manifest.ts';
import { tag } from '../../src/features/release/steps/tag.ts';
import { markRelease } from '../../src/features/rollback/steps/mark-release.ts';
import { leaveTag } from '../../src/features/surfaces/steps/leave-tag.ts';
import { moveDistTag } from '../../src/features/surfaces/steps/move-dist-tag.ts';
import { readBack } from '../../src/features/surfaces/steps/read-back.ts';
import { swapPointer } from '../../src/features/surfaces/steps/swap-pointer.ts';
import { verifyEdge } from '../../src/features/surfaces/steps/verify-edge.ts';
import { verifyNpm } from '../../src/features/surfaces/steps/verify-npm.ts';
import type { Reading } from '../../src/ports/edge.ts';
import { sriOf } from '../harness/fakes/objects.ts';
import type { FakeWorld } from '../harness/fakes/world.ts';
import type { Recorder, Row } from './recorder.ts';

/** What the probes last told each operation. */
export type Seen = Map<string, readonly Reading[]>;

/** A nicety that could not be done is over with a remark. */
function hasRemark({ entry }: Row): boolean {
  const { state } = entry.details;
  return JSON.stringify(state).includes('"remark"');
}

/** The bytes that the build reported, or that the rollback's plan names. */
function expectedOf(operation: Operation): unknown {
  const [edge] = verifyEdge.in(operation.plan.content.steps);
  return edge?.params.expect?.sha384 ?? readManifest.evidenceIn(operation)?.sha384;
}

/**
 * A step is done only when the world shows it: read here past Navi, in the moment in which it is
 * journalled. The model meddles only between two settled moments, so nothing moves between Navi's look and this one.
 */
export function judgeProof(
  recorder: Recorder,
  world: FakeWorld,
  { row, seen }: { row: Row; seen: Seen },
): void {
  const { subject, event, details } = row.entry;
  if (event !== 'step-done') return;
  const operation = recorder.operation(subject.id);
  const step = operation?.plan.content.steps.find((one) => one.id === details['step']);
  if (operation === undefined || step === undefined) return;
  const judged: Judged = { operation, row, readings: seen.get(operation.id) ?? [], world };
  for (const what of PROOFS.flatMap((proof) => proof(step, judged)))
    recorder.violate(`${subject.id}: ${step.id} is done, but ${what}`);
}

interface Judged {
  operation: Operation;
  row: Row;
  readings: readonly Reading[];
  world: FakeWorld;
}

/** What the world lacks of a step of this kind, in words; null where it shows it. */
function proofOf<P>(
  kind: { in(steps: readonly PlanStep[]): { params: P }[] },
  judge: (params: P, judged: Judged) => string | null,
): (step: PlanStep, judged: Judged) => string[] {
  return (step, judged) => kind.in([step]).flatMap(({ params }) => judge(params, judged) ?? []);
}

function holds(path: string, { operation, world }: Judged): string | null {
  const live = sriOf('sha384', world.objects.live.get(path)?.bytes ?? '');
  return live === expectedOf(operation) ? null : `${path} holds other bytes`;
}

function tagAt({ world }: Judged, { name, tag }: { name: string; tag: string }): string | undefined {
  return world.registry.truth(name)?.distTags[tag];
}

const PROOFS = [
  proofOf(verifyEdge, (_, { operation, readings }) => {
    const expected = expectedOf(operation);
    const clean = readings.filter((one) => one.is === 'bytes' && one.sha384 === expected);
    const isClean = readings.length > 0 && clean.length === readings.length;
    return isClean ? null : `${clean.length} of ${readings.length} probes were clean`;
  }),
  proofOf(swapPointer, ({ to }, judged) => holds(to, judged)),
  proofOf(verifyNpm, ({ name, version }, { world }) =>
    world.registry.truth(name)?.versions[version] === undefined ? 'npm has no such version' : null,
  ),
  proofOf(moveDistTag, (params, judged) => {
    const found = tagAt(judged, params);
    return found === params.to ? null : `the tag is at ${found}`;
  }),
  proofOf(leaveTag, (params, judged) => {
    const found = tagAt(judged, params);
    return !hasRemark(judged.row) && found === params.leaves ? `the tag is still at ${found}` : null;
  }),
  proofOf(openClaim, (_, { operation, world }) =>
    world.scm.claims.has(operation.id) ? null : 'there is no claim',
  ),
  proofOf(cancelRun, (params, { world }) =>
    world.scm.claims.get(params.operation)?.claim.state === 'revoked' ? null : 'the claim is not revoked',
  ),
  proofOf(markRelease, ({ tag }, { operation, row, world }) => {
    const saysSo = world.scm.releases.get(tag)?.body.includes(operation.id) === true;
    return hasRemark(row) || saysSo ? null : 'the page does not say it';
  }),
  proofOf(readBack, ({ pointer }, judged) => holds(pointer, judged)),
  proofOf(readBack, ({ tags }, judged) => {
    const late = tags.filter((one) => tagAt(judged, one) !== one.version);
    return late.length === 0 ? null : late.map((one) => `${one.tag} of ${one.name} is late`).join(', ');
  }),
  proofOf(tag, (params, { world }) =>
    world.scm.tags.get(params.tag)?.commit === params.commit ? null : 'the tag is not there',
  ),
  proofOf(githubRelease, (params, { row, world }) =>
    hasRemark(row) || world.scm.releases.has(params.tag) ? null : 'there is no such release',
  ),
];
