/** Fills in Slack's date tokens in the reader's own time zone (docs.slack.dev, "Date formatting"). */
export function formatDate(seconds: number, format: string, now: number): string {
  return format.replace(/\{(\w+)\}/g, (whole, token: string) => fill(token, seconds, now) ?? whole);
}

/** Clock time, such as 14:05. */
export function clock(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** Day and clock time, such as Fri, 11 Dec 2026, 14:05. */
export function dayAndTime(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** Date and time in full, for titles. */
export function fullTime(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'long' });
}

/** How long ago in few letters: `now`, `12 s`, `5 min`, `3 h`, `2 d`. */
export function ago(seconds: number, nowMs: number): string {
  const gone = Math.max(0, Math.round(nowMs / 1000 - seconds));
  if (gone < 5) return 'now';
  if (gone < 60) return `${gone} s ago`;
  if (gone < 3600) return `${Math.floor(gone / 60)} min ago`;
  if (gone < 86_400) return `${Math.floor(gone / 3600)} h ago`;
  return `${Math.floor(gone / 86_400)} d ago`;
}

/** A length of time: `8 s`, `2 min 05 s`, `1 h 10 min`. */
export function lasted(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** The day in words: Today, Yesterday, or the date. */
export function dayOf(seconds: number, nowMs: number): string {
  return nearDay(seconds, nowMs) ?? long(seconds);
}

function fill(token: string, seconds: number, now: number): string | undefined {
  const at = new Date(seconds * 1000);
  switch (token) {
    case 'date_num':
      return at.toLocaleDateString('sv-SE');
    case 'date':
      return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
    case 'date_short':
      return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
    case 'date_long':
      return long(seconds);
    case 'date_pretty':
    case 'date_short_pretty':
    case 'date_long_pretty':
      return nearDay(seconds, now)?.toLowerCase() ?? fill(token.replace('_pretty', ''), seconds, now);
    case 'day_divider_pretty':
      return dayOf(seconds, now);
    case 'time':
      return clock(seconds);
    case 'time_secs':
      return at.toLocaleTimeString('en-GB');
    case 'ago':
      return ago(seconds, now);
    default:
      return undefined;
  }
}

function long(seconds: number): string {
  return new Date(seconds * 1000).toLocaleDateString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
}

function nearDay(seconds: number, nowMs: number): string | undefined {
  const day = (ms: number) => new Date(ms).toDateString();
  if (day(seconds * 1000) === day(nowMs)) return 'Today';
  if (day(seconds * 1000) === day(nowMs - 86_400_000)) return 'Yesterday';
  return undefined;
}
