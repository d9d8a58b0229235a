// Texts stand beside the page that shows them, as {zh,en}, so that neither language can be forgotten; i18next picks,
// fills in and switches. Words that come from the server (`Words`) are picked by the same language.
import type { Language, ValueText, Words } from '@shouxin/contract';
import i18next from 'i18next';
import { useMemo } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import { language } from './preferences.ts';

const languages = ['zh', 'en'] as const;

void i18next.use(initReactI18next).init({
  lng: language.get(),
  fallbackLng: false,
  initAsync: false,
  resources: {},
  interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
  react: { useSuspense: false },
});

function follow(): void {
  document.documentElement.lang = language.get() === 'zh' ? 'zh-CN' : 'en';
  void i18next.changeLanguage(language.get());
}
follow();
language.subscribe(follow);

export interface Texts<K extends string> {
  readonly name: string;
  readonly keys?: K;
}
export type Values = Readonly<Record<string, string | number>>;
export type Say<K extends string> = (key: K, values?: Values) => string;

/**
 * The texts of one page or part. `name` is the folder and file, unique in the console. `{name}` in a text is filled in; beside
 * a text with `{count}`, `key_one` is what English says of one.
 */
export function defineTexts<const K extends string>(
  name: string,
  table: Readonly<Record<K, Words>>,
): Texts<K> {
  for (const lang of languages) {
    const entries = Object.entries<Words>(table).map(([key, words]) => [key, words[lang]]);
    i18next.addResourceBundle(lang, name, Object.fromEntries(entries));
  }
  return { name };
}

/** `const say = useTexts(texts); say('title')`. */
export function useTexts<K extends string>(texts: Texts<K>): Say<K> {
  const lang = useLanguage();
  return useMemo(() => {
    const fixed = { lng: lang, ns: texts.name, keySeparator: false, nsSeparator: false } as const;
    return (key, values) => {
      const name: string = key;
      return i18next.t(name, { ...values, ...fixed });
    };
  }, [lang, texts]);
}

/** `const inWords = useWords(); inWords(card.title)`: what the server or contract says, in the language of the person. */
export function useWords(): (words: Words) => string {
  const lang = useLanguage();
  return useMemo(() => (words: Words) => words[lang], [lang]);
}

/** `read(item.display)`: a value as it was written, or a word for it in the language of the person. */
export function useValueText(): (text: ValueText) => string {
  const lang = useLanguage();
  return useMemo(() => (text: ValueText) => (typeof text === 'string' ? text : text[lang]), [lang]);
}

/** `inList([姓名, 手机])`: 姓名、手机 — Name, Mobile. */
export function useList(): (words: readonly Words[]) => string {
  const lang = useLanguage();
  return useMemo(
    () => (words: readonly Words[]) =>
      words.map((it) => it[lang]).join(lang === 'zh' ? '、' : ', '),
    [lang],
  );
}

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'zh';
}
