// What the command line says when the server says no: the refusal, how to mend it, and how to go on from here.
import { titleOf } from '@shouxin/contract';
import { expect, test } from 'vitest';
import { RefusedCall } from '../refused-call.ts';
import { exitOf } from './exit.ts';

function refused(code: 'identity.other-session' | 'identity.locked') {
  const words = titleOf(code);
  const type = `urn:shouxin:refusal:${code}`;
  return new RefusedCall({ type, title: words.en, status: 409, code, words, requestId: '' });
}

test('who is signed in elsewhere is told of --end-other', () => {
  const { status, lines } = exitOf(refused('identity.other-session'));
  expect(status).toBe(3);
  expect(lines.join('\n')).toContain('--end-other');
  expect(exitOf(refused('identity.locked')).lines.join('\n')).not.toContain('--end-other');
});
