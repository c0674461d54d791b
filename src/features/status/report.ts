import { type FreezePeriod, frozenAt, nextFreeze } from '../../domain/freeze.ts';
import type { HistoryRow, Message } from '../../domain/message.ts';
import { askedElsewhere, type Operation } from '../../domain/operation.ts';
import { shortHash } from '../../domain/plan.ts';
import { acceptCommand, textsOf } from '../../domain/record-state.ts';
import { NPM_TOKEN_RIGHT, type Right } from '../../domain/right.ts';
import type { RecordRow, StatusReport, SurfaceRow, TokenRow } from '../../domain/status-report.ts';
import type { Surface } from '../../domain/surface.ts';
import { warnedAhead } from '../../domain/token-expiry.ts';
import type { Context } from '../../engine/context.ts';
import { surfacesIn } from '../../engine/holders.ts';
import { unknownIn, whyLeft } from '../../engine/leave.ts';
import { openDifferencesIn } from '../../engine/open-differences.ts';
import { undelivered } from '../../outbox/undelivered.ts';
import type { Tx } from '../../ports/store.ts';
import { configuredFreezes, setFreezesIn } from '../calendar/index.ts';
import { readDrift } from '../drift/index.ts';
import { openEmergencies } from '../emergencies/index.ts';
import { safetyOf } from '../rollback/index.ts';

/** What is live, what is in progress, and pending approvals. */
export async function status(context: Context): Promise<Message> {
  const {
    surfaces,
    open,
    emergencies,
    locked,
    setByPeople,
    quarantined,
    troubles: problems,
    record,
    rights,
  } = await context.store.transaction(async (tx) => ({
    surfaces: await surfaceRows(tx, context),
    open: await tx.operations.open(),
    emergencies: await openEmergencies(tx, context),
    locked: await tx.lockedLines.all(),
    setByPeople: await setFreezesIn(tx),
    quarantined: await tx.quarantined.all(),
    troubles: await undelivered(tx),
    record: await recordRow(tx),
    rights: await tx.rights.all(),
  }));
  const report: StatusReport = {
    surfaces: [...surfaces].sort(pointersFirst),
    underWay: open.map((operation) => ({
      operation: operation.id,
      kind: operation.kind,
      version: operation.plan.content.version,
      line: operation.plan.content.line,
      state: operation.state.is,
      waitsFor: waitsFor(context, operation),
      since: operation.state.is === 'awaiting-approval' ? operation.plan.createdAt : operation.requestedAt,
      safety: takesBack(context, operation) ? (safetyOf(operation) ?? null) : null,
    })),
    emergencies,
    locked: locked.map(({ line: releaseLine, why, by, since }) => ({ line: releaseLine, why, by, since })),
    frozen: nowOrSoon([...(await configuredFreezes(context)), ...setByPeople], context.clock.now()),
    quarantined: quarantined.map(({ version, why, by, since }) => ({ version, why, by, since })),
    undelivered: problems,
    token: tokenRow(rights, context.clock.now().toISOString()),
    record,
    at: context.clock.now().toISOString(),
  };
  return { is: 'status', report };
}

const DAY_MS = 24 * 3_600_000;

function nowOrSoon(freezes: readonly FreezePeriod[], now: Date): FreezePeriod[] {
  const at = now.toISOString();
  const next = nextFreeze(freezes, at);
  const isSoon = next !== undefined && Date.parse(next.from) - now.getTime() <= DAY_MS;
  return [...frozenAt(freezes, at), ...(isSoon ? [next] : [])];
}

async function surfaceRows(tx: Tx, context: Context): Promise<SurfaceRow[]> {
  const alerts = (await tx.alerts.open()).flatMap((one) => readDrift(one) ?? []);
  return (await surfacesIn(tx, context)).map((surface) => {
    const alert = alerts.find(({ subject, state }) => state.is === 'firing' && subject.id === surface.id);
    return { ...surface, outside: alert ? { what: alert.finding.what, since: alert.since } : null };
  });
}

function takesBack({ operations }: Context, operation: Operation): boolean {
  return operations.traitsOf(operation).takesBack === true;
}

function tokenRow(rights: readonly Right[], now: string): TokenRow | null {
  const expiresAt = rights.find(({ id }) => id === NPM_TOKEN_RIGHT)?.expiresAt;
  return expiresAt === undefined ? null : { expiresAt, isSoon: warnedAhead(expiresAt, now) !== undefined };
}

async function recordRow(tx: Tx): Promise<RecordRow> {
  const last = await tx.recordChecks.last();
  const open = await openDifferencesIn(tx);
  const differs = open && {
    since: open.since,
    texts: textsOf(open.found),
    command: acceptCommand(open.head),
  };
  return { checkedAt: last?.checkedAt ?? null, differs, notCompared: last?.notCompared ?? null };
}

/** Sorts what customers load before what they install. */
function pointersFirst(a: Surface, b: Surface): number {
  const rank = ({ id }: Surface) => `${id.startsWith('pointer:') ? 0 : 1}${id}`;
  return rank(a) < rank(b) ? -1 : 1;
}

/** The last operations, newest first. */
export async function history(context: Context, limit: number): Promise<Message> {
  const operations = await context.store.transaction((tx) => tx.operations.recent(limit));
  const rows = operations.map(
    (one): HistoryRow => ({
      operation: one.id,
      kind: one.kind,
      version: one.plan.content.version,
      state: one.state.is,
      requester: one.requester.name,
      approvers: one.approvers.map((approver) => approver.name),
      requestedAt: one.requestedAt,
      finishedAt: one.finishedAt,
    }),
  );
  return { is: 'history', rows };
}

/** A required action outside Slack comes first. */
function pendingOf(operation: Operation): string {
  const asked = askedElsewhere(operation);
  if (asked !== undefined) return `${asked.who} ${asked.what} on GitHub: ${asked.url}`;
  const pending = Object.values(operation.steps).find((step) => step.is === 'pending');
  return pending?.is === 'pending' ? pending.expects : 'Navi';
}

function waitsFor(context: Context, operation: Operation): string {
  const { state, plan } = operation;
  if (state.is === 'stopped') return `a decision on its card (${state.trouble.detail})`;
  if (state.is === 'running') {
    const unknown = unknownIn(operation, context);
    if (unknown.length > 0) return `a newer version: ${whyLeft(unknown)}`;
    return pendingOf(operation);
  }
  const rule = plan.content.approval;
  if (rule.is === 'none') return 'Navi';
  const names = context.settings.people
    .filter((person) => person.roles.some((role) => rule.roles.includes(role)))
    .filter((person) => person.id !== operation.requester.person)
    .map((person) => person.name);
  return `approval of plan ${shortHash(plan.hash)} by ${names.join(' or ') || 'an approver (none is configured)'}`;
}
