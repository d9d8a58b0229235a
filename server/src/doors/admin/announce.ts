// What a person reads after the start: where to open the console, with which accounts, and the key that proofs need.
import type { Config } from '../../kernel/config.ts';
import type { Demonstration } from './demonstration/index.ts';

export interface Announcement {
  readonly config: Config;
  readonly demonstration: Demonstration | undefined;
  readonly verificationKey: string;
  /** Of the second signature, where the key provider has SM2. */
  readonly sm2VerificationKey: string | undefined;
  readonly state: { readonly kind: string };
}

export function announce(
  { config, demonstration, verificationKey, sm2VerificationKey, state }: Announcement,
  say: (line: string) => void,
): void {
  const shownHost = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(config.host)
    ? 'localhost'
    : config.host;
  say('');
  say(`  Shouxin 守信   http://${shownHost}:${config.port}`);
  if (demonstration) {
    say('');
    say('  Demonstration institution 演示机构: fictitious people only, never real customers.');
    say(`  Accounts   ${demonstration.accounts.join('  ')}`);
    say(
      `  Password   ${demonstration.password ?? '(taken from SHOUXIN_DEMO_PASSWORD at first start)'}`,
    );
    say(
      `  TOTP       ${demonstration.totpSecret ?? '(taken from SHOUXIN_DEMO_TOTP_SECRET at first start)'}   (base32, 6 digits, 30 s: add it to an authenticator)`,
    );
    say(
      `  Look up    ${demonstration.examples.join('  ')}   (resident identity cards of three fictitious customers)`,
    );
  }
  say('');
  say(`  Log key    ${verificationKey}`);
  if (sm2VerificationKey) say(`  SM2 key    ${sm2VerificationKey}`);
  say('             (verify proofs with: npm exec -- shouxin verify FILE --key KEY)');
  if (state.kind !== 'ready')
    say(`  READ ONLY  the audit log is not what its witness saw: ${state.kind}`);
  say('');
  say('  Ctrl-C stops everything.');
}
