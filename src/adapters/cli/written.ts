/** Text as standard output gets it. A calendar in a file has the line ends that RFC 5545, section 3.1, asks for. */
export function written(text: string, { isTerminal }: { isTerminal: boolean }): string {
  const lines = `${text}\n`;
  return !isTerminal && text.startsWith('BEGIN:VCALENDAR\n') ? lines.replaceAll('\n', '\r\n') : lines;
}
