// The evidence file: one act, provable without the server. Pretty JSON with fixed key order, so that a person can read
// it and every byte of it is determined: the verifier rebuilds the file from its parts and compares.
import { z } from 'zod';
import { evidenceFormat, exportFormat, proofHashesMax } from './formats.ts';

/** Keys in the order in which they stand in the file. */
export const evidenceSchema = z.strictObject({
  format: z.literal(evidenceFormat),
  /** For people; derived from the entry by `headerFields`, so it cannot say anything else. */
  header: z.array(z.string().max(8_000)).max(40),
  /** The entry exactly as it was hashed. */
  entry: z.string().max(65_535),
  /** C2SP tlog-proof, line by line: index, inclusion proof, signed checkpoint. */
  proof: z.array(z.string().max(2_000)).max(proofHashesMax + 40),
  /** Who claims to have signed. Trust comes from the key the reader already has, never from here. */
  key: z.string().max(300),
  /** 国密: the SM2 key of the checkpoint's second signature, and the proof of the same entry in the SM3 tree, signed by it. */
  gm: z
    .strictObject({
      key: z.string().max(300),
      proof: z
        .array(z.string().max(2_000))
        .max(proofHashesMax + 40)
        .optional(),
    })
    .optional(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const evidenceTitle =
  '守信存证文件：一次处理行为的记录与证明 Shouxin evidence: the record of one act, and its proof';
export const evidenceAdvice =
  '核验 Verify: shouxin verify FILE --key VKEY （密钥须另行取得，不可取自本文件 get the key elsewhere, not from this file）';

/** Header lines after the two fixed ones: `label: value`, lists joined with a space, maps as `key=value`, absent fields left out. */
export const headerFields: readonly { readonly label: string; readonly path: readonly string[] }[] =
  [
    { label: '编号 Entry', path: ['id'] },
    { label: '时间 At (UTC)', path: ['at'] },
    { label: '机构 Institution', path: ['tenant'] },
    { label: '操作人 Actor', path: ['actor', 'account'] },
    { label: '岗位 Post', path: ['post'] },
    { label: '网点 Branch', path: ['branch'] },
    { label: '终端 Terminal', path: ['terminal'] },
    { label: '操作 Act', path: ['act'] },
    { label: '目的 Purpose', path: ['purpose'] },
    { label: '客户假名 Subject pseudonym', path: ['trail'] },
    { label: '信息项 Items', path: ['items'] },
    { label: '决定 Decision', path: ['decision'] },
    { label: '规则 Rules', path: ['rules', 'ids'] },
    { label: '规则版本 Rule version', path: ['rules', 'version'] },
    { label: '结果 Result', path: ['result'] },
    { label: '代码 Code', path: ['code'] },
  ];

const hash = z.base64().length(44);

/** First line of an export: canonical JSON. Then one entry a line, exactly as hashed. Then `exportTrailer`. */
export const exportHeader = z.strictObject({
  format: z.literal(exportFormat),
  origin: z.string().max(200),
  key: z.string().max(300),
  /** Of the checkpoint's second signature, where it has one. */
  sm2Key: z.string().max(300).optional(),
  /** The period that was asked for; the entries themselves say when they were. */
  from: z.iso.datetime({ precision: 3 }),
  to: z.iso.datetime({ precision: 3 }),
  /** Position of the first entry in the log, and how many follow without a gap. */
  first: z.int().min(0),
  count: z.int().min(0),
  /** Roots of the complete subtrees left of the first entry, widest first. */
  left: z.array(hash).max(proofHashesMax),
});
export type ExportHeader = z.infer<typeof exportHeader>;

/** Last line: roots of the complete subtrees right of the last entry, the checkpoint, a digest of all lines above. */
export const exportTrailer = z.strictObject({
  right: z.array(hash).max(proofHashesMax),
  checkpoint: z.string().max(4_000),
  digest: hash,
});
export type ExportTrailer = z.infer<typeof exportTrailer>;
