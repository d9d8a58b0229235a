// `shouxin verify FILE --key VKEY`: says in plain words whether a file is proven, and by whom. Exit 0 valid, 1 refused or
// vouched for by nobody, 2 the file cannot be read. It asks no network and no database, so it can run anywhere.
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { Words } from '@shouxin/contract';
import { evidenceBytesMax } from '@shouxin/contract/proof';
import { verifyAttack, type AttackVerdict } from './attack.ts';
import { isCertificate, verifyCertificate, type CertificateVerdict } from './certificate.ts';
import { isDrillReport, verifyDrillReport, type DrillVerdict } from './drill-report.ts';
import { aboutDrill } from './say-drill.ts';
import { headerOf, verifyEvidence, type EvidenceVerdict } from './evidence.ts';
import { verifyExport, type ExportVerdict } from './export.ts';
import { readPinnedKeys } from './pinned-keys.ts';
import type { Refused, SignedBy } from './verdict.ts';

export interface VerifyRequest {
  readonly file: string;
  /** Verifier keys; without any, the pinned ones. */
  readonly key?: string | readonly string[];
  readonly language?: keyof Words;
  /** Where pinned keys are read from, if not from the home folder. */
  readonly pinnedKeys?: string;
  readonly print: (line: string) => void;
}

type Proven = CertificateVerdict | DrillVerdict | EvidenceVerdict | ExportVerdict | AttackVerdict;
type Verdict = Proven | Refused;

export async function verifyCommand(request: VerifyRequest): Promise<0 | 1 | 2> {
  const { language = 'en' } = request;
  const say = (words: Words) => request.print(words[language]);
  const verdict = await verifyFile(request.file, await keysOf(request));
  if (verdict === undefined) {
    say({ zh: '无法读取文件', en: 'The file cannot be read' });
    return 2;
  }
  if (verdict.kind === 'refused') {
    say({ zh: '不通过 REFUSED', en: 'REFUSED 不通过' });
    say(verdict.words);
    return 1;
  }
  say(verdict.kind === 'valid' ? validWords : unvouchedWords);
  for (const line of aboutIt(verdict)) say(line);
  for (const it of verdict.signedBy) say(aboutSignature(it));
  return verdict.kind === 'valid' ? 0 : 1;
}

/** The verdict itself stands in both languages: who runs the command may not be who was told what to look for. */
const validWords: Words = {
  zh: '有效 VALID：文件由您信任的密钥签名，内容未被改动',
  en: 'VALID 有效: signed by a key you trust, and not altered',
};
const unvouchedWords: Words = {
  zh: '未能确认 NOT CONFIRMED：文件自身前后一致，但没有任何可信密钥为其签名者担保。请从机构另行取得密钥，用 --key 给出',
  en: 'NOT CONFIRMED 未能确认: the file fits together, but nothing vouches for its signer. Get the key from the institution by another way, and give it with --key',
};

async function keysOf(request: VerifyRequest): Promise<readonly string[]> {
  const given = request.key === undefined ? [] : [request.key].flat();
  if (given.length > 0) return given;
  return readPinnedKeys(request.pinnedKeys).catch(() => []);
}

/** Undefined when the file cannot be read at all; what it holds is judged by the verifiers. */
async function verifyFile(file: string, keys: readonly string[]): Promise<Verdict | undefined> {
  const trust = keys.length > 0 ? { vkey: keys } : {};
  try {
    if (await isExport(file)) return await verifyExport(createReadStream(file), trust);
    const bytes = await readFile(file);
    if (isCertificate(bytes)) return verifyCertificate(bytes, trust);
    if (isDrillReport(bytes)) return verifyDrillReport(bytes, trust);
    return verifyAttack(bytes, trust) ?? verifyEvidence(bytes, trust);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  }
}

/** An evidence file, or a certificate, is small and opens its brace on a line of its own; everything else is read as an export. */
async function isExport(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    const { size } = await file.stat();
    return size > evidenceBytesMax || buffer.toString('latin1', 0, bytesRead) !== '{\n';
  } finally {
    await file.close();
  }
}

function aboutSignature({ kind, key, isTrusted }: SignedBy): Words {
  return {
    zh: `签名密钥（${kind}，${isTrusted ? '受信任' : '未确认'}）：${key}`,
    en: `Signing key (${kind}, ${isTrusted ? 'trusted' : 'not confirmed'}): ${key}`,
  };
}

/** What was tried is in the file; here stands what came of it, and who says so. */
function aboutAttack({ report }: AttackVerdict): Words[] {
  const { as, at, tenant, attempts, held, signedBy } = report;
  const broken = attempts.filter((it) => !it.held);
  const oneTime = {
    zh: '以一次性密钥签名：只证明文件未被改动，不证明出自该机构',
    en: 'Signed by a key made for this report: it shows that nobody altered the file, not that it is the institution that made it',
  };
  return [
    {
      zh: `攻击演练（${as}），机构 ${tenant}，时间 ${at}：${attempts.length} 项，${held ? '全部守住' : `${broken.length} 项未守住`}`,
      en: `Attack as ${as} on ${tenant}, ${at}: ${attempts.length} attempts, ${held ? 'all held' : `${broken.length} not held`}`,
    },
    ...broken.map(({ tried, found }) => ({
      zh: `未守住：${tried.zh}：${found.zh}`,
      en: `Not held: ${tried.en}: ${found.en}`,
    })),
    ...(signedBy === 'one-time' ? [oneTime] : []),
  ];
}

function aboutEvidence({ entry, index, checkpoint, sm3 }: EvidenceVerdict): Words[] {
  const place = {
    zh: `日志位置：第 ${index} 条，检查点覆盖 ${checkpoint.size} 条`,
    en: `Place in the log: ${index}, under a checkpoint of ${checkpoint.size} entries`,
  };
  const second = sm3 && {
    zh: `国密日志（SM3）：同一位置，SM2 签名的检查点覆盖 ${sm3.size} 条`,
    en: `SM3 log: the same place, under a checkpoint of ${sm3.size} entries signed with SM2`,
  };
  return [
    ...headerOf(entry)
      .slice(2)
      .map((line) => ({ zh: line, en: line })),
    place,
    ...(second ? [second] : []),
  ];
}

function aboutIt(verdict: Proven): Words[] {
  if ('statement' in verdict) return [...aboutDestruction(verdict), ...aboutEvidence(verdict)];
  if ('entry' in verdict) {
    return [...('report' in verdict ? aboutDrill(verdict.report) : []), ...aboutEvidence(verdict)];
  }
  return 'report' in verdict ? aboutAttack(verdict) : aboutExport(verdict);
}

function aboutDestruction({ statement: it }: CertificateVerdict): Words[] {
  const what =
    it.class === null
      ? { zh: '全部信息', en: 'everything' }
      : { zh: `保存期限 ${it.class}`, en: `retention class ${it.class}` };
  return [
    {
      zh: `销毁证明：客户 ${it.customer}，${what.zh}`,
      en: `Destroyed: customer ${it.customer}, ${what.en}`,
    },
    {
      zh: `客户密钥 ${it.keys.length} 把，桶密钥版本 ${it.destroyed.length} 个`,
      en: `${it.keys.length} customer keys, ${it.destroyed.length} versions of bucket keys`,
    },
    {
      zh: `提交 ${it.proposedBy}，批准 ${it.approvedBy}（${it.approvedAt}），生效 ${it.effectiveAt}`,
      en: `Proposed by ${it.proposedBy}, approved by ${it.approvedBy} (${it.approvedAt}), effective ${it.effectiveAt}`,
    },
  ];
}

function aboutExport({ header, checkpoint, earliest, latest }: ExportVerdict): Words[] {
  const { first, count, from, to } = header;
  const lines = [
    {
      zh: `记录 ${count} 条，日志位置 ${first} 起连续无缺，检查点覆盖 ${checkpoint.size} 条`,
      en: `${count} entries, from place ${first} without a gap, under a checkpoint of ${checkpoint.size} entries`,
    },
    { zh: `所求期间：${from} 至 ${to}`, en: `Period asked for: ${from} to ${to}` },
  ];
  if (earliest === undefined || latest === undefined) return lines;
  return [
    ...lines,
    { zh: `实际：${earliest} 至 ${latest}`, en: `Found: ${earliest} to ${latest}` },
  ];
}
