import { z } from 'zod';
import type { Ack, Inbound } from './inbound.ts';
import { deliveryOf, readJson, type SubmissionPayload, teamOf } from './payloads.ts';
import { carryOut, outOfDate } from './submitted.ts';

const Metadata = z.object({ pairing: z.string().min(1).max(64), channel: z.string().min(1).max(50) });

/** The confirmation of a pairing. */
export async function handlePairing(inbound: Inbound, payload: SubmissionPayload, ack: Ack): Promise<void> {
  const { app } = inbound;
  const metadata = readJson(Metadata, payload.view.private_metadata);
  if (metadata === undefined)
    return outOfDate(inbound, ack, 'This window is out of date, so nothing was paired. Type the code again.');
  const { pairing, channel } = metadata;
  const pair = async () => {
    const caller = await app.callerFromChat({ user: payload.user.id, team: teamOf(payload) });
    return app.useCases.confirmPairing({ pairing, caller, place: { is: 'slack', channel } });
  };
  const work = () => app.guarded('pair', pair, deliveryOf(payload));
  await carryOut(inbound, { payload, ack }, { title: 'Pair a terminal', channel, work });
}
