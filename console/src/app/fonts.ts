// Fonts in unicode-range subsets: a browser fetches only the few it has no system glyphs for. Noto Sans SC has what is printed
// daily. Names have more: 𠮷, 㛃, 䶮 come from LXGW WenKai (every sign of the Unicode blocks Unified Ideographs and Extension A,
// some four thousand of B and later). What neither has, and the system neither, is a box: the rest of Extensions B to I.
import '@fontsource/noto-sans-sc/400.css';
import '@fontsource/noto-sans-sc/600.css';

// Two hundred kilobytes of ranges that most pages never need: they come after the page stands.
void import('lxgw-wenkai-screen-web/lxgwwenkaigbscreen/result.min.css');

// Chromium keeps the boxes of a text that it shaped before all its subsets arrived (its shape cache knows the font's
// description, not what was loaded). A feature tag that no font has makes a new description, so it shapes again.
let round = 0;
document.fonts.addEventListener('loadingdone', () => {
  round += 1;
  const tag = `x${String(round % 1000).padStart(3, '0')}`;
  document.documentElement.style.setProperty('--shaping', `"${tag}" 1`);
});
