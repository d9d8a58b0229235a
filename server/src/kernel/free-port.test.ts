// A taken port is named by its number; a free one is left free.
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { PortInUse, requireFreePort } from './free-port.ts';

it('a taken port is refused with its number, and a free one stays free', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const asked = { port, host: '127.0.0.1' };
  await expect(requireFreePort(asked)).rejects.toThrow(PortInUse);
  await expect(requireFreePort(asked)).rejects.toThrow(`port ${port}`);
  await new Promise((resolve) => other.close(resolve));
  await requireFreePort(asked);
  await requireFreePort(asked);
});
