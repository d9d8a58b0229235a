// The terminal the program was started at, for what must not come by file or environment: secrets are typed without showing,
// and what had to be shown is taken off the screen again. There is none when input or output is a file or a pipe.
import type { ReadStream, WriteStream } from 'node:tty';

export interface Terminal {
  say(line: string): void;
  /** One line as typed or pasted, each sign shown as an asterisk. */
  askHidden(prompt: string): Promise<string>;
  /** Takes everything off the screen, and out of what can be scrolled back to where the terminal can do that. */
  clear(): void;
}

/** Somebody pressed Ctrl-C or closed the input instead of answering. */
export class TerminalLeft extends Error {
  override readonly name = 'TerminalLeft';
  constructor() {
    super('nobody answered at the terminal.');
  }
}

const enter = new Set(['\r', '\n']);
const leave = new Set(['\u0003', '\u0004']);
const erase = new Set(['\u007f', '\b']);
const eraseAll = '\u0015';
const clearAll = '\u001B[2J\u001B[3J\u001B[H';
const lengthMax = 4096;

interface Ends {
  readonly input: ReadStream;
  readonly output: WriteStream;
}

class Line {
  text = '';
  readonly #output: WriteStream;

  constructor(output: WriteStream) {
    this.#output = output;
  }

  /** What the line came to when the sign ended it. */
  take(sign: string): 'ended' | 'left' | 'open' {
    if (enter.has(sign)) return 'ended';
    if (leave.has(sign)) return 'left';
    if (erase.has(sign)) this.#drop(1);
    else if (sign === eraseAll) this.#drop(this.text.length);
    else if (sign >= ' ' && this.text.length < lengthMax) {
      this.text += sign;
      this.#output.write('*');
    }
    return 'open';
  }

  #drop(count: number): void {
    const signs = [...this.text];
    const dropped = Math.min(count, signs.length);
    this.text = signs.slice(0, signs.length - dropped).join('');
    this.#output.write('\b \b'.repeat(dropped));
  }
}

class OpenTerminal implements Terminal {
  readonly #ends: Ends;
  /** Typed or pasted ahead of the question. */
  #ahead: string[] = [];

  constructor(ends: Ends) {
    this.#ends = ends;
  }

  say(line: string): void {
    this.#ends.output.write(`${line}\n`);
  }

  clear(): void {
    this.#ends.output.write(clearAll);
  }

  askHidden(prompt: string): Promise<string> {
    const { input, output } = this.#ends;
    output.write(prompt);
    return new Promise((resolve, reject) => {
      const line = new Line(output);
      const finish = (settle: () => void) => {
        input.off('data', onData).off('end', onEnd).setRawMode(false).pause();
        output.write('\n');
        settle();
      };
      const goOn = () => {
        while (this.#ahead.length > 0) {
          const state = line.take(this.#ahead.shift() ?? '');
          if (state === 'ended') return finish(() => resolve(line.text));
          if (state === 'left') return finish(() => reject(new TerminalLeft()));
        }
      };
      const onData = (chunk: string) => {
        this.#ahead.push(...chunk.replaceAll('\r\n', '\r'));
        goOn();
      };
      const onEnd = () => finish(() => reject(new TerminalLeft()));
      input.setEncoding('utf8').setRawMode(true).on('data', onData).on('end', onEnd).resume();
      goOn();
    });
  }
}

export function openTerminal(
  ends: { input: ReadStream; output: WriteStream } = {
    input: process.stdin,
    output: process.stdout,
  },
): Terminal | undefined {
  return ends.input.isTTY && ends.output.isTTY ? new OpenTerminal(ends) : undefined;
}
