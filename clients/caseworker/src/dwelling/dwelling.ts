import { createContext, useContext } from 'react';
import type { DwellingAct } from '../gql/graphql';

/** The dwelling that a page is about, for its sections and their acts. */
export interface Dwelling {
  id: string;
  version: number;
  address: string;
  /** Reports whether the act is legal now and the viewer's; others are not offered. */
  may: (act: DwellingAct) => boolean;
  /** Reads it again, and returns when it was changed last. */
  refresh: () => Promise<string | undefined>;
}

export const DwellingContext = createContext<Dwelling | null>(null);

/** The dwelling of the page. */
export function useDwelling(): Dwelling {
  const dwelling = useContext(DwellingContext);
  if (!dwelling) throw new Error('useDwelling outside DwellingPage');
  return dwelling;
}
