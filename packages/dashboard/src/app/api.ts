import {
  ApiError,
  type CallInput,
  createClient,
  type Endpoint,
  type Reply,
  type ReplyOf,
} from '@slipway/api';
import {
  keepPreviousData,
  QueryClient,
  type QueryKey,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { apiUrl } from './place.ts';

// biome-ignore lint/suspicious/noExplicitAny: a caller's endpoint may have any schemas.
type AnyEndpoint = Endpoint<any, any, any, any>;

export const client = createClient({ url: apiUrl });

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream tells what has changed; nothing is fetched again by time or focus.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
    },
  },
});

/** `[endpoint id, params, query]`: live events find what they touch by it. */
export function keyOf(endpoint: AnyEndpoint, input: CallInput<AnyEndpoint> = {}): QueryKey {
  return [endpoint.id, input.params ?? {}, input.query ?? {}];
}

interface ReadOptions {
  enabled?: boolean;
  /** While another input is read, the last one’s reply stays. */
  keepsPrevious?: boolean;
}

/** The reply with its ETag; stays up to date by the live stream (see `live.ts`). */
export function useRead<E extends AnyEndpoint>(
  endpoint: E,
  input: CallInput<E>,
  { enabled = true, keepsPrevious = false }: ReadOptions = {},
): UseQueryResult<Reply<ReplyOf<E>>> {
  return useQuery({
    queryKey: keyOf(endpoint, input as CallInput<AnyEndpoint>),
    queryFn: ({ signal }) => client.request(endpoint, { ...input, signal }),
    enabled,
    ...(keepsPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

interface Page<T> {
  items: T[];
  next: string | null;
}
type ItemOf<E> = ReplyOf<E> extends Page<infer T> ? T : never;

/** Every item of a list, page by page. For lists that are shown or searched whole. */
export async function readAll<E extends AnyEndpoint>(endpoint: E, input: CallInput<E>): Promise<ItemOf<E>[]> {
  const items: ItemOf<E>[] = [];
  let cursor: string | null = null;
  do {
    const query: object = { ...input.query, ...(cursor === null ? {} : { cursor }) };
    const page = (await client.call(endpoint, { ...input, query } as CallInput<E>)) as Page<ItemOf<E>>;
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}

/** A list that is read whole, such as environments, segments and members. */
export function useAll<E extends AnyEndpoint>(
  endpoint: E,
  input: CallInput<E>,
  { enabled = true }: ReadOptions = {},
): UseQueryResult<ItemOf<E>[]> {
  return useQuery({
    queryKey: [...keyOf(endpoint, input as CallInput<AnyEndpoint>), 'all'],
    queryFn: () => readAll(endpoint, { ...input, query: { limit: 200, ...input.query } } as CallInput<E>),
    enabled,
  });
}

/** A long list, shown page by page: `items` so far, `more()` where there are more. */
export function usePages<E extends AnyEndpoint>(endpoint: E, input: CallInput<E>) {
  const pages = useInfiniteQuery({
    queryKey: [...keyOf(endpoint, input as CallInput<AnyEndpoint>), 'pages'],
    queryFn: async ({ pageParam, signal }) => {
      const query: object = { ...input.query, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return (await client.call(endpoint, { ...input, query, signal } as CallInput<E>)) as Page<ItemOf<E>>;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  return {
    items: pages.data?.pages.flatMap(({ items }) => items),
    error: pages.error,
    isPending: pages.isPending,
    isMoreComing: pages.isFetchingNextPage,
    more: pages.hasNextPage ? () => void pages.fetchNextPage() : null,
    retry: () => void pages.refetch(),
  };
}

/** Has everything read from these endpoints fetched again; `params` narrows it to what they name. */
export async function forget(ids: readonly string[], params: Record<string, string> = {}): Promise<void> {
  await queryClient.invalidateQueries({
    predicate: ({ queryKey: [id, known] }) =>
      ids.includes(String(id)) &&
      Object.entries(params).every(([name, value]) => {
        const own = (known as Record<string, string> | undefined)?.[name];
        return own === undefined || own === value;
      }),
  });
}
