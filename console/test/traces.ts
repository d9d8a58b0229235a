// Everything a browser keeps or shows beyond the page itself: addresses, titles, history, storage, cookies, clipboard.
// A value of a customer in any of them outlives the page, so a journey is followed and the traces are searched.
import type { Page } from 'playwright-core';
import { createScanner } from '../../server/src/doors/admin/attack/scan.ts';

interface Kept {
  readonly kept: string[];
}

/** From now on; answers what was left behind so far, each with the place where it was seen. */
export async function followTraces(page: Page): Promise<() => Promise<string[]>> {
  const traces: string[] = [];
  page.on('request', (request) => traces.push(`address ${request.url()}`));
  page.on('framenavigated', (frame) => traces.push(`address ${frame.url()}`));
  await page.evaluate(keepTraces);
  return async () => [...traces, ...(await page.evaluate(keptTraces))];
}

/** Traces that hold one of the values, in any form in which the product's own attack looks for them. */
export function holding(traces: readonly string[], values: readonly string[]): string[] {
  const scanner = createScanner(values.map((value) => ({ name: value, value })));
  return traces.filter((trace) => scanner.in(Buffer.from(trace)).length > 0);
}

/** Runs in the page: whatever is written to a place that lasts is written here as well. */
function keepTraces(): void {
  const kept: string[] = [];
  Object.assign(globalThis, { kept });
  const note = (where: string, what: readonly unknown[]) =>
    kept.push(`${where} ${JSON.stringify(what)}`);
  const wrap = <T extends object>(owner: T, name: keyof T & string, where: string) => {
    const before = owner[name] as (...given: unknown[]) => unknown;
    const after = function (this: unknown, ...given: unknown[]) {
      note(where, given);
      return before.apply(this, given);
    };
    Object.assign(owner, { [name]: after });
  };
  wrap(history, 'pushState', 'history');
  wrap(history, 'replaceState', 'history');
  wrap(Storage.prototype, 'setItem', 'storage');
  wrap(navigator.clipboard, 'writeText', 'clipboard');
  const seeTitle = () => note('title', [document.title]);
  const observer = new MutationObserver(seeTitle);
  observer.observe(document.head, { subtree: true, childList: true, characterData: true });
  seeTitle();
}

/** Runs in the page: what was written, and what lies there now. */
async function keptTraces(): Promise<string[]> {
  const { kept } = globalThis as unknown as Kept;
  const databases = await indexedDB.databases();
  const copies = await caches.keys();
  return [
    ...kept,
    `localStorage ${JSON.stringify({ ...localStorage })}`,
    `sessionStorage ${JSON.stringify({ ...sessionStorage })}`,
    `cookies ${document.cookie}`,
    `window ${window.name}`,
    ...databases.map((it) => `database ${it.name}`),
    ...copies.map((name) => `cache ${name}`),
  ];
}
