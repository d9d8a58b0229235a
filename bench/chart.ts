// A bar for each ratio against its goal, as an SVG that a browser and a README show: plain shapes, no script.
import type { Result, Row } from './report.ts';

const rowHeight = 26;
const [left, width, right] = [330, 420, 110];

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** How far along its goal a figure is: 1 is just met, more is better. */
function shareOf({ goal, ratio, ours }: Row): number {
  const value = ratio ?? ours;
  if (!goal) return ratio ?? 1;
  if ('atLeast' in goal) return value / goal.atLeast;
  return value === 0 ? 2 : goal.atMost / value;
}

export function chartOf({ title, rows }: Result): string {
  const scale = width / 2;
  const bars = rows.map((row, index) => {
    const share = shareOf(row);
    const length = Math.max(2, Math.min(share, 2) * scale);
    const y = 44 + index * rowHeight;
    const colour = !row.goal ? '#8a9a9e' : share >= 1 ? '#0b6e6e' : '#b3541e';
    const value =
      row.ratio === undefined
        ? `${Number(row.ours.toPrecision(3))} ${row.unit}`
        : row.ratio.toFixed(2);
    return [
      `<text x="${left - 10}" y="${y + 14}" text-anchor="end">${escaped(row.what)}</text>`,
      `<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="18" rx="2" fill="${colour}"/>`,
      `<text x="${left + width + 10}" y="${y + 14}">${escaped(value)}</text>`,
    ].join('');
  });
  const height = 60 + rows.length * rowHeight;
  const goal = left + scale;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + right} ${height}" font-family="sans-serif" font-size="13" fill="#26363a">
<rect width="100%" height="100%" fill="#fff"/>
<text x="12" y="22" font-size="15" font-weight="600">${escaped(title)}</text>
${bars.join('\n')}
<line x1="${goal}" y1="36" x2="${goal}" y2="${height - 14}" stroke="#26363a" stroke-dasharray="3 3"/>
<text x="${goal + 4}" y="${height - 4}" font-size="11">goal</text>
</svg>
`;
}
