import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { act } from '../api.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { type Form, HostContext, usePresses } from '../blocks/host.tsx';
import { Dialog } from '../dialog.tsx';
import { Spinner } from '../icons.tsx';
import { useNotify } from '../notices.tsx';
import type { Answer, View } from '../schema.ts';
import { usePart } from '../store.ts';
import { useSync } from '../sync.ts';
import { Plain } from '../text/text.tsx';
import { missingIn, useForm, valuesFor } from './form.ts';

/** The modal on top of the acting person's stack, if one is open. */
export function Modals() {
  const modals = usePart((state) => state.modals);
  const top = modals.at(-1);
  if (top === undefined) return null;
  return <Modal key={top.id} view={top} depth={modals.length} />;
}

function Modal({ view, depth }: { view: View; depth: number }) {
  const { form, sending, submit, close } = useAnswers(view);
  const body = useRef<HTMLFormElement>(null);
  const host = useHostOf(view, form);
  useFocusOnError(body, form.errors);
  useFocusOnLoad(body, view);
  return (
    <Dialog title={<Plain text={view.title?.text ?? ''} />} onClose={() => void close()} testid="modal">
      <form
        ref={body}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          if (view.submit != null) void submit();
        }}
      >
        <div class="dialog-body" aria-busy={sending}>
          <HostContext.Provider value={host}>
            <Blocks blocks={view.blocks} />
          </HostContext.Provider>
        </div>
        <div class="dialog-foot">
          {depth > 1 && <span class="soft depth">{depth} views open</span>}
          <button type="button" class="button" data-testid="modal-close" onClick={() => void close()}>
            <Plain text={view.close?.text ?? 'Cancel'} />
          </button>
          {view.submit !== undefined && view.submit !== null && (
            <button type="submit" class="button primary" data-testid="modal-submit" aria-busy={sending}>
              <Plain text={view.submit.text} />
              {sending && <Spinner label="waiting for Navi" />}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

/** What a person answers in a modal, and how it is sent or given up; each is sent once at a time. */
function useAnswers(view: View) {
  const user = usePart((state) => state.me);
  const sync = useSync();
  const notify = useNotify();
  const { form, values, setErrors } = useForm(view);
  const [busy, setBusy] = useState<'sending' | 'closing' | undefined>(undefined);
  const settle = (answer: Answer) => {
    setBusy(undefined);
    if (answer.errors !== undefined) setErrors(answer.errors);
    else if (!answer.ok) notify.failed(answer.error);
    sync.again({ what: 'views', user });
  };
  const submit = async () => {
    const missing = missingIn(view, values);
    setErrors(missing);
    if (busy !== undefined || Object.keys(missing).length > 0) return;
    setBusy('sending');
    settle(await act.submit(user, view.id, valuesFor(view, values)));
  };
  const close = async () => {
    if (busy === 'closing') return;
    setBusy('closing');
    settle(await act.close(user, view.id));
  };
  return { form, sending: busy === 'sending', submit, close };
}

function useHostOf(view: View, form: Form) {
  const spot = useMemo(() => ({ viewId: view.id }), [view.id]);
  const presses = usePresses(spot);
  return useMemo(() => ({ ...presses, form }), [presses, form]);
}

function useFocusOnError(body: { current: HTMLFormElement | null }, errors: Record<string, string>): void {
  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    const field = body.current?.querySelector('.invalid :is(input, textarea, select)');
    if (field instanceof HTMLElement) field.focus();
  }, [errors, body]);
}

/** Where the view says that writing begins, once for each field that says so: the browser looks only when a dialog opens. */
function useFocusOnLoad(body: { current: HTMLFormElement | null }, { blocks }: View): void {
  const wanted = blocks.filter((block) => JSON.stringify(block).includes('"focus_on_load":true'));
  const fields = wanted.map((block) => block.block_id).join(' ');
  useEffect(() => {
    const field = body.current?.querySelector('[autofocus]');
    if (fields !== '' && field instanceof HTMLElement) field.focus();
  }, [fields, body]);
}

/** The acting person's App Home. */
export function HomePane() {
  const home = usePart((state) => state.home);
  const me = usePart((state) => state.me);
  return (
    <main class="pane home" aria-label="Navi, App Home" data-testid="home">
      <header class="pane-head">
        <h1>Navi</h1>
        <span class="soft">App Home</span>
      </header>
      <div class="scroller">
        {home === undefined ? (
          <div class="welcome">
            <h2>Nothing published yet</h2>
            <p>Navi has not drawn an App Home for this person. Try a channel and type /navi help.</p>
          </div>
        ) : (
          <HomeView key={`${me} ${home.id}`} view={home} />
        )}
      </div>
    </main>
  );
}

function HomeView({ view }: { view: View }) {
  const host = usePresses(useMemo(() => ({ viewId: view.id }), [view.id]));
  return (
    <HostContext.Provider value={host}>
      <div class="home-body">
        <Blocks blocks={view.blocks} />
      </div>
    </HostContext.Provider>
  );
}
