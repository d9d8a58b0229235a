// How a page reads and acts: typed by the operation, refusals as values, nothing personal kept beyond the page.
import type { Operation, SentTo } from '@shouxin/contract';
import { RefusedCall, type AnswerOf, type CallOptions } from '@shouxin/client';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from './call.ts';
import { queryClient } from './session.ts';

export interface ReadOptions {
  /** Customer information: forgotten when the page closes, never fetched again by itself (each read is an entry). */
  readonly personal?: boolean;
  readonly enabled?: boolean;
  /** Keep the last page of a list on screen while the next one comes. */
  readonly keep?: boolean;
}

export interface Read<T> {
  readonly answer: T | undefined;
  readonly refusal: RefusedCall | undefined;
  readonly isLoading: boolean;
  readonly isFetching: boolean;
  readonly again: () => void;
}

export function useRead<T extends Operation>(
  operation: T,
  input: SentTo<T>,
  options: ReadOptions = {},
): Read<AnswerOf<T>> {
  const query = useQuery({
    queryKey: [operation.id, input],
    queryFn: ({ signal }) => call(operation, input, { signal }),
    enabled: options.enabled ?? true,
    ...(options.keep && { placeholderData: keepPreviousData }),
    ...(options.personal && {
      gcTime: 0,
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
    }),
  });
  return {
    answer: query.data,
    refusal: refusalIn(query.error),
    isLoading: query.isLoading,
    isFetching: query.isFetching,
    again: () => void query.refetch(),
  };
}

export interface Act<T extends Operation> {
  /** Answers the output, or undefined when refused (the refusal is in `refusal`). */
  readonly run: (input: SentTo<T>, options?: CallOptions) => Promise<AnswerOf<T> | undefined>;
  readonly isBusy: boolean;
  readonly refusal: RefusedCall | undefined;
  readonly clear: () => void;
}

/** `changes`: operations whose answers are old after this act. */
export function useAct<T extends Operation>(
  operation: T,
  changes: readonly Operation[] = [],
  onRefused?: (refusal: RefusedCall) => void,
): Act<T> {
  const [refusal, setRefusal] = useState<RefusedCall>();
  const mutation = useMutation({
    mutationFn: (it: { input: SentTo<T>; options?: CallOptions }) =>
      call(operation, it.input, it.options),
    gcTime: 0,
  });
  return {
    run: async (input, options) => {
      setRefusal(undefined);
      try {
        const answer = await mutation.mutateAsync({ input, ...(options && { options }) });
        outdate(changes);
        return answer;
      } catch (reason) {
        const refused = refusalIn(reason);
        setRefusal(refused);
        if (refused) onRefused?.(refused);
        return undefined;
      }
    },
    isBusy: mutation.isPending,
    refusal,
    clear: () => setRefusal(undefined),
  };
}

/** What these answered is old: pages that show it ask again. */
export function outdate(operations: readonly Operation[]): void {
  for (const it of operations) void queryClient.invalidateQueries({ queryKey: [it.id] });
}

/** Anything that is not a refusal is a bug: it goes to the error page. */
function refusalIn(reason: unknown): RefusedCall | undefined {
  if (!reason) return undefined;
  if (reason instanceof RefusedCall) return reason;
  throw reason instanceof Error ? reason : new Error('a query failed without an error');
}

export interface Pages {
  readonly cursor: string | undefined;
  readonly number: number;
  readonly next: ((cursor: string) => void) | undefined;
  readonly back: (() => void) | undefined;
  readonly reset: () => void;
  /** Another filter begins at the first page. */
  readonly filtering: <V>(set: (value: V) => void) => (value: V) => void;
}

interface PageOf<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
  readonly band?: string | undefined;
}

/** What a table shows of a list that is turned page by page. */
export function listed<T>(
  { answer, refusal, again }: Pick<Read<PageOf<T>>, 'answer' | 'refusal' | 'again'>,
  pages: Pages,
) {
  const { items: rows, next, band } = answer ?? {};
  return { rows, refusal, onAgain: again, pages, next, band };
}

/** Cursor paging: forward by the cursor the server gave, back by the cursors already used. */
export function usePages(): Pages {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const reset = () => setCursors([]);
  return {
    cursor: cursors.at(-1),
    number: cursors.length + 1,
    next: (cursor) => setCursors([...cursors, cursor]),
    back: cursors.length > 0 ? () => setCursors(cursors.slice(0, -1)) : undefined,
    reset,
    filtering: (set) => (value) => {
      reset();
      set(value);
    },
  };
}
