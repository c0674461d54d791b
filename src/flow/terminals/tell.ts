import type { Caller, Place } from '../../domain/person.ts';
import type { Ground } from '../ports.ts';

/** Tells a person of what was done in their name from a terminal. Only a note to them: the journal has it in any case. */
export async function tellOfDecision(
  { chat, settings, telemetry }: Ground,
  { caller, place, words }: { caller: Caller; place: Place; words: string },
): Promise<void> {
  if (caller.is !== 'person' || caller.person.slack === undefined) return;
  const peer = place.is === 'terminal' ? (place.peer ?? 'this machine') : '';
  const text = [
    `From a terminal at ${peer}, as you: ${words.slice(0, 300)}`,
    `Not you? Type /navi tokens revoke ${caller.account}`,
  ].join('\n');
  await chat
    .whisper({
      channel: settings.slack.channel,
      account: caller.person.slack,
      message: { is: 'line', text, level: 'info' },
    })
    .catch((error: unknown) =>
      telemetry.warn('a person was not told of their terminal', { problem: String(error).slice(0, 200) }),
    );
}
