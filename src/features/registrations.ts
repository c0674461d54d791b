import type { Context } from '../engine/context.ts';
import { cardsOf } from '../engine/define-card.ts';
import { rechecksOf } from '../engine/define-operation.ts';
import { noticeCard } from './customers/index.ts';
import { driftAlertCard } from './drift/alert-card.ts';
import { baselineCard, emergencyCard } from './emergencies/index.ts';
import { monitorAlertCard } from './monitoring/alerts/card.ts';
import { readInstruments } from './monitoring/instruments.ts';
import { KINDS, OPERATIONS } from './operations.ts';
import { plannedReleaseCard } from './planned-releases/index.ts';
import { queueCard, reviewCard, signOffCard } from './release/index.ts';
import { STEPS } from './steps.ts';
import { readSoak } from './watch/read-soak.ts';
import { releaseWatchCard } from './watch/watch-card.ts';
import { WRITE_CHECKS } from './write-checks.ts';

/** Everything that features register with the engine and the outbox, besides what is found by its folder. */
export const REGISTERED: Pick<
  Context,
  'steps' | 'operations' | 'rechecks' | 'writeChecks' | 'cards' | 'readInstruments' | 'readSoak'
> = {
  steps: STEPS,
  operations: OPERATIONS,
  rechecks: rechecksOf(KINDS),
  writeChecks: WRITE_CHECKS,
  readInstruments,
  readSoak,
  cards: cardsOf([
    noticeCard,
    driftAlertCard,
    releaseWatchCard,
    monitorAlertCard,
    emergencyCard,
    baselineCard,
    plannedReleaseCard,
    signOffCard,
    reviewCard,
    queueCard,
  ]),
};
