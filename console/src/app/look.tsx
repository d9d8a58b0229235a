// Puts the palette in force: Ant Design tokens, our CSS variables on the root element, and Ant Design's own words.
import { App, ConfigProvider, theme, type ThemeConfig } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { useLanguage } from './language.ts';
import { paletteOf, type Palette } from './palette.ts';
import { contrast, look } from './preferences.ts';
import { useStore } from './store.ts';

/** System fonts first (no download on most desks); two fonts served by us, so that no machine shows boxes (fonts.ts). */
const fontFamily =
  "system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Hiragino Sans GB', 'Noto Sans CJK SC', 'Noto Sans SC', 'LXGW WenKai GB Screen', sans-serif";

export function Look({ children }: { readonly children: ReactNode }) {
  const isDark = useIsDark();
  const isAsked = useStore(contrast) === 'high';
  const isHigh = useMedia('(prefers-contrast: more)') || isAsked;
  const isStill = useMedia('(prefers-reduced-motion: reduce)');
  const lang = useLanguage();
  const palette = paletteOf(isDark, isHigh);
  useEffect(() => paint(palette, isDark), [palette, isDark]);
  const config = useMemo(() => configOf(palette, isDark, isStill), [palette, isDark, isStill]);
  return (
    <ConfigProvider
      theme={config}
      locale={lang === 'zh' ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <App message={{ maxCount: 2, duration: 4, top: 56 }}>{children}</App>
    </ConfigProvider>
  );
}

function configOf(p: Palette, isDark: boolean, isStill: boolean): ThemeConfig {
  return {
    cssVar: { key: 'shouxin' },
    hashed: false,
    algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: p.accent,
      colorInfo: p.accent,
      colorLink: p.accentInk,
      colorError: p.badInk,
      colorWarning: p.dotWarn,
      colorSuccess: p.dotGood,
      colorText: p.ink,
      colorTextSecondary: p.muted,
      colorTextTertiary: p.faint,
      colorTextDescription: p.muted,
      colorTextPlaceholder: p.faint,
      colorTextDisabled: p.faint,
      colorBorder: p.lineStrong,
      colorBorderSecondary: p.line,
      colorSplit: p.line,
      colorBgLayout: p.ground,
      colorBgContainer: p.card,
      colorBgElevated: isDark ? p.raised : p.card,
      colorTextLightSolid: isDark ? p.onAccent : '#ffffff',
      fontFamily,
      fontSize: 14,
      controlHeight: 32,
      borderRadius: 6,
      borderRadiusLG: 8,
      sizeUnit: 4,
      sizeStep: 4,
      motion: !isStill,
      lineWidthFocus: 2,
      // A button at work stays readable: the spinning icon says enough.
      opacityLoading: 1,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Tooltip: { colorBgSpotlight: isDark ? '#3a474b' : '#26363a', colorTextLightSolid: '#ffffff' },
      Modal: { titleFontSize: 15 },
      Steps: { iconSize: 24, iconFontSize: 13 },
    },
  };
}

/** `accentSoft` becomes `--accent-soft`, and so on. */
function paint(palette: Palette, isDark: boolean): void {
  const root = document.documentElement;
  for (const [name, colour] of Object.entries(palette)) {
    root.style.setProperty(`--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`, colour);
  }
  root.style.setProperty('--font', fontFamily);
  root.style.colorScheme = isDark ? 'dark' : 'light';
}

function useIsDark(): boolean {
  const chosen = useStore(look);
  const isSystemDark = useMedia('(prefers-color-scheme: dark)');
  return chosen === 'system' ? isSystemDark : chosen === 'dark';
}

export function useMedia(query: string): boolean {
  const media = useMemo(() => matchMedia(query), [query]);
  return useSyncExternalStore(
    (changed) => {
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => media.matches,
  );
}
