import { useSession } from '@kobo/shared';
import { useQuery } from '@tanstack/react-query';
import { readSchema } from './graph';
import { useToken } from './token';

/** The viewer's own schema; read anew when another logs in or another token is given. */
export function useSchema() {
  const { token } = useToken();
  const { data: session } = useSession();
  return useQuery({
    queryKey: ['schema', token, session?.organisation?.key ?? session?.name],
    queryFn: ({ signal }) => readSchema(token, signal),
    enabled: token !== '' || Boolean(session),
    staleTime: Infinity,
  });
}
