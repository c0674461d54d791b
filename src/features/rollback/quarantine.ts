import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import { isUntouched } from '../../domain/operation.ts';
import type { Caller, Person, Place } from '../../domain/person.ts';
import {
  decideQuarantine,
  leftOver,
  listOf,
  type QuarantineFacts,
  quarantineConfirmation,
  targetsOf,
} from '../../domain/quarantine.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import { pointerSurface } from '../../domain/surface.ts';
import { parseVersion, releaseLineOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import { recordRefusal } from '../../engine/open-differences.ts';
import { enqueueNotice } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import { releaseContent } from '../release/plans/release-content.ts';

export interface QuarantineAsk {
  version: string;
  reason: string;
  caller: Caller;
  place: Place;
}

/** Which versions a quarantine would include, and which rollback targets would remain. Saves nothing. */
export function previewQuarantine(context: Context, ask: QuarantineAsk): Promise<Message> {
  return context.store.transaction(async (tx): Promise<Message> => {
    const read = await readFor(tx, ask);
    if ('code' in read) return refused('quarantine', ask, read);
    const reason = ask.reason.trim() || null;
    return {
      is: 'confirmation',
      form: quarantineConfirmation(read.facts, { version: read.version, reason }),
    };
  });
}

/** Quarantines a version and those built on it, and posts that in the channel. */
export function quarantine(context: Context, ask: QuarantineAsk): Promise<Message> {
  const at = context.clock.now().toISOString();
  return context.store.transaction(async (tx): Promise<Message> => {
    const read = await readFor(tx, ask);
    if ('code' in read) return refused('quarantine', ask, read);
    const { facts, version, person } = read;
    const { versions, targets } = decideQuarantine(facts, version);
    for (const one of versions) {
      const why = one === version ? ask.reason : `built on v${version}: ${ask.reason}`;
      await tx.quarantined.add({ version: one, why, by: person.name, since: at, operation: null });
      journal(tx, ask, { event: 'quarantined', version: one, why });
    }
    const text = `${person.name} quarantined ${listOf(versions)}: ${ask.reason}. ${leftOver(facts.releaseLine, targets)}`;
    await post(tx, context, { version, text, level: 'warn', at });
    return { is: 'line', text, level: 'warn' };
  });
}

/**
 * Ends a version's quarantine, with a reason, and posts that in the channel. Versions built on it stay quarantined.
 */
export function unquarantine(context: Context, ask: QuarantineAsk): Promise<Message> {
  const at = context.clock.now().toISOString();
  return context.store.transaction(async (tx): Promise<Message> => {
    const read = await readFor(tx, ask);
    if ('code' in read) return refused('unquarantine', ask, read);
    const differs = await recordRefusal(tx);
    if (differs !== null) return refused('unquarantine', ask, differs);
    const { facts, version, person } = read;
    const was = await tx.quarantined.remove(version);
    if (was === undefined)
      return refused('unquarantine', ask, {
        code: 'not-quarantined',
        version,
        quarantined: facts.quarantined,
      });
    journal(tx, ask, { event: 'unquarantined', version, why: ask.reason });
    const others = facts.quarantined.filter((one) => one !== version);
    const stay = others.length === 0 ? '' : ` Still quarantined: ${listOf(others)}.`;
    const text = `${person.name} ended the quarantine of v${version}: ${ask.reason}. It was quarantined: ${was.why}. ${leftOver(facts.releaseLine, targetsOf(facts, others))}${stay}`;
    await post(tx, context, { version, text, level: 'info', at });
    return { is: 'line', text, level: 'good' };
  });
}

interface Read {
  facts: QuarantineFacts;
  version: string;
  person: Person;
}

async function readFor(tx: Tx, { version: typed, caller }: QuarantineAsk): Promise<Read | RefusalReason> {
  if (caller.is !== 'person') return { code: 'token-invalid' };
  const version = parseVersion(typed);
  if (version === undefined) return { code: 'version-malformed', typed };
  const releaseLine = releaseLineOf(version);
  const releases = await tx.releases.ofReleaseLine(releaseLine);
  const quarantined = (await tx.quarantined.all()).map((one) => one.version);
  if (!releases.some((one) => one.version === version) && !quarantined.includes(version))
    return { code: 'version-not-recorded', version };
  const surfaces = await tx.surfaces.all();
  const release = (await tx.operations.open()).find(
    (one) => releaseContent.isIn(one) && one.plan.content.line === releaseLine && !isUntouched(one),
  );
  const facts = {
    releaseLine,
    releases,
    quarantined: quarantined.filter((one) => releaseLineOf(one) === releaseLine),
    live: surfaces.find((one) => one.id === pointerSurface(releaseLine))?.live.version ?? null,
    goingLive: release?.plan.content.version ?? null,
  };
  return { facts, version, person: caller.person };
}

function journal(
  tx: Tx,
  { caller, place }: QuarantineAsk,
  { event, version, why }: { event: 'quarantined' | 'unquarantined'; version: string; why: string },
): void {
  tx.journal.append({
    subject: { kind: 'version', id: version },
    event,
    actor: actorOf(caller, place),
    planHash: null,
    details: { reason: why },
  });
}

async function post(
  tx: Tx,
  { settings }: Context,
  { version, ...said }: { version: string; text: string; level: 'info' | 'warn'; at: string },
): Promise<void> {
  await enqueueNotice(tx, {
    ...said,
    subject: { kind: 'version', id: version },
    channel: settings.slack.channel,
    key: `quarantine:${version}:${said.at}`,
  });
}

function refused(asked: string, { version }: QuarantineAsk, reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked: `${asked} ${version}` };
}
