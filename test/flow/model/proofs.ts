import type { Operation } from '../../../src/domain/operation.ts';
import type { Reading } from '../../../src/ports/edge.ts';
import { sriOf } from '../../fakes/objects.ts';
import type { FakeWorld } from '../../fakes/world.ts';
import type { Row, Witness } from './witness.ts';

/** What the probes last told each operation. */
export type Seen = Map<string, readonly Reading[]>;

/** A nicety that could not be done is over with a remark. */
function hasRemark({ entry }: Row): boolean {
  const { state } = entry.details;
  return JSON.stringify(state).includes('"remark"');
}

/** The bytes that the build reported, or that the rollback's plan names. */
function expectedOf({ plan, steps }: Operation): unknown {
  const named = plan.content.steps.find((step) => step.kind === 'verify-edge')?.params.expect?.sha384;
  const manifest = steps['read-manifest'];
  return named ?? (manifest?.is === 'done' ? manifest.evidence['sha384'] : undefined);
}

/**
 * A step is done only when the world shows it: read here past Navi, in the moment in which it is
 * journalled. The model meddles only between two settled moments, so nothing moves between Navi's look and this one.
 */
export function judgeProof(
  witness: Witness,
  world: FakeWorld,
  { row, seen }: { row: Row; seen: Seen },
): void {
  const { subject, event, details } = row.entry;
  if (event !== 'step-done') return;
  const operation = witness.operation(subject.id);
  const step = operation?.plan.content.steps.find((one) => one.id === details['step']);
  if (operation === undefined || step === undefined) return;
  const wrong = (what: string) => witness.violate(`${subject.id}: ${step.id} is done, but ${what}`);
  const live = (path: string) => sriOf('sha384', world.objects.live.get(path)?.bytes ?? '');
  const expected = expectedOf(operation);
  switch (step.kind) {
    case 'verify-edge': {
      const readings = seen.get(operation.id) ?? [];
      const clean = readings.filter((one) => one.is === 'bytes' && one.sha384 === expected);
      if (readings.length === 0 || clean.length < readings.length)
        wrong(`${clean.length} of ${readings.length} probes were clean`);
      return;
    }
    case 'swap-pointer':
      if (live(step.params.to) !== expected) wrong(`${step.params.to} holds other bytes`);
      return;
    case 'verify-npm':
      if (world.registry.truth(step.params.name)?.versions[step.params.version] === undefined)
        wrong('npm has no such version');
      return;
    case 'move-dist-tag': {
      const found = world.registry.truth(step.params.name)?.distTags[step.params.tag];
      if (found !== step.params.to) wrong(`the tag is at ${found}`);
      return;
    }
    case 'leave-tag': {
      const found = world.registry.truth(step.params.name)?.distTags[step.params.tag];
      if (!hasRemark(row) && found === step.params.leaves) wrong(`the tag is still at ${found}`);
      return;
    }
    case 'open-claim':
      if (!world.scm.claims.has(operation.id)) wrong('there is no claim');
      return;
    case 'cancel-run':
      if (world.scm.claims.get(step.params.operation)?.claim.state !== 'revoked')
        wrong('the claim is not revoked');
      return;
    case 'mark-release': {
      const release = world.scm.releases.get(step.params.tag);
      if (!hasRemark(row) && release?.body.includes(operation.id) !== true) wrong('the page does not say it');
      return;
    }
    case 'read-back':
      if (live(step.params.pointer) !== expected) wrong(`${step.params.pointer} holds other bytes`);
      for (const { name, tag, version } of step.params.tags)
        if (world.registry.truth(name)?.distTags[tag] !== version)
          wrong(`${tag} of ${name} is not at ${version}`);
      return;
    case 'tag':
      if (world.scm.tags.get(step.params.tag)?.commit !== step.params.commit) wrong('the tag is not there');
      return;
    case 'github-release':
      if (!world.scm.releases.has(step.params.tag)) wrong('there is no such release');
      return;
    default:
      return;
  }
}
