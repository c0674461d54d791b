import { createRequire } from 'node:module';

// Loads Bolt's parts one by one: its index also loads Express, 160 modules that Navi does not need and that would
// delay each start. They are CommonJS modules whose classes are their `default`, which `require` returns everywhere.
const load = createRequire(import.meta.url);
const app: typeof import('@slack/bolt/dist/App.js') = load('@slack/bolt/dist/App.js');
const http: typeof import('@slack/bolt/dist/receivers/HTTPReceiver.js') = load(
  '@slack/bolt/dist/receivers/HTTPReceiver.js',
);
const socket: typeof import('@slack/bolt/dist/receivers/SocketModeReceiver.js') = load(
  '@slack/bolt/dist/receivers/SocketModeReceiver.js',
);

export const { default: BoltApp, LogLevel } = app;
export type BoltApp = InstanceType<typeof BoltApp>;
export type { Logger } from '@slack/bolt';
export const HTTPReceiver = http.default;
export type HTTPReceiver = InstanceType<typeof HTTPReceiver>;
export const SocketModeReceiver = socket.default;
export type SocketModeReceiver = InstanceType<typeof SocketModeReceiver>;
