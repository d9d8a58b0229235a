// Colours, once: Ant Design's tokens and our own CSS variables are both made from these tables. One accent (a deep
// teal), neutral greys, red for danger only; every text pair reaches WCAG AA, the high-contrast tables AAA.
export interface Palette {
  readonly ground: string;
  readonly card: string;
  readonly raised: string;
  readonly ink: string;
  readonly muted: string;
  readonly faint: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly accent: string;
  readonly accentInk: string;
  readonly accentSoft: string;
  readonly onAccent: string;
  readonly warnInk: string;
  readonly warnSoft: string;
  readonly warnLine: string;
  readonly badInk: string;
  readonly badSoft: string;
  readonly goodInk: string;
  readonly goodSoft: string;
  readonly plainInk: string;
  readonly plainSoft: string;
  readonly dotGood: string;
  readonly dotWarn: string;
  readonly focus: string;
}

const light: Palette = {
  ground: '#f4f6f6',
  card: '#ffffff',
  raised: '#f8fafa',
  ink: '#1b2426',
  muted: '#55646a',
  faint: '#627076',
  line: '#e2e8ea',
  lineStrong: '#c9d3d6',
  accent: '#0b6e6e',
  accentInk: '#0a6363',
  accentSoft: '#e2f0ef',
  onAccent: '#ffffff',
  warnInk: '#7f5200',
  warnSoft: '#fff4dc',
  warnLine: '#f0dca6',
  badInk: '#a8200f',
  badSoft: '#fdecea',
  goodInk: '#1f6a33',
  goodSoft: '#e6f4e9',
  plainInk: '#45565c',
  plainSoft: '#edf1f2',
  dotGood: '#2f9350',
  dotWarn: '#c98a00',
  focus: '#0b6e6e',
};

const dark: Palette = {
  ground: '#111718',
  card: '#1a2224',
  raised: '#20292b',
  ink: '#e4ebed',
  muted: '#a5b4b9',
  faint: '#8c9ca1',
  line: '#2b3639',
  lineStrong: '#445256',
  accent: '#46b3ac',
  accentInk: '#62c7c0',
  accentSoft: '#14393a',
  onAccent: '#04201f',
  warnInk: '#f0c36a',
  warnSoft: '#3a2f14',
  warnLine: '#5a4a20',
  badInk: '#ff9c8f',
  badSoft: '#41201c',
  goodInk: '#86d39a',
  goodSoft: '#17331f',
  plainInk: '#b7c5c9',
  plainSoft: '#293437',
  dotGood: '#4fb871',
  dotWarn: '#e0a92e',
  focus: '#62c7c0',
};

const lightHigh: Palette = {
  ...light,
  ground: '#ffffff',
  raised: '#ffffff',
  ink: '#000000',
  muted: '#2b3336',
  faint: '#3a4447',
  line: '#6b787c',
  lineStrong: '#3a4447',
  accent: '#004d4d',
  accentInk: '#004343',
  warnInk: '#513300',
  warnLine: '#7f5200',
  badInk: '#7a1206',
  goodInk: '#0d4a1e',
  plainInk: '#1f2b2f',
  focus: '#000000',
};

const darkHigh: Palette = {
  ...dark,
  ground: '#000000',
  card: '#000000',
  raised: '#0b0f10',
  ink: '#ffffff',
  muted: '#dfe7e9',
  faint: '#cdd7da',
  line: '#7d8b90',
  lineStrong: '#b7c5c9',
  accent: '#7be0d8',
  accentInk: '#8df0e8',
  warnInk: '#ffdc8c',
  badInk: '#ffc2b8',
  goodInk: '#b4f0c3',
  plainInk: '#e4ebed',
  focus: '#ffffff',
};

export function paletteOf(isDark: boolean, isHigh: boolean): Palette {
  if (isDark) return isHigh ? darkHigh : dark;
  return isHigh ? lightHigh : light;
}
