import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';

/** The web server's routes; `c.env.incoming` is node's own request. */
export type Door = Hono<{ Bindings: HttpBindings }>;
