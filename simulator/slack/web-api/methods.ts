import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Kernel } from '../../kernel/kernel.ts';
import { parseJson } from '../blocks/accept.ts';
import { APP_TOKEN, BOT_TOKEN, SCOPES } from '../world/seed.ts';
import { type Fields, isFields } from '../world/shapes.ts';
import type { Workspace } from '../world/workspace.ts';
import type { Rate, Rates } from './rates.ts';
import { SlackRefusal } from './refusal.ts';

/** One Web API method: its token type, its rate, its arguments. */
export interface Method<Arguments> {
  name: string;
  token: 'bot' | 'app';
  rate: Rate;
  /** The scope that it needs (docs.slack.dev, on each method's page). */
  scope?: string;
  /** A second key of the rate limit besides the method, such as the channel. */
  rateKey?: (args: Arguments) => string;
  args: z.ZodType<Arguments>;
  run: (args: Arguments) => Fields | Promise<Fields>;
}

export interface Api {
  workspace: Workspace;
  kernel: Kernel;
  rates: Rates;
}

/** An argument that is JSON text in a form and a value in a JSON body. */
export const jsonArgument = z
  .unknown()
  .transform((value) => (typeof value === 'string' && value !== '' ? (parseJson(value) ?? value) : value))
  .optional();

/** A boolean in a form. */
export const flag = z
  .union([z.boolean(), z.string().transform((word) => word === 'true' || word === '1')])
  .optional();

/** A whole number in a form. */
export const count = z.coerce.number().int().nonnegative().optional();

/** Registers one Web API method under `/api/`, for GET and POST, with form or JSON arguments. */
export function addMethod<Arguments>(api: Api, method: Method<Arguments>): void {
  const handle = async (c: Context) => {
    if (api.workspace.pace.latencyMs > 0) await wait(api.workspace.pace.latencyMs);
    const args = await readArguments(c);
    const denied = checkToken(c, args, method.token);
    if (denied !== undefined) return c.json({ ok: false, error: denied });
    const parsed = method.args.safeParse(args);
    const retryAfter = limit(api, method, parsed.success ? parsed.data : undefined);
    if (retryAfter !== undefined)
      return c.json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(retryAfter) });
    if (!parsed.success) return c.json(invalidArguments(parsed.error));
    const granted = SCOPES.filter((scope) => scope !== api.workspace.pace.lacksScope);
    const headers = { 'x-oauth-scopes': granted.join(',') };
    if (method.scope !== undefined && !granted.includes(method.scope))
      return c.json(
        { ok: false, error: 'missing_scope', needed: method.scope, provided: granted.join(',') },
        200,
        headers,
      );
    return c.json(await answer(method, parsed.data), 200, headers);
  };
  api.kernel.route(method.name, 'POST', `/api/${method.name}`, handle);
  api.kernel.route(method.name, 'GET', `/api/${method.name}`, handle);
}

async function answer<Arguments>(method: Method<Arguments>, args: Arguments): Promise<Fields> {
  try {
    return { ok: true, ...(await method.run(args)) };
  } catch (error) {
    if (error instanceof SlackRefusal) return error.answer;
    throw error;
  }
}

function limit<Arguments>(
  { workspace, rates }: Api,
  method: Method<Arguments>,
  args: Arguments | undefined,
): number | undefined {
  if (!workspace.pace.rateLimits) return undefined;
  const key = args === undefined ? undefined : method.rateKey?.(args);
  return rates.take(key === undefined ? method.name : `${method.name} ${key}`, method.rate);
}

async function readArguments(c: Context): Promise<Fields> {
  const query = Object.fromEntries(new URL(c.req.url).searchParams);
  const type = c.req.header('content-type') ?? '';
  if (c.req.method === 'GET') return query;
  const text = await c.req.text();
  if (type.startsWith('application/json')) {
    const body = parseJson(text);
    return isFields(body) ? { ...query, ...body } : query;
  }
  return { ...query, ...Object.fromEntries(new URLSearchParams(text)) };
}

function checkToken(c: Context, args: Fields, wanted: 'bot' | 'app'): string | undefined {
  const header = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const token = header ?? (typeof args['token'] === 'string' ? args['token'] : undefined);
  if (token === undefined || token === '') return 'not_authed';
  if (token !== BOT_TOKEN && token !== APP_TOKEN) return 'invalid_auth';
  return token === (wanted === 'bot' ? BOT_TOKEN : APP_TOKEN) ? undefined : 'not_allowed_token_type';
}

function invalidArguments(error: z.ZodError): Fields {
  return {
    ok: false,
    error: 'invalid_arguments',
    response_metadata: {
      messages: error.issues.map(
        (issue) => `[ERROR] ${issue.message} [json-pointer:/${issue.path.join('/')}]`,
      ),
    },
  };
}
