// Who one is and what one may do here, as the server says it. The server decides all the same; this only spares people from
// pages and buttons that lead nowhere.
import { query } from '@kobo/shared';
import { useSuspenseQuery } from '@tanstack/react-query';
import { graphql } from './gql';

export const ViewerDocument = graphql(/* GraphQL */ `
  query Viewer {
    viewer {
      name
      municipality { id name logo }
      units { id name }
      access { name read write act }
      savedFilters { id name address shared mine }
    }
  }
`);

/** The names of the grid (docs/access.md) that this app asks about. */
type Class = 'DWELLING' | 'RENT' | 'TENANCY' | 'RESERVATION' | 'NOTE' | 'DOCUMENT' | 'DWELLING_HISTORY' | 'IMPORT' | 'SETTINGS' | 'LOG' | 'OWN_LOG' | 'LOOKUP' | 'TENANT';
type Act = 'DWELLING_EDIT' | 'DWELLING_STATUS' | 'STOCK' | 'RENT_SET' | 'TENANCY_KEEP' | 'RESERVE' | 'NOTE_KEEP' | 'DOCUMENT_KEEP' | 'IMPORT_RUN' | 'EXPORT' | 'SETTINGS_EDIT' | 'SAVED_FILTER';

/** The viewer. The frame has read it before any page is shown. */
export function useViewer() {
  return useSuspenseQuery({ ...query(ViewerDocument, {}), staleTime: 5 * 60_000 }).data.viewer;
}

/** What the viewer may read and do. */
export function useAccess() {
  const { access } = useViewer();
  const find = (name: string) => access.find(one => one.name === name);
  return {
    reads: (name: Class) => find(name)?.read ?? false,
    does: (name: Act) => find(name)?.act ?? false,
  };
}
