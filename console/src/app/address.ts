// A list's filter stands in the address, so that a reload, a bookmark and the back button keep it. Only choices from a
// closed set go there, never anything typed.
import { useSearchParams } from 'react-router';

export function useAddressChoice<V extends string>(
  name: string,
  choices: readonly V[],
  fallback: V,
): readonly [V, (choice: V) => void] {
  const [params, setParams] = useSearchParams();
  const given = params.get(name);
  const choice = choices.find((it) => it === given) ?? fallback;
  const choose = (next: V) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (next === fallback) after.delete(name);
        else after.set(name, next);
        return after;
      },
      { replace: true },
    );
  return [choice, choose];
}
