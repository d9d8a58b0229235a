// What is asked of a new password, as the rules ship (password.min_chars, password.kinds_min): their table is too large for the
// sign-in page, so a test compares.
export const passwordRule = { min: 12, kinds: 3 };
