// The mark: a shield that keeps its word.
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="20" height="20" aria-hidden="true">
      <path
        d="M16 4 27 8.200v8.200c0 6.800-4.500 11.400-11 13.400-6.500-2-11-6.600-11-13.400V8.200z"
        fill="currentColor"
      />
      <path
        d="m10.800 16.300 3.700 3.800 6.700-7.400"
        fill="none"
        stroke="var(--card)"
        strokeWidth="2.600"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
