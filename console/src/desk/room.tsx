// Desk: a queue, not a poster.
export default function DeskRoom() {
  return null;
}
