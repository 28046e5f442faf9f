// The words of the code lists, in the reader's language, as the server has them: this app has no list of its own.
import { query } from '@kobo/shared';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { graphql } from './gql';

export const CodesDocument = graphql(/* GraphQL */ `
  query Codes($names: [String!]) {
    codeLists(names: $names) {
      name
      codes { code label validTo }
    }
  }
`);

const names = [
  'AgreementKind', 'BuildingType', 'DisplayStatus', 'DispositionForm', 'DocumentKind', 'DwellingAct', 'DwellingStatus', 'DwellingSubtype', 'DwellingType', 'ExpectedVacancyReason', 'Feature', 'HistoryKind', 'Language',
  'ImportRowState', 'ImportState', 'Marker', 'Module', 'NoticeBy', 'OnboardingStep', 'OwnershipForm', 'RentComponent', 'Security', 'Staffing', 'StatusReason', 'StockEntry', 'StockExit',
  'TenancyEnd', 'TenancyKind', 'UnitType', 'WheelchairAccess',
] as const;
export type CodeListName = (typeof names)[number];

export interface Option {
  value: string;
  label: string;
}

/** Looks up words. Until they are read, a code's word is empty. */
export function useCodes() {
  const { data } = useQuery({ ...query(CodesDocument, { names: [...names] }), staleTime: Infinity });
  return useMemo(() => {
    const lists = new Map(data?.codeLists.map(list => [list.name, list.codes]));
    const label = (list: CodeListName, code: string | null | undefined) => lists.get(list)?.find(one => one.code === code)?.label ?? '';
    /** The choices that may be made today. */
    const options = (list: CodeListName): Option[] => (lists.get(list) ?? []).filter(({ validTo }) => !validTo || validTo >= new Date().toISOString().slice(0, 10)).map(one => ({ value: one.code, label: one.label }));
    return { label, options };
  }, [data]);
}
