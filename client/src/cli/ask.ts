// Asks a person for what the environment does not give; a secret is not shown while it is typed.
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Exit } from './exit.ts';

export async function ask(question: string, { secret = false } = {}): Promise<string> {
  if (!process.stdin.isTTY)
    throw new Exit(2, `${question}: not given, and there is no terminal to ask at`);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  process.stderr.write(`${question}: `);
  const reader = createInterface({
    input: process.stdin,
    output: secret ? silent : process.stderr,
    terminal: true,
  });
  try {
    return (await reader.question('')).trim();
  } finally {
    reader.close();
    if (secret) process.stderr.write('\n');
  }
}
