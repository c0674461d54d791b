import { z } from 'zod';
import type { Message } from '../../../domain/message.ts';
import { refuse } from '../../../domain/refusal.ts';
import { parseVersion } from '../../../domain/version.ts';
import { BREAK_INPUTS, breakView, REPORT_BREAK } from '../views/break.ts';
import { type Ack, acknowledge, answerPrivately, type Inbound } from './inbound.ts';
import {
  deliveryOf,
  enteredIn,
  readJson,
  type ShortcutPayload,
  type SubmissionPayload,
  selectedIn,
  teamOf,
} from './payloads.ts';
import { carryOut, outOfDate } from './submitted.ts';
import { showWindow } from './window.ts';

const Metadata = z.object({ channel: z.string().min(1).max(50) });

/** A message shortcut, already acknowledged: the window that reports a break. */
export async function handleShortcut(inbound: Inbound, payload: ShortcutPayload): Promise<void> {
  if (payload.callback_id !== REPORT_BREAK) return;
  const { app } = inbound;
  const account = payload.user.id;
  const to = { account, channel: payload.channel.id, responseUrl: payload.response_url };
  const tooMany = app.takeClick(account, { isUrgent: false });
  if (tooMany !== null) {
    const said: Message = { is: 'refusal', refusal: refuse(tooMany), asked: '' };
    return answerPrivately(inbound, to, said);
  }
  await showWindow(inbound, {
    ...{
      trigger: payload.trigger_id,
      to,
      title: 'Report a break',
      name: 'open-report-break',
      facts: 'store',
    },
    fill: async () => {
      const caller = await app.callerFromChat({ user: account, team: teamOf(payload) });
      const opened = await app.useCases.breakForm({ caller });
      if ('refused' in opened) return { words: opened.refused };
      return { view: breakView(opened.form, to.channel), otherwise: TOO_LATE };
    },
  });
}

const TOO_LATE: Message = {
  is: 'line',
  text: 'Slack did not let Navi open a window in time. Type /navi feedback break --customer <customer> --release vX.Y.Z.',
  level: 'warn',
};

/** The window's submission: what /navi feedback break does. */
export async function handleBreakSubmission(
  inbound: Inbound,
  payload: SubmissionPayload,
  ack: Ack,
): Promise<void> {
  const { app } = inbound;
  const metadata = readJson(Metadata, payload.view.private_metadata);
  if (metadata === undefined)
    return outOfDate(inbound, ack, 'This window is out of date, so nothing was reported. Open it again.');
  const { channel } = metadata;
  const { customer: asked, release } = BREAK_INPUTS;
  const customer = selectedIn(payload, asked) ?? enteredIn(payload, asked).toLowerCase();
  const version = parseVersion(enteredIn(payload, release));
  if (version === undefined)
    return acknowledge(inbound, ack, {
      response_action: 'errors',
      errors: { [release.block]: 'Write a version, such as vX.Y.Z.' },
    });
  const report = async () => {
    const caller = await app.callerFromChat({ user: payload.user.id, team: teamOf(payload) });
    const place = { is: 'slack', channel } as const;
    return app.useCases.feedback({ is: 'break', customer, version, number: 0, caller, place });
  };
  const work = () => app.guarded('report-break', report, deliveryOf(payload));
  await carryOut(inbound, { payload, ack }, { title: 'Report a break', channel, work });
}
