import { wallTimeOf } from '../../domain/wall-time.ts';
import type { OnCall } from './decide-on-call.ts';

/** Who is on call, in sentences. */
export function onCallText({ now, by, until, next, problems }: OnCall, zone: string): string {
  const names = now.map(({ name }) => name).join(', ');
  const end = until === null ? '' : ` until ${wallTimeOf(new Date(until), zone)}`;
  const who =
    now.length === 0 ? 'On call: no person. Alerts go to the owners.' : `On call: ${names}${end}${BY[by]}.`;
  const then = next.length === 0 ? [] : [`Then: ${next.map(({ name }) => name).join(', ')}.`];
  return [who, ...then, ...problems].join('\n');
}

const BY: Readonly<Record<OnCall['by'], string>> = {
  override: ' (set by hand)',
  group: ' (the user group)',
  role: ' (the role on-call)',
};
