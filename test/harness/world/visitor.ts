import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { z } from 'zod';
import { REPOSITORY } from '../process/plugged.ts';

const SCREENSHOTS = join(REPOSITORY, 'test-results/screenshots');
/** How long anything on the page may take to come. */
export const STEP_MS = 30_000;

/** A person with the page open in a real browser, who uses the keyboard where possible. */
export interface Visitor {
  page: Page;
  /** What went wrong on the page itself: its errors, and what it wrote to the console as one. */
  problems: string[];
  photograph(name: string): Promise<unknown>;
  /** A button of Navi's by its action. */
  button(action: string): Locator;
  /** Waits for words anywhere on the page. */
  sees(words: string | RegExp, timeout?: number): Promise<void>;
  /** Waits until the world panel shows these versions as npm's `latest`, package by package. */
  seesLatest(latest: Readonly<Record<string, string>>): Promise<void>;
  /** Switches to this person with the page's own keys. */
  actAs(name: string, id: string): Promise<void>;
  /** Types it and sends it. */
  says(text: string): Promise<void>;
  leave(): Promise<void>;
}

/** Opens the page as a person does; `executablePath` is a Chromium of this machine. */
export async function visit(address: string, executablePath: string): Promise<Visitor> {
  const browser = await launch(executablePath);
  const page = await browser.newPage({ viewport: { width: 1600, height: 1200 }, colorScheme: 'light' });
  const problems: string[] = [];
  page.setDefaultTimeout(STEP_MS);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(address);
  return {
    page,
    problems,
    photograph: (name) => page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' }),
    button: (action) => page.locator(`[data-action-id="navi.${action}"]`),
    sees: (words, timeout = STEP_MS) => page.getByText(words).first().waitFor({ timeout }),
    seesLatest: async (latest) => {
      for (const [name, version] of Object.entries(latest))
        await page
          .locator(`[data-testid="dist-tag-@awell-health/${name}"][data-latest="${version}"]`)
          .waitFor();
    },
    actAs: async (name, id) => {
      await page.keyboard.press('Control+k');
      await page.getByTestId('switcher').waitFor();
      await page.keyboard.type(name);
      await page.keyboard.press('Enter');
      await page.locator(`[data-testid="acting-as"][data-user="${id}"]`).waitFor();
    },
    says: async (text) => {
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    },
    leave: () => browser.close(),
  };
}

/** Whether Navi hears what is typed and clicked: a process that has just started does not yet. */
export async function isListening(address: string): Promise<boolean> {
  const state = await fetch(`${address}/_control/state`);
  return z.object({ sockets: z.number() }).parse(await state.json()).sockets > 0;
}

/** Chromium's own sandbox does not work for root, as whom containers often run. */
function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}
