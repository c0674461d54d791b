import type { Message } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Place } from '../../domain/person.ts';
import type { CalendarEntry } from '../../domain/planned-release.ts';
import { refuse } from '../../domain/refusal.ts';
import { operationSubject } from '../../domain/subject.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
import { configuredFreezes, releasedVersions, setFreezesIn } from '../calendar/index.ts';
import { noticeDueAt } from '../customers/index.ts';
import { nameOfEmergency, readEmergencies } from '../emergencies/index.ts';
import { soakOf } from '../release/index.ts';
import { calendarIcs, calendarJson, calendarText } from './calendar-text.ts';
import {
  type CalendarFacts,
  decideCalendar,
  type PastOperation,
  type Review,
  type Soaking,
} from './decide-calendar.ts';
import { readPlanned } from './read-planned.ts';
import { partnerSigned, readTesters } from './read-testers.ts';

const DAY_MS = 86_400_000;
/** How far back the calendar shows what happened, and how far ahead freezes. */
const DAYS = { back: 90, ahead: 120 };

/** App Home shows so many entries that are to come. */
const MOST_NEXT = 5;

export interface CalendarAsk {
  as: 'text' | 'json' | 'ics';
  place: Place;
}

/** `/navi calendar`: one function for Slack, terminal, JSON and ICS. */
export async function calendar(context: Context, { as, place }: CalendarAsk): Promise<Message> {
  if (as !== 'text' && place.is === 'slack')
    return {
      is: 'refusal',
      refusal: refuse({
        ...{ code: 'usage', command: 'calendar', usage: `calendar --${as}` },
        problem: `A file of the calendar is written at a terminal: npx navi calendar --${as} > calendar.${as}.`,
      }),
      asked: 'calendar',
    };
  const { settings, clock } = context;
  const now = clock.now().toISOString();
  const entries = await readCalendar(context);
  const { owner, name } = settings.repository;
  const text =
    as === 'json'
      ? calendarJson(entries)
      : as === 'ics'
        ? calendarIcs(entries, { name: `${name}.${owner}`, zone: settings.monitoring.zone })
        : calendarText(entries, now);
  return { is: 'line', text, level: 'info' };
}

/** For App Home: what is overdue, and what comes next. */
export async function nextInCalendar(context: Context): Promise<Message> {
  const now = context.clock.now().toISOString();
  const entries = (await readCalendar(context)).filter(({ state }) => state !== 'happened');
  const overdue = entries.filter(({ state }) => state === 'overdue');
  const next = entries.filter(({ state, at }) => state !== 'overdue' && at >= now).slice(0, MOST_NEXT);
  const text = `Calendar: ${calendarText([...overdue, ...next], now)}`;
  return { is: 'line', text, level: overdue.length > 0 ? 'warn' : 'info' };
}

/** The calendar's entries as of now. */
async function readCalendar(context: Context): Promise<CalendarEntry[]> {
  const { settings, clock, store } = context;
  const now = clock.now();
  const since = new Date(now.getTime() - DAYS.back * DAY_MS).toISOString();
  const until = new Date(now.getTime() + DAYS.ahead * DAY_MS).toISOString();
  const configured = await configuredFreezes(context);
  const testers = await readTesters(context);
  const facts = await store.transaction(async (tx): Promise<CalendarFacts> => {
    const ended = await tx.operations.endedSince(since);
    const freezes = [...configured, ...(await setFreezesIn(tx))];
    const emergencies = await readEmergencies(tx);
    const planned = await readPlanned(tx);
    return {
      past: await pastOf(tx, context, ended),
      soaking: (await tx.operations.open()).flatMap(soakingOf),
      planned,
      testers: {
        ...testers,
        signed: await partnerSigned(
          tx,
          planned.map(({ version }) => version),
        ),
      },
      released: await releasedVersions(tx),
      freezes: freezes.filter((one) => one.until >= since && one.from <= until),
      notices: (await tx.notices.open()).map((one) => ({
        ...{ id: one.id, version: one.version, owner: one.owner },
        dueAt: noticeDueAt(one, { days: settings.customers.noticeDays, zone: settings.monitoring.zone }),
      })),
      noticeDays: settings.customers.noticeDays,
      reviews: reviewsOf(context, ended),
      emergencies: emergencies
        .filter(({ over }) => over === null || over.at >= since)
        .map((one) => ({ ...one, name: nameOfEmergency(one), over: one.over?.at ?? null })),
      names: Object.fromEntries(settings.people.map(({ id, name }) => [id, name])),
      zone: settings.monitoring.zone,
    };
  });
  return decideCalendar(facts, now.toISOString());
}

/** Ended operations that moved what customers load, at the time that the journal's authentic row says. */
async function pastOf(
  tx: Tx,
  { operations }: Context,
  ended: readonly Operation[],
): Promise<PastOperation[]> {
  const found: PastOperation[] = [];
  for (const operation of ended) {
    const { releases, takesBack } = operations.traitsOf(operation);
    if (releases !== true && takesBack !== true) continue;
    const rows = await tx.journal.of(operationSubject(operation));
    const last = rows.findLast(
      ({ row, authentic }) => authentic && row.event === 'finished' && row.details['outcome'] === 'done',
    );
    if (last === undefined) continue;
    found.push({
      ...{ id: operation.id, isRelease: releases === true, at: last.row.at },
      ...{ version: operation.plan.content.version, by: operation.requester.name },
    });
  }
  return found;
}

function soakingOf(operation: Operation): Soaking[] {
  const soak = soakOf(operation);
  const { version } = operation.plan.content;
  return soak === null ? [] : [{ id: operation.id, version, by: operation.requester.name, ...soak }];
}

function reviewsOf({ operations, settings }: Context, ended: readonly Operation[]): Review[] {
  return ended.flatMap((one) => {
    if (operations.traitsOf(one).takesBack !== true || one.state.is !== 'done') return [];
    const due = new Date(Date.parse(one.requestedAt) + settings.rollback.reviewAfter).toISOString();
    const { version } = one.plan.content;
    return [{ operation: one.id, version, due, isDone: one.postMortem?.is === 'open' }];
  });
}
