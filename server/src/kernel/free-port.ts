// Whether the server will be able to listen, asked before a database is started and people are made up: who runs a second copy
// waits a second for the answer, not a minute.
import { createServer } from 'node:net';

export class PortInUse extends Error {
  constructor(port: number) {
    super(`port ${port} is in use. Set PORT to another, or stop what listens there.`);
  }
}

/** Listens once and lets go; anything but a taken port is left to the real listening, which says it better. */
export async function requireFreePort(it: { readonly port: number; readonly host: string }) {
  const probe = createServer();
  const outcome = await new Promise<unknown>((resolve) => {
    probe.once('error', resolve).listen(it.port, it.host, () => resolve(undefined));
  });
  await new Promise((resolve) => probe.close(resolve));
  if ((outcome as { code?: unknown } | undefined)?.code === 'EADDRINUSE') {
    throw new PortInUse(it.port);
  }
}
