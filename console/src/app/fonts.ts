// Noto Sans SC in unicode-range subsets: a browser fetches only the few it has no system glyphs for.
import '@fontsource/noto-sans-sc/400.css';
import '@fontsource/noto-sans-sc/600.css';

// Chromium keeps the boxes of a text that it shaped before all its subsets arrived (its shape cache knows the font's
// description, not what was loaded). A feature tag that no font has makes a new description, so it shapes again.
let round = 0;
document.fonts.addEventListener('loadingdone', () => {
  round += 1;
  const tag = `x${String(round % 1000).padStart(3, '0')}`;
  document.documentElement.style.setProperty('--shaping', `"${tag}" 1`);
});
