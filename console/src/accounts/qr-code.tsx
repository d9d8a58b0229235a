// A QR code drawn as one SVG path: no image is fetched, so the content security policy has nothing to allow. Always dark on
// white, because a camera does not know our dark look.
import { create } from 'qrcode';
import { useMemo } from 'react';

const quiet = 4;

export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => drawn(text), [text]);
  const whole = size + 2 * quiet;
  return (
    <svg className="qr" viewBox={`0 0 ${whole} ${whole}`} role="img" aria-label={label}>
      <rect width={whole} height={whole} fill="#ffffff" />
      <path d={path} fill="#000000" shapeRendering="crispEdges" />
    </svg>
  );
}

function drawn(text: string): { size: number; path: string } {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
  const cells = Array.from(data, (is, at) =>
    is ? `M${(at % size) + quiet} ${Math.floor(at / size) + quiet}h1v1h-1z` : '',
  );
  return { size, path: cells.join('') };
}
