// Adversary: requests that no client of ours would send. Each is refused in words, never a fault, and what was typed in a
// place that the log keeps open does not get there (promise 2, SECURITY pitfall 25).
import { expect, it } from 'vitest';
import { operations } from '@shouxin/contract';
import { openHarness } from '../harness.ts';

const harness = await openHarness();
const { audit } = operations;

interface Sent {
  readonly url: string;
  readonly payload: string;
  readonly type?: string;
}

async function send(as: 'teller' | 'nobody', { url, payload, type = 'application/json' }: Sent) {
  const who = as === 'teller' ? await harness.as(as) : undefined;
  const answer = await harness.http.inject({
    method: 'POST',
    url,
    payload,
    remoteAddress: who?.address ?? '198.51.100.77',
    headers: {
      'content-type': type,
      ...(await who?.headersFor('POST', url)),
    },
  });
  return answer.json<{ code: string; status: number }>();
}

it.each(['image/png', 'application/pdf', 'text/csv', 'application/octet-stream'])(
  'answers %s where no file is taken with a refusal, not with a fault',
  async (type) => {
    for (const as of ['nobody', 'teller'] as const) {
      const sent = { url: '/v1/sign-in', payload: '{}', type };
      expect(await send(as, sent)).toMatchObject({ code: 'input.unsupported-type', status: 415 });
    }
  },
);

it.each(['110101199003070011', 'P-13912345678', '6217-0000-1234-5678'])(
  'keeps %s out of the log when it is typed as a purpose',
  async (code) => {
    const purpose = { code };
    const terms = { by: 'number', number: '1' };
    await send('teller', {
      url: '/v1/customers/search',
      payload: JSON.stringify({ terms, purpose }),
    });
    await send('nobody', { url: '/v1/sign-in', payload: JSON.stringify({ purpose }) });
    const auditor = await harness.as('auditor');
    const { items } = await auditor.call(audit.search, { filters: {}, limit: 50 });
    expect(items.map((it) => it.act)).toContain('customers.search');
    expect(JSON.stringify(items)).not.toContain(code);
  },
);
