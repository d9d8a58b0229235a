// A trend as a line, where its shape says more than the number beside it. Described in words for who cannot see it.
interface Props {
  readonly points: readonly number[];
  readonly label: string;
}

const width = 120;
const height = 28;

export function Sparkline({ points, label }: Props) {
  if (points.length < 2) return <span className="sparkline" aria-hidden="true" />;
  const top = Math.max(...points, 1);
  const step = (width - 4) / (points.length - 1);
  const line = points
    .map(
      (value, at) =>
        `${(2 + at * step).toFixed(1)},${(height - 3 - (value / top) * (height - 6)).toFixed(1)}`,
    )
    .join(' ');
  const [endX, endY] = line.slice(line.lastIndexOf(' ') + 1).split(',');
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <line x1="2" x2={width - 2} y1={height - 3} y2={height - 3} />
      <polyline points={line} />
      <circle cx={endX} cy={endY} r="2.500" />
    </svg>
  );
}
