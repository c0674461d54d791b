import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { z } from 'zod';

const Description = z.object({
  version: z.string(),
  routes: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()).nullable())),
  $defs: z.record(z.string(), z.unknown()),
});

/** What GitHub's published description has against an answer; `undocumented` is a status that the route's list lacks. */
export function problemsOf(route: string, { status, body }: { status: number; body: unknown }): string[] {
  const description = Description.parse(
    JSON.parse(readFileSync(new URL('github.json', import.meta.url), 'utf8')),
  );
  const documented = description.routes[route] ?? {};
  // Some statuses that GitHub gives everywhere are in no route's list.
  if (status === 304 || (status >= 400 && documented[status] === undefined)) return [];
  if (!(status in documented)) return ['undocumented'];
  const schema = documented[status];
  if (schema === null || schema === undefined) return [];
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile({ ...schema, $defs: description.$defs });
  validate(status < 400 ? body : withoutStatus(body));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** GitHub says the status in every error's body; the description has it in some only. */
function withoutStatus(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'status'));
}
