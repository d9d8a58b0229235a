// How anybody checks a file without this server: the program, the file, and the key, which must come from elsewhere than the
// file itself (ARCHITECTURE 5, trust root of proofs).
import { operations } from '@shouxin/contract';
import { defineTexts, useTexts } from '../app/language.ts';
import { useHas } from '../app/permissions.ts';
import { useRead } from '../app/queries.ts';
import { CopyText } from '../ui/copy-text.tsx';

const texts = defineTexts('trail/verify-steps', {
  how: {
    zh: '在任何装有本程序的电脑上运行，不需要网络、数据库或本服务器。显示「有效 VALID」才算通过；改动任何一个字节都会不通过。',
    en: 'Run it on any machine with the program: no network, database or server is needed. Only “VALID 有效” is valid; a change of any byte is refused.',
  },
  command: { zh: '核验命令', en: 'Command' },
  key: { zh: '核验密钥', en: 'Verification key' },
  keyNote: {
    zh: '密钥应通过公函等其他途径交给对方，不能从被核验的文件里取。',
    en: 'Hand the key over by another way, for example by letter; never take it from the file under check.',
  },
});

export function VerifySteps({ file }: { readonly file: string }) {
  const say = useTexts(texts);
  const mayAsk = useHas()('integrity.check');
  const { answer } = useRead(operations.audit.state, {}, { enabled: mayAsk });
  const keys = [answer?.verificationKey ?? 'KEY', answer?.sm2VerificationKey].filter(
    (it) => typeof it === 'string',
  );
  const options = keys.map((key) => `--key '${key}'`).join(' ');
  return (
    <div className="stack trail-verify">
      <p className="mut">{say('how')}</p>
      <CopyText
        text={`npm exec -- shouxin verify ${file} ${options}`}
        label={say('command')}
        isBlock
      />
      <p className="mut">{say('keyNote')}</p>
    </div>
  );
}
