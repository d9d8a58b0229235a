// Noto Sans SC in unicode-range subsets: a browser fetches only the few it has no system glyphs for.
import '@fontsource/noto-sans-sc/400.css';
import '@fontsource/noto-sans-sc/600.css';
