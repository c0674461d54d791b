// Takes from GitHub's published API description what the contract test needs:
//   npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz package/generated/api.github.com.json
//   node test/schemas/extract-github.ts package/generated/api.github.com.json
import { readFileSync, writeFileSync } from 'node:fs';
import { GITHUB_ROUTES, SIMULATED_ROUTES } from './github-routes.ts';

type Node = { [key: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const nodeAt = (from: unknown, ...path: string[]): Node => {
  const found = path.reduce<unknown>((at, key) => (isNode(at) ? at[key] : undefined), from);
  if (!isNode(found)) throw new Error(`the description has no ${path.join('.')}`);
  return found;
};

/** Only explains, or is no keyword of JSON Schema; `required`: the simulator leaves out what nothing reads. */
const DROPPED = new Set([
  'description',
  'example',
  'examples',
  'summary',
  'title',
  'externalDocs',
  'default',
  'required',
]);

/**
 * OpenAPI 3.0 says `nullable` where JSON Schema has the type `null`. Nothing but the described fields may be there, so
 * that the simulator invents none. Without `required`, more than one alternative may fit.
 */
function asJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asJsonSchema);
  if (!isNode(schema)) return schema;
  if (typeof schema['$ref'] === 'string')
    return { $ref: schema['$ref'].replace('#/components/schemas/', '#/$defs/') };
  const { nullable, properties, oneOf, ...rest } = schema;
  const kept = Object.entries(rest).filter(([key]) => !DROPPED.has(key) && !key.startsWith('x-'));
  const plain: Node = Object.fromEntries(kept.map(([key, value]) => [key, asJsonSchema(value)]));
  if (oneOf !== undefined) plain['anyOf'] = asJsonSchema(oneOf);
  if (isNode(properties) && plain['additionalProperties'] === undefined)
    plain['additionalProperties'] = false;
  if (isNode(properties))
    plain['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, asJsonSchema(value)]),
    );
  return nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain;
}

function refsIn(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(refsIn);
  if (!isNode(schema)) return [];
  const own = schema['$ref'];
  return typeof own === 'string' ? [own.slice('#/$defs/'.length)] : Object.values(schema).flatMap(refsIn);
}

const [source = ''] = process.argv.slice(2);
const api: unknown = JSON.parse(readFileSync(source, 'utf8'));
const defs: Node = {};

function define(names: readonly string[]): void {
  for (const name of names) {
    if (name in defs) continue;
    defs[name] = asJsonSchema(nodeAt(api, 'components', 'schemas', name));
    define(refsIn(defs[name]));
  }
}

function responsesOf(route: string): Node {
  const [method = '', path = ''] = route.split(' ');
  const responses = nodeAt(api, 'paths', path, method.toLowerCase(), 'responses');
  return Object.fromEntries(
    Object.entries(responses).map(([status, given]) => {
      const ref = isNode(given) ? given['$ref'] : undefined;
      const response =
        typeof ref === 'string' ? nodeAt(api, 'components', 'responses', ref.split('/').at(-1) ?? '') : given;
      const content = isNode(response) ? response['content'] : undefined;
      const body = isNode(content) ? content['application/json'] : undefined;
      const schema = isNode(body) ? asJsonSchema(body['schema']) : null;
      define(refsIn(schema));
      return [status, schema];
    }),
  );
}

const routes = Object.fromEntries(
  [...GITHUB_ROUTES, ...SIMULATED_ROUTES].map((route) => [route, responsesOf(route)]),
);
const { version } = nodeAt(api, 'info');
writeFileSync(
  new URL('github.json', import.meta.url),
  `${JSON.stringify({ version, routes, $defs: defs }, null, 1)}\n`,
);
