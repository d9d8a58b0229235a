// Addresses: one text, or division (name or code, in up to three columns) and detail apart; both end as division, its
// GB/T 2260 code and the rest. An unknown division is kept as written, for a person to complete.
import type { ItemOutcome, ItemQuestion } from './item-types.ts';
import { type TextInput, checkText } from './check-text.ts';
import { itemOf } from './dictionary.ts';
import { type Finding, finding } from './findings.ts';
import { normaliseAddress, unwrapCell } from './normalise.ts';
import { type Parts, isBlankPart, named, outcome, rejects } from './parts.ts';
import { type FoundRegion, findRegion, regionName } from './regions.ts';
import { rule } from './rules.ts';

/** 山东省济南市… in one column, or region (name or code, in up to three columns) and detail apart. */
export function checkAddress(question: ItemQuestion): ItemOutcome {
  const given = named(question.input, 'whole');
  const texts = ['province', 'city', 'county', 'region', 'whole', 'detail'].map((key) =>
    unwrapCell(given[key] ?? ''),
  );
  if (texts.every(isBlankPart)) return { findings: [] };
  const faults = texts.flatMap((text) => checkText(addressText(question, text)).findings);
  if (rejects(faults)) return { findings: faults.slice(0, 1) };
  const written = texts.slice(0, 4).map(normaliseAddress).join('');
  const division = regionName(written) ?? written;
  const rest = texts.slice(4).map(normaliseAddress).join('');
  const found = findRegion(joinAddress(division, rest));
  const whole = [...division, ...rest].length;
  if (!found && whole < rule('address.min_chars'))
    return { findings: [finding(question.id, 'TOO_SHORT', String(rule('address.min_chars')))] };
  const detail = found ? found.rest.trim() : rest;
  const value: Parts = { ...divisionParts(found, division), ...(detail === '' ? {} : { detail }) };
  return outcome(value, [
    ...(found ? [] : [finding(question.id, 'ADDRESS_REGION_UNKNOWN')]),
    ...detailFaults(question, detail),
  ]);
}

/** Exports often repeat the division at the start of the detail. */
function joinAddress(division: string, rest: string): string {
  const inRest = findRegion(rest);
  const before = findRegion(division);
  return inRest && before && inRest.code === before.code ? rest : division + rest;
}

function divisionParts(found: FoundRegion | undefined, written: string): Parts {
  if (found) return { region: found.name, regionCode: found.code };
  return written === '' ? {} : { region: written };
}

/** A migration takes an old address without a street and asks for it later; the counter asks now. */
function detailFaults({ id, channel }: ItemQuestion, detail: string): Finding[] {
  if (detail === '') {
    const row = finding(id, 'ADDRESS_DETAIL_MISSING');
    return [channel === 'bulk-import' ? { ...row, severity: 'warn' } : row];
  }
  return [...detail].length < rule('address.detail.min_chars')
    ? [finding(id, 'ADDRESS_SHORT')]
    : [];
}

const addressText = (question: ItemQuestion, text: string): TextInput => ({
  target: question.id,
  text,
  format: 'text',
  length: { min: 1, max: itemOf(question.id).length.max },
  today: question.today,
});
