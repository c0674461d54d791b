import type { Context } from 'hono';
import { z } from 'zod';

/** An error in GitHub's own words: thrown anywhere under a route, it becomes the answer. */
export class GithubError extends Error {
  readonly status: number;
  readonly errors: unknown[] | undefined;

  constructor(status: number, message: string, errors?: unknown[]) {
    super(message);
    this.name = 'GithubError';
    this.status = status;
    this.errors = errors;
  }
}

export function notFound(): GithubError {
  return new GithubError(404, 'Not Found');
}

/** The body of an error, as docs.github.com "Troubleshooting the REST API" shows it. */
export function errorResponse(status: number, message: string, errors?: unknown[]): Response {
  return Response.json(
    {
      message,
      ...(errors === undefined ? {} : { errors }),
      documentation_url: 'https://docs.github.com/rest',
      status: String(status),
    },
    { status },
  );
}

/** Reads a JSON body; 400 when it is not JSON, 422 when it is not what the call needs. */
export async function readBody<T extends z.ZodType>(c: Context, schema: T): Promise<z.infer<T>> {
  const text = await c.req.text();
  const parsed = parseJson(text === '' ? '{}' : text);
  if (parsed === undefined) throw new GithubError(400, 'Problems parsing JSON');
  const read = schema.safeParse(parsed.value);
  if (read.success) return read.data;
  throw new GithubError(422, `Invalid request.\n\n${z.prettifyError(read.error)}`);
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** A required path parameter. */
export function param(c: Context, name: string): string {
  const value = c.req.param(name);
  if (value === undefined || value === '') throw notFound();
  return value;
}

/** A path parameter that is a record's number; anything else is not found. */
export function idParam(c: Context, name: string): number {
  const value = Number(param(c, name));
  if (!Number.isSafeInteger(value)) throw notFound();
  return value;
}

const PER_PAGE_DEFAULT = 30;
const PER_PAGE_LIMIT = 100;

/** One page of a list, with the `Link` header that leads to the other pages. */
export function page<T>(c: Context, items: T[]): T[] {
  const size = Math.min(positive(c.req.query('per_page'), PER_PAGE_DEFAULT), PER_PAGE_LIMIT);
  const at = positive(c.req.query('page'), 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (to: number, rel: string) => {
    const url = new URL(c.req.url);
    url.searchParams.set('page', String(to));
    return `<${url}>; rel="${rel}"`;
  };
  const links = [
    ...(at > 1 ? [link(at - 1, 'prev'), link(1, 'first')] : []),
    ...(at < last ? [link(at + 1, 'next'), link(last, 'last')] : []),
  ];
  if (links.length > 0) c.header('link', links.join(', '));
  return items.slice((at - 1) * size, at * size);
}

function positive(text: string | undefined, otherwise: number): number {
  const value = Number(text ?? otherwise);
  return Number.isInteger(value) && value > 0 ? value : otherwise;
}
