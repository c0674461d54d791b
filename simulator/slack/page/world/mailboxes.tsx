import { Mailboxes as Shape } from './schema.ts';
import { OfService, useService, WorldSection } from './section.tsx';

const SHOWN = 12;

/** The mails that the mail server took, the newest first: what customers read. */
export function Mailboxes() {
  const count = useService('smtp', Shape)?.messages ?? 0;
  return (
    <WorldSection id="mailboxes" title="Mailboxes" icon="note" aside={count > 0 && `${count}`} open={false}>
      <OfService name="smtp" shape={Shape}>
        {({ newest, messages, mailboxes }) =>
          messages === 0 ? (
            <p class="soft">No mail was sent yet.</p>
          ) : (
            <>
              <p class="soft">
                {messages} {messages === 1 ? 'mail' : 'mails'} to {mailboxes}{' '}
                {mailboxes === 1 ? 'address' : 'addresses'}
                {messages > SHOWN && `, the newest ${SHOWN} of them:`}
              </p>
              <ul class="pages">
                {newest.slice(0, SHOWN).map(({ id, to, at, subject, text }) => (
                  <li key={id} data-testid="mail" data-to={to}>
                    <details class="mail">
                      <summary>
                        <strong>{subject}</strong>
                        <span class="soft">
                          {to} · <time>{at.slice(0, 16).replace('T', ' ')} UTC</time>
                        </span>
                      </summary>
                      <pre>{text}</pre>
                    </details>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </OfService>
    </WorldSection>
  );
}
