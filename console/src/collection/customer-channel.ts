// Between the teller's page and the customer's window: one says what to show, the other what the customer did. Messages
// stay in this browser, are kept nowhere, and hold nothing of a person: notice, choices, and which were ticked.
import { consentItem, notice } from '@shouxin/contract';
import { useEffect, useRef } from 'react';
import { z } from 'zod';
import { customerWindowPath } from '../app/customer-window-path.ts';

const channelName = 'shouxin.customer-window';

const language = z.enum(['zh', 'en']);
const scene = z.discriminatedUnion('at', [
  z.object({ at: z.literal('idle') }),
  z.object({ at: z.literal('notice'), language, notice }),
  z.object({
    at: z.literal('choices'),
    language,
    consents: z.array(consentItem),
    given: z.array(z.string()),
  }),
]);
export type Scene = z.infer<typeof scene>;

const toCustomer = z.object({ show: scene });
const fromCustomer = z.discriminatedUnion('did', [
  z.object({ did: z.literal('open') }),
  z.object({ did: z.literal('reach-end') }),
  z.object({ did: z.literal('give'), consent: z.string(), given: z.boolean() }),
]);
export type FromCustomer = z.infer<typeof fromCustomer>;

/** A channel reaches pages of our own origin alone, so there is no target to name. */
function send(line: BroadcastChannel, message: { show: Scene } | FromCustomer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  line.postMessage(message);
}

/** Opened by a press of a button; pressed again, the same window comes to the front. */
export function openCustomerWindow(): void {
  open(customerWindowPath, channelName, 'popup,width=1024,height=768')?.focus();
}

/** The teller's side: shows the scene as long as the step is open, and hears what the customer did. */
export function useCustomerScene(shown: Scene, onDone: (did: FromCustomer) => void): void {
  const latest = useRef({ shown, onDone });
  const channel = useRef<BroadcastChannel>(null);
  // Sent when it changes, not whenever the step is drawn.
  const content = JSON.stringify(shown);
  useEffect(() => {
    latest.current = { shown, onDone };
  });
  useEffect(() => {
    const line = new BroadcastChannel(channelName);
    channel.current = line;
    line.addEventListener('message', ({ data }) => {
      const read = fromCustomer.safeParse(data);
      if (!read.success) return;
      if (read.data.did === 'open') send(line, { show: latest.current.shown });
      else latest.current.onDone(read.data);
    });
    return () => {
      send(line, { show: { at: 'idle' } });
      line.close();
    };
  }, []);
  useEffect(() => {
    if (channel.current) send(channel.current, { show: scene.parse(JSON.parse(content)) });
  }, [content]);
}

/** The customer's side: says that it is there, then shows what it is told. */
export function followTeller(onScene: (scene: Scene) => void): {
  readonly tell: (did: FromCustomer) => void;
  readonly close: () => void;
} {
  const line = new BroadcastChannel(channelName);
  line.addEventListener('message', ({ data }) => {
    const read = toCustomer.safeParse(data);
    if (read.success) onScene(read.data.show);
  });
  const tell = (did: FromCustomer) => send(line, did);
  tell({ did: 'open' });
  return { tell, close: () => line.close() };
}
