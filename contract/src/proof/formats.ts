// Names and numbers of the proof formats, frozen by contract/vectors. The server writes them and the offline verifier
// reads them; the arithmetic between is written twice and nothing but this folder is shared.

/** RFC 6962 section 2.1: leaves and nodes are hashed under different first bytes, so one can never pass as the other. */
export const leafPrefix = 0x00;
export const nodePrefix = 0x01;
export const hashBytes = 32;

/** tlog-tiles: a tile is 256 hashes wide, so the database keeps leaves and every eighth level above them. */
export const tileHeight = 8;

/** tlog-tiles entry bundles prefix an entry with a uint16. */
export const entryBytesMax = 65_535;

/** C2SP signed-note: signature type of Ed25519; a note carries few signatures and is small. */
export const noteTypeEd25519 = 0x01;
/** Types without a number of their own follow this byte with a longer name. Ours: SM2 with SM3 over the default user id (GB/T 32918). */
export const noteTypeNamed = 0xff;
export const noteTypeSm2Name = 'shouxin/sm2-sm3/v1';
/** 04 | x | y */
export const sm2KeyBytes = 65;
export const noteBytesMax = 16_384;
export const noteSignaturesMax = 16;

/** C2SP tlog-proof, first line. */
export const proofHeading = 'c2sp.org/tlog-proof@v1';

export const evidenceFormat = 'shouxin/evidence/v1';
export const exportFormat = 'shouxin/export/v1';
export const certificateFormat = 'shouxin/certificate/v1';
export const drillFormat = 'shouxin/drill/v1';
export const witnessFormat = 'shouxin/witness/v1';

export const evidenceBytesMax = 262_144;
export const exportLineBytesMax = 131_072;
/** A proof longer than this belongs to no tree that fits in a number. */
export const proofHashesMax = 64;

/** The second tree over the same entries, hashed with SM3 (GB/T 32905): a log of its own by its origin, under the keys of the first. */
export function sm3OriginOf(origin: string): string {
  return `${origin}/sm3`;
}

/** The origin line, and the name of the key, of a tenant's log. */
export function originOf(tenant: string): string {
  return `shouxin/${tenant}/log`;
}
