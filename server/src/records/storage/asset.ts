// A storage asset and what its assessment is worth today: pure. Nothing of it is stored, so that an assessment that runs out
// overnight is expired in the morning, whether or not anything ran (R3.1.2).
import type { AssessmentState, AssetCard, AssetTerms, DataClass, Words } from '@shouxin/contract';
import { dataSetOf, provinces } from '@shouxin/contract';
import { daysBetween } from '../../kernel/clock.ts';

export interface Assessed {
  readonly assessedOn: string;
  readonly result: 'passed' | 'conditional' | 'failed';
  readonly validUntil: string;
  readonly ofVersion: number;
}

export interface Asset extends Omit<AssetTerms, 'country' | 'account' | 'locator'> {
  readonly asset: string;
  readonly version: number;
  readonly materialVersion: number;
  readonly account: string | null;
  readonly locator: string | null;
  readonly at: Date;
  readonly retiredAt: Date | null;
  readonly latest: Assessed | null;
  /** Codes of what is bound to it. */
  readonly holds: readonly string[];
}

export interface Standing {
  readonly state: AssessmentState;
  readonly validUntil: string | null;
  readonly daysLeft: number | null;
}

/** `remindDays` before its end a valid assessment is expiring. The newest counts: a failed one ends an older that passed. */
export function standingOf(
  it: Pick<Asset, 'latest' | 'materialVersion'>,
  { today, remindDays }: { readonly today: string; readonly remindDays: number },
): Standing {
  const { latest } = it;
  if (!latest) return { state: 'none', validUntil: null, daysLeft: null };
  const daysLeft = daysBetween(today, latest.validUntil);
  return { state: stateOf(it, latest, daysLeft - remindDays), ...latest, daysLeft };

  function stateOf(
    { materialVersion }: Pick<Asset, 'materialVersion'>,
    { result, ofVersion }: Assessed,
    beyondReminder: number,
  ): AssessmentState {
    if (result === 'failed') return 'failed';
    if (ofVersion < materialVersion) return 'outdated';
    if (daysLeft < 0) return 'expired';
    return beyondReminder <= 0 ? 'expiring' : 'valid';
  }
}

/** Whether C2 and C3 data may lie on it. */
export function isAssessed({ state }: Pick<Standing, 'state'>): boolean {
  return state === 'valid' || state === 'expiring';
}

export const needsAssessment = (of: DataClass): boolean => of !== 'C1';

/** What an assessment spoke of: where these change, it has to be made again. */
export function isMaterial(before: Asset, next: AssetTerms): boolean {
  const kept = ['kind', 'province', 'site', 'form', 'mlpsLevel', 'encryption'] as const;
  return (
    kept.some((name) => before[name] !== next[name]) ||
    before.locator !== (next.locator ?? null) ||
    next.classes.some((it) => !before.classes.includes(it))
  );
}

export function cardOf(it: Asset, unitName: Words, standing: Standing): AssetCard {
  const { kind, name, site, form, mlpsLevel, encryption, account, standard, locator } = it;
  return {
    asset: it.asset,
    version: it.version,
    kind,
    name,
    province: provinceOf(it.province),
    provinceCode: it.province,
    site,
    form,
    mlpsLevel,
    encryption,
    unit: { id: it.unit, name: unitName },
    account,
    standard,
    classes: [...it.classes],
    locator,
    since: it.at.toISOString(),
    retiredAt: it.retiredAt?.toISOString() ?? null,
    assessment: {
      state: standing.state,
      validUntil: standing.validUntil,
      daysLeft: standing.daysLeft,
    },
    holds: it.holds.map((code) => ({ code, name: nameOf(code) })),
  };
}

export function provinceOf(code: string): Words {
  return provinces.get(code) ?? { zh: code, en: code };
}

export function nameOf(dataSet: string): Words {
  return dataSetOf.get(dataSet)?.name ?? { zh: dataSet, en: dataSet };
}
