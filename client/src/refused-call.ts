// An answer "no" as the caller sees it: the refusal of the contract with status and request id. A broken line or an
// answer that is no problem document becomes a refusal too, so that callers have one thing to catch.
import { Refusal, refusalCodes, titleOf, type Problem, type RefusalCode } from '@shouxin/contract';

export class RefusedCall extends Refusal {
  readonly problem: Problem;
  /** Seconds to wait, from `Retry-After`, when the server said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, retryAfterSeconds?: number) {
    const { detail, remedy, reasons, facts } = problem;
    super(problem.code, { detail, remedy, reasons, facts });
    this.name = 'RefusedCall';
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): number {
    return this.problem.status;
  }

  get requestId(): string {
    return this.problem.requestId;
  }
}

/** Reads problem+json; whatever else comes back is a fault, with the request id kept when there is one. */
export async function refusalOf(response: Response): Promise<RefusedCall> {
  const requestId = response.headers.get('X-Request-Id') ?? '';
  const wait = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const body: unknown = await response.json().catch(() => undefined);
  const problem = isProblem(body)
    ? { ...body, requestId: body.requestId || requestId }
    : faultOf(response.status, requestId);
  return new RefusedCall(problem, Number.isFinite(wait) ? wait : undefined);
}

/** Nothing came back: the line, not the server, said no. */
export function unreachable(): RefusedCall {
  return new RefusedCall({
    ...faultOf(503, ''),
    detail: { zh: '连接不上服务器。', en: 'The server cannot be reached.' },
    remedy: {
      zh: '请检查网络后重试；已填写的内容仍在。',
      en: 'Check the network and try again; what you typed is still here.',
    },
  });
}

function faultOf(status: number, requestId: string): Problem {
  const code: RefusalCode =
    status >= 500 && status !== 503 ? 'fault.internal' : 'fault.unavailable';
  const words = titleOf(code);
  return {
    type: `urn:shouxin:refusal:${code}`,
    title: words.en,
    status,
    code,
    words,
    requestId,
  };
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null || !('code' in body)) return false;
  const codes: readonly unknown[] = refusalCodes;
  return codes.includes(body.code);
}
