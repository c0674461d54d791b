/** An instant (ISO) as people read it in a zone: `Mon 23 Nov 17:00 Europe/Brussels`. */
export function localTime(at: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).formatToParts(new Date(at));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return `${of('weekday')} ${of('day')} ${of('month')} ${of('hour')}:${of('minute')} ${zone}`;
}
