/**
 * The host of Slack's response addresses (docs.slack.dev, Handling user interaction in your Slack apps:
 * `response_url`).
 */
const SLACK_HOST = 'hooks.slack.com';

/**
 * Whether an answer may be sent to this address: Slack's own host over https; with another Slack's address
 * configured, such as a simulated one, only that host.
 */
export function answerAddresses(apiUrl: string | undefined): (url: string) => boolean {
  return (url) => {
    if (!URL.canParse(url)) return false;
    const { protocol, host, username } = new URL(url);
    if (username !== '') return false;
    if (apiUrl === undefined) return protocol === 'https:' && host === SLACK_HOST;
    const own = new URL(apiUrl);
    return protocol === own.protocol && host === own.host;
  };
}
