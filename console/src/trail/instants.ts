// An act to the second, as a log is read, in the institution's time.
const seconds = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** `2026-11-23 14:05:09` */
export function inSeconds(instant: string): string {
  return seconds.format(new Date(instant));
}
