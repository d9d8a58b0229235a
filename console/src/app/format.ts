// Dates, times and sizes as the console writes them. The institution's day is that of Asia/Shanghai, wherever the screen is.
const parts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/** `2026-11-23 14:05` */
export function atMinute(instant: string | Date): string {
  return parts.format(new Date(instant));
}

/** `2026-11-23` */
export function onDay(instant: string | Date): string {
  return atMinute(instant).slice(0, 10);
}

/** `14:05` when today, else `11-23 14:05`: for lists where the day is mostly today. */
export function atShort(instant: string, now: Date = new Date()): string {
  const whole = atMinute(instant);
  if (whole.slice(0, 10) === onDay(now)) return whole.slice(11);
  return whole.slice(0, 4) === onDay(now).slice(0, 4) ? whole.slice(5) : whole;
}

/** `18:24`, also over an hour: `72:05`. */
export function asClock(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  return `${String(Math.floor(left / 60)).padStart(2, '0')}:${String(left % 60).padStart(2, '0')}`;
}

/** `1.4 MB` */
export function asSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
