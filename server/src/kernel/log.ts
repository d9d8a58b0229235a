// The operational log. It cannot hold a value: it takes only fixed fields of known kinds, never free text, never a URL with
// parameters, never an error's message (SECURITY pitfall 25). What people did is in the audit log, not here.
import { pino } from 'pino';

export interface RequestLine {
  readonly requestId: string;
  /** Operation id or route pattern, never the URL. */
  readonly operation: string;
  readonly status: number;
  readonly ms: number;
  /** Refusal code. */
  readonly code?: string;
}

export interface Log {
  request(line: RequestLine): void;
  /** Something that happened to the process itself, by a fixed word and small facts. */
  note(word: string, facts?: Readonly<Record<string, number | boolean>>): void;
  /** A bug or an outside failure: name, SQLSTATE and frames of the stack; the message stays out. */
  fault(word: string, error: unknown, requestId?: string): void;
}

export function createLog(level: string, sink?: { write(line: string): void }): Log {
  const out = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    sink ?? pino.destination(2),
  );
  return {
    request: ({ requestId, operation, status, ms, code }) =>
      out.info(
        { requestId, operation, status, ms: Math.round(ms * 10) / 10, ...(code && { code }) },
        'request',
      ),
    note: (word, facts) => out.info({ ...facts }, plain(word)),
    fault: (word, error, requestId) =>
      out.error({ ...faultOf(error), ...(requestId && { requestId }) }, plain(word)),
  };
}

/** Words of the program only: letters, digits, dots, dashes, spaces. */
function plain(word: string): string {
  return /^[A-Za-z0-9 .:-]{1,80}$/.test(word) ? word : 'unnamed';
}

function faultOf(error: unknown) {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
  return {
    name: plain(error.name),
    ...(typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) && { errno: code }),
    frames,
  };
}
