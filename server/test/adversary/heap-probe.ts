// Test-only, loaded before the program: writes a heap snapshot of it when told to, and leaks a value when told to, for the
// negative control. V8 collects before it writes, so what stands in the snapshot is what something still holds.
import { writeHeapSnapshot } from 'node:v8';

const held: string[] = [];

process.on('message', (message: { snapshot?: string; leak?: string }) => {
  if (message.leak !== undefined) {
    held.push(`${message.leak} ${held.length}`);
    process.stdout.write(`${message.leak}\n`);
  }
  if (message.snapshot !== undefined) writeHeapSnapshot(message.snapshot);
  process.send?.('done');
});
