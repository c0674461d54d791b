import { createRequire } from 'node:module';

// Bolt's parts one by one: its index loads Express as well, 160 modules that Navi has no use for and that every start
// would wait for. They are CommonJS whose classes are their `default`, which `require` gives alike everywhere.
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
