// Nobody's name is a box: on a machine without Chinese fonts the signs that names and lists use are drawn from fonts that we serve.
import { expect, test } from 'vitest';
import { openStage } from './stage.ts';

const stage = await openStage({ customers: 1 });

/** The last one is no sign at all, and stands for the box. */
const signs = ['守', 'Ⅰ', '𠮷', '㛃', '䶮', '喆', '堃', '龑', '\u{2fffe}'];

test('rare signs of names are drawn, each differently from a box', async () => {
  const { page } = await stage.visit();
  await page.getByRole('heading', { level: 1 }).waitFor();
  const drawn = await page.evaluate(async (all) => {
    const family = getComputedStyle(document.body).fontFamily;
    const draw = (text: string): string => {
      const canvas = document.createElement('canvas');
      const pen = canvas.getContext('2d');
      if (!pen) throw new Error('no canvas');
      pen.font = `48px ${family}`;
      pen.fillText(text, 10, 100);
      return canvas.toDataURL();
    };
    const isHere = () => [...document.fonts].some((it) => it.family.includes('LXGW'));
    while (!isHere()) await new Promise((resolve) => setTimeout(resolve, 50));
    await document.fonts.load(`48px ${family}`, all.join(''));
    return all.map(draw);
  }, signs);
  const box = drawn.pop();
  for (const [at, picture] of drawn.entries()) expect(picture, signs[at]).not.toBe(box);
  expect(new Set(drawn).size).toBe(drawn.length);
});
