/** Block Kit pieces, as short as tests want them. */
export const plain = (text: string) => ({ type: 'plain_text', text });
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
export const section = (text = 'x') => ({ type: 'section', text: mrkdwn(text) });
export const actions = (...elements: object[]) => ({ type: 'actions', elements });
export const button = (more: object = {}) => ({
  type: 'button',
  text: plain('Go'),
  action_id: 'go',
  ...more,
});
export const option = (value: string) => ({ text: plain(value), value });
export const select = (more: object = {}) => ({ type: 'static_select', options: [option('a')], ...more });
export const input = (element: object) => ({ type: 'input', label: plain('L'), element });
export const task = (more: object = {}) => ({ type: 'task_card', task_id: 't1', title: 'Swap', ...more });
export const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, n) => make(n));
export const rich = (elements: object[]) => ({ type: 'rich_text', elements });

export const modal = (more: object = {}) => ({
  type: 'modal',
  title: plain('Approve'),
  blocks: [section()],
  ...more,
});
